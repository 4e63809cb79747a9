//! What the events that were found have in common, and how they lie in time: each value and each bar with the query that narrows to it.
//! Never here: which events are counted.

use std::collections::BTreeMap;
use std::collections::HashMap;

use chrono::{DateTime, TimeDelta};
use domain::audit::query::{Criterion, Moment, Outcome, Query, Span, Term};
use domain::time::Timestamp;
use domain::wire::{Bar, Facet, FacetValue};
use store::audit_search::Hit;
use uuid::Uuid;

/// Values of a facet that are shown.
const MOST_VALUES: usize = 10;
/// Bars of the histogram.
const MOST_BARS: i64 = 60;
/// How long a bar may be, in minutes: the shortest with which they are few enough is taken.
const BAR_MINUTES: [i64; 15] =
    [1, 5, 15, 30, 60, 180, 360, 720, 1_440, 7 * 1_440, 30 * 1_440, 91 * 1_440, 365 * 1_440, 3_650 * 1_440, 36_500 * 1_440];

/// Name and e-mail of members.
pub(super) type Names = HashMap<Uuid, (String, String)>;

/// The facets of the hits.
pub(super) fn facets(query: &Query, hits: &[Hit], names: &Names) -> Vec<Facet> {
    let facet = |key: &str, values: Vec<FacetValue>| Facet { key: key.to_owned(), values };
    let counted = |text: fn(&Hit) -> String, criterion: fn(&str) -> Option<Criterion>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        hits.iter().for_each(|hit| *counts.entry(text(hit)).or_default() += 1);
        values(query, counts.into_iter().filter_map(|(text, count)| Some((criterion(&text)?, text, count))))
    };
    // Once the query names a group of actions, its actions tell more than the group.
    let has_action = query.terms().iter().any(|term| !term.is_negated && matches!(term.criterion, Criterion::Action(_)));
    let action = if has_action { |hit: &Hit| hit.action.clone() } else { |hit: &Hit| group(&hit.action) };
    vec![
        facet("action", counted(action, |text| Some(Criterion::Action(text.to_owned())))),
        facet("actor", actors(query, hits, names)),
        facet("result", counted(|hit| hit.result.clone(), |text| text.parse::<Outcome>().ok().map(Criterion::Result))),
        facet("target", counted(|hit| hit.object_kind.clone(), |text| Some(Criterion::Target(text.to_owned())))),
        facet("chain", counted(|hit| hit.position.chain.to_string(), |text| text.parse().ok().map(Criterion::Chain))),
    ]
}

/// `request.` of `request.submitted`.
fn group(action: &str) -> String {
    action.split_once('.').map_or_else(|| action.to_owned(), |(group, _)| format!("{group}."))
}

/// Members with what the engine did on their behalf, and the kinds that are no members. A member is named by e-mail: names may be alike.
fn actors(query: &Query, hits: &[Hit], names: &Names) -> Vec<FacetValue> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for hit in hits {
        if let Some((name, email)) = hit.actor_member.and_then(|member| names.get(&member)) {
            *counts.entry((email.clone(), name.clone())).or_default() += 1;
        }
        if hit.actor_kind != "member" {
            *counts.entry((hit.actor_kind.clone(), hit.actor_kind.clone())).or_default() += 1;
        }
    }
    values(query, counts.into_iter().map(|((text, shown), count)| (Criterion::Actor(text), shown, count)))
}

/// The most frequent values. A value of the query stays in sight, so that it can be taken away again.
fn values(query: &Query, counted: impl Iterator<Item = (Criterion, String, usize)>) -> Vec<FacetValue> {
    let mut all: Vec<FacetValue> = counted
        .map(|(criterion, value, count)| {
            let term = Term::is(criterion);
            let is_on = query.has(&term);
            let q = if is_on { query.clone().without(&term) } else { query.clone().with(term) };
            FacetValue { value, count, q: q.to_string(), is_on }
        })
        .collect();
    all.sort_by(|a, b| (b.is_on, b.count).cmp(&(a.is_on, a.count)).then_with(|| a.value.cmp(&b.value)));
    all.truncate(MOST_VALUES);
    all
}

/// The hits over time: bars of one length, without gaps, oldest first.
pub(super) fn bars(query: &Query, hits: &[Hit], now: Timestamp) -> Vec<Bar> {
    let times = || hits.iter().map(|hit| hit.position.at.timestamp().div_euclid(60));
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return Vec::new() };
    let fits = |length: &i64| last.div_euclid(*length) - first.div_euclid(*length) < MOST_BARS;
    let Some(length) = BAR_MINUTES.into_iter().find(fits) else { return Vec::new() };
    let begin = first.div_euclid(length);
    let mut counts = vec![0; usize::try_from(last.div_euclid(length) - begin + 1).unwrap_or(0)];
    for minute in times() {
        if let Some(count) = usize::try_from(minute.div_euclid(length) - begin).ok().and_then(|index| counts.get_mut(index)) {
            *count += 1;
        }
    }
    let minute = |index: i64| DateTime::from_timestamp(index * length * 60, 0);
    let bar = |(index, count): (i64, usize)| {
        let (from, until) = (minute(index)?, minute(index + 1)?);
        Some(Bar { from, until, count, q: narrowed(query, from, until, length, now).to_string() })
    };
    (begin..).zip(counts).filter_map(bar).collect()
}

