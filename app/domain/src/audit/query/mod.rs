//! What an auditor types into the query bar, understood: terms that must all hold. It prints back in one way, so that a link can add a
//! term and take one away.
//! Never here: how events are found; sentences for people.

mod network;
mod parse;
mod span;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::chain::Chain;
use super::words::{LONGEST_WORD, SHORTEST_WORD, is_of_token};
use crate::time::Timestamp;

pub use network::{Network, NotANetwork};
pub use span::{Moment, NotATime, Span};

/// The most terms of a query.
pub const MOST_TERMS: usize = 32;
/// The longest query, in characters.
pub const LONGEST_QUERY: usize = 1_000;

/// How an event ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// Charter said no.
    Refused,
    /// An attempt failed: a step with an error, a run that did not succeed.
    Failed,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 3] = [Outcome::Done, Outcome::Refused, Outcome::Failed];

    /// The word in a query and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Refused => "refused",
            Outcome::Failed => "failed",
        }
    }

    /// What the bytes of an event say: `access.refused` is refused; `step.concluded` with a `code` and `run.finished` with another
    /// ending than `succeeded` failed; all else was done. The column `audit_event.result` is computed alike.
    pub fn of(event: &Value) -> Self {
        let within = |side: &str, name: &str| event.get(side).and_then(|side| side.get(name));
        let has_code = || within("after", "code").or(within("before", "code")).is_some();
        match event.get("action").and_then(Value::as_str) {
            Some("access.refused") => Outcome::Refused,
            Some("step.concluded") if has_code() => Outcome::Failed,
            Some("run.finished") if within("after", "ending").and_then(Value::as_str) != Some("succeeded") => Outcome::Failed,
            _ => Outcome::Done,
        }
    }
}

/// The word is no outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an outcome")]
pub struct NotAnOutcome;

impl FromStr for Outcome {
    type Err = NotAnOutcome;

    fn from_str(text: &str) -> Result<Self, NotAnOutcome> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text).ok_or(NotAnOutcome)
    }
}

/// What one term asks of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// Part of the actor's name or e-mail, or the actor's kind (`member`, `engine`, `operator`, `nobody`).
    Actor(String),
    /// The beginning of the action.
    Action(String),
    /// The object's kind or id, a run's id, a plan's hash, or a request (`R-1042` or its id).
    Target(String),
    /// The source address.
    Address(Network),
    /// How it ended.
    Result(Outcome),
    /// When.
    At(Span),
    /// Which chain.
    Chain(Chain),
    /// Words that must all occur.
    Text(String),
    /// The beginning of a word.
    Beginning(String),
}

/// A criterion, or its contrary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Whether the criterion must not hold.
    pub is_negated: bool,
    /// The criterion.
    pub criterion: Criterion,
}

/// Terms that must all hold. None of them finds everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
}

/// What is wrong with a query, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{kind:?} at {position}: {text}")]
pub struct QueryProblem {
    /// The character at which the wrong term begins, from 0.
    pub position: usize,
    /// The wrong text.
    pub text: String,
    /// What is wrong with it.
    pub kind: QueryProblemKind,
}

/// What can be wrong with a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueryProblemKind {
    /// A quote is not closed.
    OpenQuote,
    /// There is no such key before the colon.
    UnknownKey,
    /// Nothing stands after the key or the minus.
    Empty,
    /// After `ip:`.
    NotAnAddress,
    /// After `result:`.
    NotAResult,
    /// After `at:`.
    NotATime,
    /// After `chain:`.
    NotAChain,
    /// There is no word of two letters or digits.
    TooShort,
    /// What stands before `*` is not the beginning of one word.
    NotABeginning,
    /// More than [`MOST_TERMS`] terms.
    TooMany,
    /// More than [`LONGEST_QUERY`] characters.
    TooLong,
    /// So many words begin so that they cannot be looked up. Found while searching.
    TooWide,
}

impl Term {
    /// The criterion must hold.
    pub fn is(criterion: Criterion) -> Self {
        Self { is_negated: false, criterion }
    }
}

impl Query {
    /// A query of these terms; one that is there already is not added again.
    pub fn of(terms: impl IntoIterator<Item = Term>) -> Self {
        terms.into_iter().fold(Self::default(), |query, term| query.with(term))
    }

    /// The terms, in the order in which they were typed.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether the term is part of it.
    pub fn has(&self, term: &Term) -> bool {
        self.terms.contains(term)
    }

    /// The same with one term more.
    #[must_use]
    pub fn with(mut self, term: Term) -> Self {
        if !self.has(&term) {
            self.terms.push(term);
        }
        self
    }

    /// The same without that term.
    #[must_use]
    pub fn without(mut self, term: &Term) -> Self {
        self.terms.retain(|other| other != term);
        self
    }

    /// The same without the spans of time that must hold.
    #[must_use]
    pub fn without_span(mut self) -> Self {
        self.terms.retain(|term| term.is_negated || !matches!(term.criterion, Criterion::At(_)));
        self
    }

    /// The same, asking at `now`, with nothing in it that is relative to now.
    #[must_use]
    pub fn absolute(self, now: Timestamp) -> Self {
        Self::of(self.terms.into_iter().map(|term| match term.criterion {
            Criterion::At(span) => Term { criterion: Criterion::At(span.absolute(now)), ..term },
            _ => term,
        }))
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, term) in self.terms.iter().enumerate() {
            let space = if position == 0 { "" } else { " " };
            write!(f, "{space}{term}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negated {
            f.write_str("-")?;
        }
        match &self.criterion {
            Criterion::Actor(text) => write!(f, "actor:{}", quoted(text)),
            Criterion::Action(text) if text.ends_with('.') => write!(f, "action:{}", quoted(&format!("{text}*"))),
            Criterion::Action(text) => write!(f, "action:{}", quoted(text)),
            Criterion::Target(text) => write!(f, "target:{}", quoted(text)),
            Criterion::Address(network) => write!(f, "ip:{network}"),
            Criterion::Result(outcome) => write!(f, "result:{}", outcome.as_str()),
            Criterion::At(span) => write!(f, "at:{span}"),
            Criterion::Chain(chain) => write!(f, "chain:{chain}"),
            Criterion::Text(text) if text.starts_with('-') || text.contains(':') || text.ends_with('*') => {
                write!(f, "{}", in_quotes(text))
            }
            Criterion::Text(text) => write!(f, "{}", quoted(text)),
            Criterion::Beginning(text) => write!(f, "{text}*"),
        }
    }
}

/// As it is, or in quotes if it would fall apart.
fn quoted(text: &str) -> String {
    let falls_apart = text.is_empty() || text.contains(|character: char| character.is_whitespace() || character == '"');
    if falls_apart { in_quotes(text) } else { text.to_owned() }
}

fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether a word can begin so.
fn is_beginning(text: &str) -> bool {
    text.chars().count() >= SHORTEST_WORD
        && text.len() <= LONGEST_WORD
        && text.chars().all(is_of_token)
        && text.starts_with(char::is_alphanumeric)
}
