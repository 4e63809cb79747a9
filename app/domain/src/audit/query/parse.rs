//! Reads a query strictly: what cannot be read is named with its place, and nothing is guessed.
//! Never here: a default.

use std::iter::Peekable;
use std::str::{Chars, FromStr};

use super::{Criterion, LONGEST_QUERY, MOST_TERMS, Query, QueryProblem, QueryProblemKind, Term, is_beginning};
use crate::audit::words::asked_words;
use crate::text::without_nul;

/// One term as it is typed.
#[derive(Default)]
struct Typed {
    /// Where it begins.
    position: usize,
    /// As it is typed, for what is said about it.
    text: String,
    is_negated: bool,
    key: Option<String>,
    value: String,
    has_quotes: bool,
    /// Whether the last character is a star outside quotes.
    is_open: bool,
}

impl Typed {
    fn problem(&self, kind: QueryProblemKind) -> QueryProblem {
        QueryProblem { position: self.position, text: self.text.clone(), kind }
    }
}

impl FromStr for Query {
    type Err = QueryProblem;

    fn from_str(text: &str) -> Result<Self, QueryProblem> {
        let text = without_nul(text);
        let n_characters = text.chars().count();
        if n_characters > LONGEST_QUERY {
            return Err(QueryProblem { position: LONGEST_QUERY, text: String::new(), kind: QueryProblemKind::TooLong });
        }
        let mut rest = text.chars().peekable();
        let mut position = 0;
        let mut terms = Vec::new();
        loop {
            while rest.next_if(|character| character.is_whitespace()).is_some() {
                position += 1;
            }
            if rest.peek().is_none() {
                return Ok(Query::of(terms));
            }
            let typed = typed(&mut rest, position)?;
            position += typed.text.chars().count();
            if terms.len() == MOST_TERMS {
                return Err(typed.problem(QueryProblemKind::TooMany));
            }
            let criterion = criterion(&typed).map_err(|kind| typed.problem(kind))?;
            terms.push(Term { is_negated: typed.is_negated, criterion });
        }
    }
}

/// Takes one term: up to a space that is not in quotes.
fn typed(rest: &mut Peekable<Chars<'_>>, position: usize) -> Result<Typed, QueryProblem> {
    let mut typed = Typed { position, ..Typed::default() };
    let mut in_quotes = false;
    while let Some(character) = rest.next_if(|character| in_quotes || !character.is_whitespace()) {
        let is_first = typed.text.is_empty();
        typed.text.push(character);
        typed.is_open = false;
        match character {
            '-' if is_first => typed.is_negated = true,
            '"' => {
                in_quotes = !in_quotes;
                typed.has_quotes = true;
            }
            '\\' if in_quotes => {
                let Some(escaped) = rest.next_if(|next| matches!(next, '"' | '\\')) else {
                    typed.value.push('\\');
                    continue;
                };
                typed.text.push(escaped);
                typed.value.push(escaped);
            }
            ':' if !in_quotes && !typed.has_quotes && typed.key.is_none() => typed.key = Some(std::mem::take(&mut typed.value)),
            other => {
                typed.is_open = other == '*' && !in_quotes;
                typed.value.push(other);
            }
        }
    }
    if in_quotes { Err(typed.problem(QueryProblemKind::OpenQuote)) } else { Ok(typed) }
}

fn criterion(typed: &Typed) -> Result<Criterion, QueryProblemKind> {
    use QueryProblemKind as Kind;
    let value = typed.value.trim();
    if value.is_empty() {
        return Err(Kind::Empty);
    }
    let lower = value.to_lowercase();
    let Some(key) = &typed.key else {
        if typed.is_open {
            let beginning = lower.strip_suffix('*').filter(|beginning| is_beginning(beginning));
            return beginning.map(|beginning| Criterion::Beginning(beginning.to_owned())).ok_or(Kind::NotABeginning);
        }
        return if asked_words(value).is_empty() { Err(Kind::TooShort) } else { Ok(Criterion::Text(value.to_owned())) };
    };
    match key.to_lowercase().as_str() {
        "actor" => Ok(Criterion::Actor(value.to_owned())),
        "action" => {
            let beginning = lower.strip_suffix('*').unwrap_or(&lower);
            if beginning.is_empty() { Err(Kind::Empty) } else { Ok(Criterion::Action(beginning.to_owned())) }
        }
        "target" => Ok(Criterion::Target(value.to_owned())),
        "ip" => value.parse().map(Criterion::Address).map_err(|_| Kind::NotAnAddress),
        "result" => lower.parse().map(Criterion::Result).map_err(|_| Kind::NotAResult),
        "at" => value.parse().map(Criterion::At).map_err(|_| Kind::NotATime),
        "chain" => lower.parse().map(Criterion::Chain).map_err(|_| Kind::NotAChain),
        _ => Err(Kind::UnknownKey),
    }
}