/// The query with the bar's span instead of a wider one that it has; beside it where they only overlap.
fn narrowed(query: &Query, from: Timestamp, until: Timestamp, length: i64, now: Timestamp) -> Query {
    let last = until - TimeDelta::minutes(1);
    let moment = if length % 1_440 == 0 { Moment::day } else { Moment::minute };
    let span = Term::is(Criterion::At(Span::Between(moment(from), moment(last))));
    let is_wider = |term: &Term| match &term.criterion {
        Criterion::At(span) if !term.is_negated => {
            let (begin, end) = span.bounds(now);
            begin.is_none_or(|begin| begin <= from) && end.is_none_or(|end| end >= until)
        }
        _ => true,
    };
    if query.terms().iter().all(is_wider) { query.clone().without_span().with(span) } else { query.clone().with(span) }
}

#[cfg(test)]
mod tests {
    use domain::audit::{Chain, Position};

    use super::*;

    fn hit(minute: i64, action: &str, member: Option<u128>) -> Hit {
        Hit {
            position: Position {
                at: DateTime::from_timestamp(1_795_000_000 + minute * 60, 0).unwrap(),
                chain: Chain::Changes,
                sequence: minute,
            },
            action: action.to_owned(),
            actor_kind: if member.is_some() { "member" } else { "operator" }.to_owned(),
            actor_member: member.map(Uuid::from_u128),
            object_kind: "request".to_owned(),
            result: "done".to_owned(),
        }
    }

    fn now() -> Timestamp {
        DateTime::from_timestamp(1_795_500_000, 0).unwrap()
    }

    #[test]
    fn a_value_adds_its_term_and_takes_it_away_again() {
        let hits = [hit(0, "request.submitted", Some(1)), hit(1, "request.approved", Some(1)), hit(2, "run.finished", None)];
        let names = Names::from([(Uuid::from_u128(1), ("Ana M".to_owned(), "ana@example.com".to_owned()))]);
        let all = facets(&"pay".parse().unwrap(), &hits, &names);
        let shown = |facet: &Facet| {
            facet.values.iter().map(|one| (one.value.clone(), one.count, one.q.clone(), one.is_on)).collect::<Vec<_>>()
        };
        let of = |value: &str, count, q: &str, is_on| (value.to_owned(), count, q.to_owned(), is_on);
        assert_eq!(shown(&all[0]), [of("request.", 2, "pay action:request.*", false), of("run.", 1, "pay action:run.*", false)]);
        assert_eq!(
            shown(&all[1]),
            [of("Ana M", 2, "pay actor:ana@example.com", false), of("operator", 1, "pay actor:operator", false)]
        );
        let on = facets(&"pay result:done action:request.*".parse().unwrap(), &hits[..2], &names);
        assert_eq!(shown(&on[2]), [of("done", 2, "pay action:request.*", true)]);
        assert_eq!(on[0].values.len(), 2, "the actions of the group");
    }

    #[test]
    fn bars_hold_every_hit_once_and_lie_side_by_side() {
        for n in [1, 2, 61, 5_000, 90_000] {
            let hits: Vec<Hit> = (0..n).step_by(1 + n as usize / 500).map(|minute| hit(minute, "a.b", None)).collect();
            let bars = bars(&Query::default(), &hits, now());
            assert!((1..=60).contains(&bars.len()), "{n}: {}", bars.len());
            assert_eq!(bars.iter().map(|bar| bar.count).sum::<usize>(), hits.len());
            assert!(bars.windows(2).all(|pair| pair[0].until == pair[1].from));
            for bar in &bars {
                let span: Query = bar.q.parse().unwrap();
                let Criterion::At(span) = span.terms()[0].criterion else { panic!("{}", bar.q) };
                assert_eq!(span.bounds(now()), (Some(bar.from), Some(bar.until)), "{}", bar.q);
            }
        }
        assert!(bars(&Query::default(), &[], now()).is_empty());
    }

    #[test]
    fn a_bar_replaces_a_wider_span_and_joins_one_that_it_only_overlaps() {
        let hits = [hit(0, "a.b", None), hit(30, "a.b", None)];
        let q = |query: &str| bars(&query.parse().unwrap(), &hits, now())[0].q.clone();
        assert_eq!(q("at:2026-11"), "at:2026-11-18T11:06Z");
        assert_eq!(q("at:>=2026-11-18T11:06:30Z"), "at:>=2026-11-18T11:06:30Z at:2026-11-18T11:06Z");
    }
}
