//! The requirements of OWASP ASVS 5.0.0, each with its tests, the reason why it needs none, or what is still missing (`asvs.tsv`).
//! Numbers and levels are taken from the OWASP Application Security Verification Standard 5.0.0 (CC BY-SA 4.0); the words are ours.
//! Never here: a requirement that is left out, a test that does not exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const TABLE: &str = include_str!("asvs.tsv");

/// How many requirements are not met or not tested. It changes with a review only.
const N_OPEN: usize = 49;

/// The levels of all requirements: a chapter in each line, its sections in order, a digit for each requirement.
const LEVELS: [&str; 17] = [
    "22 1111122223 112222222223 222 123",
    "122 112 12223 23",
    "3 113 12223 11222233 11122333 3 22333",
    "12233 23333 22 1222",
    "2 112333 113 222",
    "122 111111112222 11223333 112233 22222333 2223 33 2222",
    "222 1111 22 11222 223 22",
    "1233 1123 133 23",
    "111 1222",
    "22 223 22223 1111122222233333 22222 22 222",
    "2233 22233 11233 1222 23 23 33",
    "12233 11 22223",
    "2333 222223 2233 1222233",
    "22 12223333 122",
    "12233 12233 1222222 3333",
    "2 22222 2222 222 2223",
    "23 22223333 22",
];

/// Those of level 3 that we want all the same.
const WANTED: [&str; 9] = ["2.3.5", "3.4.7", "3.4.8", "4.1.4", "7.5.3", "8.3.2", "8.3.3", "15.4.2", "15.4.4"];

/// Every requirement of the standard with its level.
fn standard() -> BTreeMap<String, char> {
    let mut all = BTreeMap::new();
    for (chapter, sections) in (1..).zip(LEVELS) {
        for (section, levels) in (1..).zip(sections.split(' ')) {
            all.extend((1..).zip(levels.chars()).map(|(number, level)| (format!("{chapter}.{section}.{number}"), level)));
        }
    }
    all
}

/// Those that the table must have.
fn required() -> BTreeMap<String, char> {
    standard().into_iter().filter(|(number, level)| *level != '3' || WANTED.contains(&number.as_str())).collect()
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    tested: usize,
    reasoned: usize,
    open: usize,
}

/// Counts the lines of a table, or says the first thing that is wrong with it. `read` gives the text of a file of the repository.
fn judge(table: &str, read: impl Fn(&str) -> Option<String>) -> Result<Counts, String> {
    let required = required();
    let (mut seen, mut counts) = (BTreeSet::new(), Counts::default());
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [number, level, words, kind, rest] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("not five columns: {line}"));
        };
        let Some(known) = required.get(number) else { return Err(format!("{number} is not asked for")) };
        if level != known.to_string() {
            return Err(format!("{number} has the level {known}"));
        }
        if !seen.insert(number.to_owned()) {
            return Err(format!("{number} has two lines"));
        }
        if !(1..=12).contains(&words.split_whitespace().count()) {
            return Err(format!("{number} is described in one to twelve words"));
        }
        let is_sentence = rest.chars().count() >= 20 && rest.ends_with('.');
        match kind {
            "test" => {
                for test in rest.split(" + ") {
                    find(test, &read).map_err(|why| format!("{number}: {test} {why}"))?;
                }
                counts.tested += 1;
            }
            "reason" | "open" if !is_sentence => return Err(format!("{number} needs a whole sentence")),
            "reason" => counts.reasoned += 1,
            "open" => counts.open += 1,
            other => return Err(format!("{number}: {other} is no kind")),
        }
    }
    match required.keys().find(|number| !seen.contains(*number)) {
        Some(number) => Err(format!("{number} is missing")),
        None => Ok(counts),
    }
}

