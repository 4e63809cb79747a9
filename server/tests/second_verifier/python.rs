//! Asks both verifiers about the same bytes: ours in this process, the other one in a Python process that answers line by line.
//! Never here: which bytes.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use domain::audit::evidence::{Anchors, Fault, Fingerprint, Verifier};
use serde_json::{Value, json};

/// What a file is compared with.
#[derive(Clone, Default)]
pub struct Known {
    pub key: Option<Fingerprint>,
    pub heads: Vec<Vec<u8>>,
}

/// The running Python verifier, and what came of it so far. Ended when dropped.
pub struct Both {
    name: &'static str,
    child: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
    room: PathBuf,
    written: Vec<Vec<u8>>,
    cases: u64,
    faults: u64,
    unusable: u64,
    differences: Vec<String>,
}

/// Exit code, and the line of a fault.
type Verdict = (u8, Option<u64>);

fn ours(file: &[u8], known: &Known) -> (Verdict, String) {
    let mut anchors = Anchors::default();
    if let Some(key) = known.key {
        anchors.pin(key);
    }
    for head in &known.heads {
        if let Err(fault) = anchors.add_heads(head) {
            return ((2, None), fault.to_string());
        }
    }
    let mut verifier = Verifier::new(anchors);
    let fed = file.split_inclusive(|byte| *byte == b'\n').try_for_each(|line| verifier.feed(line));
    match fed.and_then(|()| verifier.finish()) {
        Ok(_) => ((0, None), String::new()),
        Err(fault @ Fault { line, .. }) => ((1, Some(line)), fault.to_string()),
    }
}

impl Both {
    pub fn start(name: &'static str) -> Self {
        const REMEDY: &str = "this test needs Python: run `cargo xtask test`, which installs it and sets CHARTER_TEST_TOOLS";
        let tools = PathBuf::from(std::env::var_os("CHARTER_TEST_TOOLS").unwrap_or_else(|| panic!("{REMEDY}")));
        let python = tools.join("moto/bin/python");
        assert!(python.exists(), "{} is missing; {REMEDY}", python.display());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../end2end/audit/verify.py");
        let room = std::env::temp_dir().join(format!("charter-second-verifier-{}-{name}", std::process::id()));
        fs::create_dir_all(&room).unwrap();
        let mut command = Command::new(python);
        command.args(["-B", script, "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (asks, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let written = Vec::new();
        Self { name, child, asks, answers, room, written, cases: 0, faults: 0, unusable: 0, differences: Vec::new() }
    }

    fn theirs(&mut self, file: &[u8], known: &Known) -> (Verdict, String) {
        let path = self.room.join("file.jsonl");
        fs::write(&path, file).unwrap();
        let heads: Vec<PathBuf> = (0..known.heads.len()).map(|at| self.room.join(format!("head-{at}.jsonl"))).collect();
        if self.written != known.heads {
            heads.iter().zip(&known.heads).for_each(|(path, head)| fs::write(path, head).unwrap());
            self.written.clone_from(&known.heads);
        }
        let ask = json!({ "file": path, "key": known.key.map(|key| key.to_string()), "heads": heads });
        writeln!(self.asks, "{ask}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|_| panic!("verify.py fell over {ask}"));
        let code = answer["code"].as_u64().unwrap() as u8;
        assert_eq!(answer["ok"].as_bool().unwrap(), code == 0);
        ((code, answer["line"].as_u64()), answer["why"].as_str().unwrap().to_owned())
    }

    /// Asks both, notes whether they differ, and gives back the exit code of ours.
    pub fn ask(&mut self, what: &str, file: &[u8], known: &Known) -> u8 {
        let ((ours, our_reason), (theirs, their_reason)) = (ours(file, known), self.theirs(file, known));
        self.cases += 1;
        self.faults += u64::from(ours.0 == 1);
        self.unusable += u64::from(ours.0 == 2);
        if ours != theirs {
            self.differences.push(format!("{what}: ours {ours:?} {our_reason}; theirs {theirs:?} {their_reason}"));
        }
        ours.0
    }

    /// Both must say that it is so.
    pub fn says(&mut self, code: u8, what: &str, file: &[u8], known: &Known) {
        let said = self.ask(what, file, known);
        assert_eq!(said, code, "{}: {what}", self.name);
    }

    /// Prints how many cases there were; fails if the verifiers differed in one.
    pub fn agree(self) {
        let (cases, faults, unusable) = (self.cases, self.faults, self.unusable);
        println!("{}: {cases} cases, {faults} faults, {unusable} unusable, {} disagreements", self.name, self.differences.len());
        assert!(cases > 0 && self.differences.is_empty(), "{}", self.differences[..self.differences.len().min(40)].join("\n"));
    }
}

impl Drop for Both {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.room);
    }
}
