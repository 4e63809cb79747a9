//! What is looked for among words: one, one of several, or any that begins so.
//! Never here: reading postings.

use std::collections::BTreeSet;

use domain::access::ViewAudit;
use domain::audit::Chain;
use domain::audit::query::{Criterion, Query, QueryProblem, QueryProblemKind};
use domain::audit::words::asked_words;

use crate::audit_sieve::Sieve;
use crate::error::Result;
use crate::tx::ReadTx;

/// The most words that a beginning may stand for, and the most addresses that narrow a search.
const MOST_WORDS: usize = 200;

/// One of several words.
#[derive(Debug, Clone)]
pub(super) struct Needle {
    /// The words, of the chain `changes`.
    changes: Vec<String>,
    /// The words, of the chain `access`.
    access: Vec<String>,
    /// For an event that is not indexed: how the word begins.
    beginning: Option<String>,
}

impl Needle {
    fn any(words: Vec<String>) -> Self {
        Self { changes: words.clone(), access: words, beginning: None }
    }

    /// The words that it stands for in the index of that chain.
    pub(super) fn words(&self, chain: Chain) -> &[String] {
        match chain {
            Chain::Changes => &self.changes,
            Chain::Access => &self.access,
        }
    }

    /// Whether it is among the words of an event.
    pub(super) fn is_in(&self, words: &BTreeSet<String>) -> bool {
        match &self.beginning {
            Some(beginning) => words.range(beginning.clone()..).next().is_some_and(|word| word.starts_with(beginning.as_str())),
            None => self.changes.iter().any(|word| words.contains(word)),
        }
    }
}

/// What a search asks of words.
#[derive(Debug, Clone, Default)]
pub(super) struct Needles {
    /// Each must be there.
    pub needed: Vec<Needle>,
    /// Of each of these, not all may be there.
    pub barred: Vec<Vec<Needle>>,
    /// Follows from the sieve: whatever it lets through has them. They only make the search shorter.
    pub narrowing: Vec<Needle>,
}

impl Needles {
    /// Whether words lead to the events.
    pub(super) fn lead(&self) -> bool {
        !self.needed.is_empty() || !self.narrowing.is_empty()
    }

    /// Whether it asks nothing that the sieve does not ask.
    pub(super) fn are_none(&self) -> bool {
        self.needed.is_empty() && self.barred.is_empty()
    }

    /// Whether an event with these words is found.
    pub(super) fn accept(&self, words: &BTreeSet<String>) -> bool {
        self.needed.iter().all(|needle| needle.is_in(words))
            && !self.barred.iter().any(|together| together.iter().all(|needle| needle.is_in(words)))
    }
}

/// What the query asks of words. The inner error is a beginning that stands for too many.
pub(super) async fn needles(
    tx: &mut ReadTx<ViewAudit>,
    query: &Query,
    sieve: &Sieve,
) -> Result<std::result::Result<Needles, QueryProblem>> {
    let mut needles = Needles::default();
    let words_of = |text: &str| asked_words(text).into_iter().map(|word| Needle::any(vec![word]));
    for term in query.terms() {
        match &term.criterion {
            Criterion::Text(text) if term.is_negated => needles.barred.push(words_of(text).collect()),
            Criterion::Text(text) => needles.needed.extend(words_of(text)),
            Criterion::Beginning(beginning) => {
                let Some(needle) = beginning_needle(tx, beginning).await? else {
                    return Ok(Err(QueryProblem { position: 0, text: term.to_string(), kind: QueryProblemKind::TooWide }));
                };
                if term.is_negated { needles.barred.push(vec![needle]) } else { needles.needed.push(needle) }
            }
            _ => {}
        }
    }
    // Kinds and ids of objects, ids of requests and runs, hashes of plans and source addresses are words of their events.
    needles.narrowing.extend(sieve.targets.iter().flat_map(|target| words_of(target)));
    if let Some(addresses) = sieve.addresses.as_ref().filter(|addresses| addresses.len() <= MOST_WORDS) {
        needles.narrowing.push(Needle::any(addresses.iter().map(|address| address.to_lowercase()).collect()));
    }
    Ok(Ok(needles))
}

async fn beginning_needle(tx: &mut ReadTx<ViewAudit>, beginning: &str) -> Result<Option<Needle>> {
    let (changes, access) = (expanded(tx, Chain::Changes, beginning).await?, expanded(tx, Chain::Access, beginning).await?);
    let fits = changes.len() <= MOST_WORDS && access.len() <= MOST_WORDS;
    Ok(fits.then(|| Needle { changes, access, beginning: Some(beginning.to_owned()) }))
}

/// The words of a chain's index that begin so, found by leaps: one more than may be, at the most.
async fn expanded(tx: &mut ReadTx<ViewAudit>, chain: Chain, beginning: &str) -> Result<Vec<String>> {
    let tenant = tx.tenant().as_uuid();
    // In the order of code points nothing that begins so comes after it with the last of them.
    let end = format!("{beginning}{}", char::MAX);
    let words = sqlx::query_scalar!(
        r#"with recursive leap as (
             (select word from audit_posting where tenant_id = $1 and chain = $2 and word >= $3 and word <= $4 order by word limit 1)
             union all
             select (select further.word from audit_posting further
                      where further.tenant_id = $1 and further.chain = $2 and further.word > leap.word and further.word <= $4
                      order by further.word limit 1)
               from leap where leap.word is not null
           )
           select word as "word!" from leap where word is not null limit $5"#,
        tenant,
        chain.as_str(),
        beginning,
        end,
        MOST_WORDS as i64 + 1
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(words)
}