/// Looks for a test: `path::name` of a function that is a test, or the title of a journey.
fn find(test: &str, read: impl Fn(&str) -> Option<String>) -> Result<(), &'static str> {
    let (path, name) = test.split_once("::").ok_or("is no path and name")?;
    let text = read(path).ok_or("is in no file of the repository")?;
    let is_there = if path.ends_with(".mjs") {
        ["'", "`"].iter().any(|quote| text.contains(&format!("test({quote}{name}{quote},")))
    } else {
        is_test_function(&text, name)
    };
    if is_there { Ok(()) } else { Err("is no test there") }
}

/// Whether the text has this function, and one of the attributes right above it makes it a test that is not ignored.
fn is_test_function(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let heads = [format!("fn {name}("), format!("async fn {name}(")];
    let Some(at) = lines.iter().position(|line| heads.iter().any(|head| line.starts_with(head))) else { return false };
    let above = || lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
    let is = |mark: &str| above().any(|line| line.starts_with("#[") && line.contains(mark));
    (is("#[test]") || is("::test]") || is("::test(")) && !is("#[ignore")
}

fn file(path: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).ok()
}

#[test]
fn every_requirement_has_its_tests_a_reason_or_is_open() {
    let counts = judge(TABLE, file).unwrap();
    println!("ASVS 5.0.0: {} tested, {} reasoned, {} open", counts.tested, counts.reasoned, counts.open);
    assert_eq!(counts.open, N_OPEN, "say in N_OPEN how many are open, and have it reviewed");
}

#[test]
fn the_requirements_are_those_of_the_standard() {
    let count = |level| standard().values().filter(|found| **found == level).count();
    assert_eq!(['1', '2', '3'].map(count), [70, 183, 92]);
    assert!(WANTED.iter().all(|number| standard()[*number] == '3'));
    assert_eq!(required().len(), 70 + 183 + WANTED.len());
}

#[test]
fn a_table_with_anything_wrong_is_refused() {
    let line = |number: &str| TABLE.lines().find(|line| line.starts_with(&format!("{number}\t"))).unwrap();
    let (tested, reasoned, journey) = (line("3.4.4"), line("1.3.8"), line("16.5.2"));
    let with = |line: &str, other: String| judge(&TABLE.replace(&format!("{line}\n"), &other), file).unwrap_err();
    for (wrong, says) in [
        (with(tested, String::new()), "3.4.4 is missing"),
        (with(tested, format!("{tested}\n{tested}\n")), "3.4.4 has two lines"),
        (with(tested, format!("{}\n", tested.replacen("\t2\t", "\t1\t", 1))), "3.4.4 has the level 2"),
        (with(tested, format!("{}\n", tested.replacen("3.4.4", "3.4.9", 1))), "3.4.9 is not asked for"),
        (with(tested, format!("{}\n", tested.replace("\ttest\t", "\tdone\t"))), "done is no kind"),
        (with(tested, format!("{tested}s\n")), "is no test there"),
        (with(tested, format!("{} + server/tests/gone.rs::x\n", tested)), "in no file"),
        (with(tested, format!("{} + server/tests/browser_security.rs::check\n", tested)), "check is no test there"),
        (with(journey, format!("{journey} at all\n")), "is no test there"),
        (with(reasoned, "1.3.8\t2\tNo injection\treason\tNone.\n".to_owned()), "1.3.8 needs a whole sentence"),
        (with(reasoned, format!("1.3.8\t2\t{}\treason\tThere is none of that here.\n", "many ".repeat(13))), "twelve words"),
        (with(reasoned, "1.3.8\t2\treason\n".to_owned()), "not five columns"),
    ] {
        assert!(wrong.contains(says), "{says}: {wrong}");
    }
}

#[test]
fn a_function_that_is_no_test_proves_nothing() {
    let text = "#[tokio::test(flavor = \"multi_thread\")]\n// why\nasync fn proves() {}\n#[ignore = \"later\"]\n#[test]\nfn sleeps() {}\n\nfn helps() {}\n";
    assert!(is_test_function(text, "proves"));
    for name in ["sleeps", "helps", "prove", "gone"] {
        assert!(!is_test_function(text, name), "{name}");
    }
}
