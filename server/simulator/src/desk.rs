//! What an operation sees of the simulated AWS, and what it gives back: a value and the effects that make it true.
//! Never here: an operation, a mutation.

use control::cloud::Page;
use domain::organization::limits::PAGE_SIZE;
use domain::time::Timestamp;

use crate::chance::Chance;
use crate::effect::Effect;
use crate::refusal::Refusal;
use crate::state::{Organization, State};

/// The moment of one call.
pub(crate) struct Desk<'a> {
    /// Everything (e-mails are unique across it).
    pub(crate) state: &'a State,
    /// The caller's organization.
    pub(crate) organization: &'a Organization,
    /// Virtual time.
    pub(crate) at: Timestamp,
    /// The seed.
    pub(crate) seed: u64,
}

/// A value and the effects behind it. Nothing has happened until they are in the journal.
pub(crate) struct Done<T> {
    /// The answer.
    pub(crate) value: T,
    /// In order.
    pub(crate) effects: Vec<Effect>,
}

/// What an operation gives.
pub(crate) type Decision<T> = Result<Done<T>, Refusal>;

/// A read: no effect.
pub(crate) fn read<T>(value: T) -> Decision<T> {
    Ok(Done { value, effects: Vec::new() })
}

/// A write that answers nothing.
pub(crate) fn wrote(effect: Effect) -> Decision<()> {
    Ok(Done { value: (), effects: vec![effect] })
}

impl Desk<'_> {
    /// The chance of this moment: the same until an effect happens.
    pub(crate) fn chance(&self) -> Chance {
        Chance::new(self.seed, self.state.effects)
    }
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Window {
    /// `MaxResults`.
    pub(crate) most: Option<i64>,
    /// `NextToken`.
    pub(crate) token: Option<String>,
}

impl Window {
    /// From a token alone.
    pub(crate) fn after(token: Option<String>) -> Self {
        Self { most: None, token }
    }

    /// The page of the list. A token is a position: what changes between pages may be seen twice or not at all, as in AWS.
    pub(crate) fn cut<T>(&self, items: Vec<T>) -> Decision<Page<T>> {
        let most = match self.most {
            None => PAGE_SIZE.value,
            Some(given) => match usize::try_from(given) {
                Ok(0) | Err(_) => return Err(Refusal::invalid("MIN_VALUE_EXCEEDED", "MaxResults must be at least 1.")),
                Ok(given) if given > PAGE_SIZE.value => {
                    return Err(Refusal::invalid("MAX_VALUE_EXCEEDED", "MaxResults must be at most 20."));
                }
                Ok(given) => given,
            },
        };
        let from = match &self.token {
            None => 0,
            Some(token) => token
                .strip_prefix("page-")
                .and_then(|digits| digits.parse::<usize>().ok())
                .ok_or_else(|| Refusal::invalid("INVALID_NEXT_TOKEN", "The NextToken is not one that was given."))?,
        };
        let next = (from + most < items.len()).then(|| format!("page-{}", from + most));
        read(Page { items: items.into_iter().skip(from).take(most).collect(), next })
    }
}
