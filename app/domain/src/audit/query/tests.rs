//! What a query means, and that it prints as it is read.

use proptest::prelude::*;

use super::*;
use QueryProblemKind as Kind;

fn read(text: &str) -> Query {
    text.parse().unwrap_or_else(|problem| panic!("{text}: {problem}"))
}

fn problem(text: &str) -> (usize, Kind) {
    let problem = text.parse::<Query>().expect_err(text);
    (problem.position, problem.kind)
}

fn now() -> Timestamp {
    chrono::DateTime::parse_from_rfc3339("2026-11-24T19:40:18.5Z").unwrap().to_utc()
}

#[test]
fn terms_are_read_and_printed_in_one_way() {
    for (typed, printed) in [
        ("", ""),
        ("  a1   b2 ", "a1 b2"),
        ("ACTION:Request.*", "action:request.*"),
        ("action:request", "action:request"),
        ("-result:Refused", "-result:refused"),
        ("actor:\"Ana Maria\"", "actor:\"Ana Maria\""),
        ("actor:\"Ana\"", "actor:Ana"),
        ("ip:192.0.2.9/24", "ip:192.0.2.0/24"),
        ("ip:2001:DB8::1", "ip:2001:db8::1"),
        ("target:R-1042 target:R-1042", "target:R-1042"),
        ("\"arn:aws\"", "\"arn:aws\""),
        ("\"a \\\"b2\\\" \\\\ c\"", "\"a \\\"b2\\\" \\\\ c\""),
        ("\"-no\"", "\"-no\""),
        ("-\"-no\"", "-\"-no\""),
        ("Pay*", "pay*"),
        ("\"pay*\"", "\"pay*\""),
        ("at:2026-11-24T20:40+01:00", "at:2026-11-24T19:40Z"),
        ("at:..2026-11", "at:<=2026-11"),
        ("at:-24h", "at:24h"),
        ("chain:access", "chain:access"),
    ] {
        assert_eq!(read(typed).to_string(), printed, "{typed}");
        assert_eq!(read(printed), read(typed), "{typed}");
    }
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    for (typed, position, kind) in [
        ("a1 \"b c", 3, Kind::OpenQuote),
        ("arn:aws", 0, Kind::UnknownKey),
        ("done result:ok", 5, Kind::NotAResult),
        ("é é é", 0, Kind::TooShort),
        ("ünï actor:", 4, Kind::Empty),
        ("-", 0, Kind::Empty),
        ("action:*", 0, Kind::Empty),
        ("ip:192.0.2", 0, Kind::NotAnAddress),
        ("chain:other", 0, Kind::NotAChain),
        ("*", 0, Kind::NotABeginning),
        ("a*", 0, Kind::NotABeginning),
        ("a!b*", 0, Kind::NotABeginning),
        ("a", 0, Kind::TooShort),
    ] {
        assert_eq!(problem(typed), (position, kind), "{typed}");
    }
    for bad in [
        "yesterday",
        "2026-13-01",
        "24.11.2026",
        "2026-11-24T19:00:00",
        "26-11-24",
        "..",
        "99999999d",
        "0d",
        "+1-01-01",
        "2026-1-01",
        "é",
        "2026-11-24T19:40:é",
    ] {
        assert_eq!(problem(&format!("at:{bad}")).1, Kind::NotATime, "{bad}");
    }
    let many = (0..=MOST_TERMS).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
    assert_eq!(problem(&many).1, Kind::TooMany);
    assert_eq!(problem(&"ab ".repeat(LONGEST_QUERY)).1, Kind::TooLong);
}

#[test]
fn a_moment_covers_what_its_precision_says_and_both_ends_belong_to_a_range() {
    let bounds = |text: &str| {
        let (from, until) = text.parse::<Span>().unwrap().bounds(now());
        let text = |at: Option<Timestamp>| at.map(|at| at.format("%Y-%m-%dT%H:%M:%S%.f").to_string()).unwrap_or_default();
        (text(from), text(until))
    };
    for (typed, from, until) in [
        ("2026-11-24", "2026-11-24T00:00:00", "2026-11-25T00:00:00"),
        ("2026-12", "2026-12-01T00:00:00", "2027-01-01T00:00:00"),
        ("2026-11-24..2026-11-26", "2026-11-24T00:00:00", "2026-11-27T00:00:00"),
        ("2026-11-24T19:40Z", "2026-11-24T19:40:00", "2026-11-24T19:41:00"),
        ("2026-11-24T19:40:18Z", "2026-11-24T19:40:18", "2026-11-24T19:40:19"),
        (">2026-11-24", "2026-11-25T00:00:00", ""),
        (">=2026-11-24", "2026-11-24T00:00:00", ""),
        ("<2026-11-24", "", "2026-11-24T00:00:00"),
        ("<=2026-11-24", "", "2026-11-25T00:00:00"),
        ("24h", "2026-11-23T19:40:18.500", ""),
        ("-7d", "2026-11-17T19:40:18.500", ""),
        ("2026-11..", "2026-11-01T00:00:00", ""),
    ] {
        assert_eq!(bounds(typed), (from.to_owned(), until.to_owned()), "{typed}");
    }
    assert!("9999-12-31".parse::<Span>().is_ok());
}

#[test]
fn a_frozen_query_has_nothing_relative_in_it() {
    assert_eq!(read("a1 at:24h").absolute(now()).to_string(), "a1 at:>=2026-11-23T19:40:18.500000Z");
    assert_eq!(read("-at:2026-11").absolute(now()), read("-at:2026-11"));
}

#[test]
fn a_term_is_added_once_and_taken_away() {
    let term = Term::is(Criterion::Result(Outcome::Failed));
    let query = read("a1").with(term.clone()).with(term.clone());
    assert_eq!((query.to_string().as_str(), query.has(&term)), ("a1 result:failed", true));
    assert_eq!(query.without(&term), read("a1"));
    assert_eq!(read("at:2026-11 b2 -at:24h").without_span().to_string(), "b2 -at:24h");
}

#[test]
fn the_outcome_is_read_from_the_bytes() {
    let of = |json: &str| Outcome::of(&serde_json::from_str(json).unwrap());
    assert_eq!(of(r#"{"action":"access.refused"}"#), Outcome::Refused);
    assert_eq!(of(r#"{"action":"step.concluded","after":{"state":"done"}}"#), Outcome::Done);
    assert_eq!(of(r#"{"action":"step.concluded","after":{"code":"Throttled"}}"#), Outcome::Failed);
    assert_eq!(of(r#"{"action":"run.finished","after":{"ending":"succeeded"}}"#), Outcome::Done);
    assert_eq!(of(r#"{"action":"run.finished","after":{"ending":"failed"}}"#), Outcome::Failed);
    assert_eq!(of(r#"{"action":"request.submitted","after":{"code":"x"}}"#), Outcome::Done);
}

fn any_moment() -> impl Strategy<Value = String> {
    (0i64..4_000_000_000, 0usize..5).prop_map(|(seconds, form)| {
        let at = chrono::DateTime::from_timestamp(seconds, 123_456_000).unwrap();
        let form = ["%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S%.6fZ"][form];
        at.format(form).to_string()
    })
}

fn any_term() -> impl Strategy<Value = Term> {
    let text = "[a-zA-Z0-9:\"\\\\*. é\\-]{1,12}";
    let trimmed = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let words = text.prop_filter_map("no word", move |text: String| {
        trimmed(text).filter(|text| !super::super::words::asked_words(text).is_empty())
    });
    let span = (any_moment(), any_moment(), 0usize..7).prop_map(|(a, b, form)| match form {
        0 => a,
        1 => format!("{a}..{b}"),
        2 => format!(">={a}"),
        3 => format!(">{a}"),
        4 => format!("<{a}"),
        5 => format!("<={a}"),
        _ => "90m".to_owned(),
    });
    let address = (any::<[u8; 16]>(), 0u8..=32).prop_map(|(bytes, prefix)| {
        if prefix % 2 == 0 {
            format!("{}/{prefix}", std::net::Ipv4Addr::from([bytes[0], bytes[1], bytes[2], bytes[3]]))
        } else {
            std::net::Ipv6Addr::from(bytes).to_string()
        }
    });
    let criterion = prop_oneof![
        text.prop_filter_map("empty", trimmed).prop_map(Criterion::Actor),
        text.prop_filter_map("empty", trimmed).prop_map(Criterion::Target),
        "[a-z]{1,5}(\\.[a-z]{0,5})?".prop_map(Criterion::Action),
        words.prop_map(Criterion::Text),
        "[a-z0-9][a-z0-9.@_+\\-]{1,9}".prop_map(Criterion::Beginning),
        (0usize..3).prop_map(|index| Criterion::Result(Outcome::ALL[index])),
        any::<bool>().prop_map(|is| Criterion::Chain(if is { Chain::Changes } else { Chain::Access })),
        span.prop_map(|text| Criterion::At(text.parse().unwrap())),
        address.prop_map(|text| Criterion::Address(text.parse().unwrap())),
    ];
    (any::<bool>(), criterion).prop_map(|(is_negated, criterion)| Term { is_negated, criterion })
}

proptest! {
    #[test]
    fn what_is_printed_reads_the_same(terms in prop::collection::vec(any_term(), 0..8)) {
        let query = Query::of(terms);
        let printed = query.to_string();
        prop_assert_eq!(printed.parse::<Query>(), Ok(query), "{}", printed);
    }

    #[test]
    fn any_text_is_read_or_named_but_never_breaks(text in "\\PC{0,60}") {
        if let Ok(query) = text.parse::<Query>() {
            prop_assert_eq!(query.to_string().parse::<Query>(), Ok(query));
        }
    }
}
