//! Somebody with the log's keys who writes evidence anew after a change, so that hashes and signatures fit it again.
//! Never here: which change; a verifier.

use std::collections::BTreeMap;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use domain::audit::evidence::testing::Record;
use domain::audit::evidence::{CompactRange, Hash, consistency, width};
use domain::canonical::{self, sha256};
use serde_json::{Value, json};

/// The keys of a record, by fingerprint.
pub struct Thief(BTreeMap<String, Ed25519KeyPair>);

/// How much is made to fit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Anew {
    /// Signatures.
    Signatures,
    /// Also `previous`, leaves, roots and consistency proofs, of an export without a cut.
    Everything,
}

/// A change of one line: which line, where in it, and what it does.
pub struct Change<'a> {
    pub line: usize,
    pub pointer: &'a str,
    pub apply: &'a dyn Fn(&mut Value),
}

/// The canonical line of a value.
pub fn written(value: &Value) -> Vec<u8> {
    let mut bytes = canonical::bytes(value).unwrap();
    bytes.push(b'\n');
    bytes
}

/// The value of each line.
pub fn values(lines: &[Vec<u8>]) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// State of one section.
#[derive(Default)]
struct Leaves {
    leaves: Vec<Hash>,
    last_head: Option<u64>,
}

impl Leaves {
    fn tree(&self, from: usize, to: usize) -> Option<Hash> {
        let mut tree = CompactRange::new();
        self.leaves.get(from..to)?.iter().for_each(|leaf| tree.push(*leaf));
        Some(tree.root())
    }

    fn last(&self) -> String {
        hex::encode(self.leaves.last().copied().unwrap_or_default())
    }

    /// Makes the line fit those before it.
    fn fit(&mut self, line: &mut Value) {
        match line["type"].as_str() {
            Some("chain") => *self = Self::default(),
            Some("event") if line["event"].is_object() => line["event"]["previous"] = json!(self.last()),
            Some("head") => {
                let size = self.leaves.len();
                line["head"]["root"] = json!(hex::encode(self.tree(0, size).unwrap()));
                if let Some(before) = self.last_head {
                    let proof = consistency(before, size as u64, |block| {
                        let start = (block.index * width(block.level)) as usize;
                        self.tree(start, start + width(block.level) as usize)
                    });
                    line["consistency"] = proof.unwrap().iter().map(hex::encode).collect();
                }
                self.last_head = Some(size as u64);
            }
            Some("end") if line.get("leaf").is_some() => line["leaf"] = json!(self.last()),
            _ => {}
        }
    }

    fn count(&mut self, line: &Value) {
        if line["type"] == "event" {
            self.leaves.push(sha256(&[&[0], &canonical::bytes(&line["event"]).unwrap()]));
        }
    }
}

impl Thief {
    /// Finds the keys of a record that was built with the seed: they come from small numbers.
    pub fn of(record: &Record, seed: u64) -> Self {
        let numbers = [seed].into_iter().chain((0..300).map(|drawn| (seed << 32) + drawn + 1_000_000));
        let pairs = numbers.map(|number| {
            let secret = sha256(&[b"key", &number.to_be_bytes()]);
            Ed25519KeyPair::from_seed_unchecked(&secret).unwrap()
        });
        let mut found = BTreeMap::new();
        for pair in pairs {
            let known = record.keys.iter().find(|key| key.public.to_bytes() == pair.public_key().as_ref());
            if let Some(key) = known {
                found.insert(key.public.fingerprint().to_string(), pair);
            }
        }
        assert_eq!(found.len(), record.keys.len(), "every key is found");
        Self(found)
    }

    fn sign(&self, purpose: &str, key: &Value, signed: &Value) -> Option<Value> {
        let pair = self.0.get(key.as_str()?)?;
        let message = [purpose.as_bytes(), &canonical::bytes(signed).ok()?].concat();
        Some(json!(hex::encode(pair.sign(&message).as_ref())))
    }

    fn signed(&self, line: &mut Value, pointer: &str) {
        let head = |holder: &Value| self.sign("charter.head.v1\n", &holder["head"]["key"], &holder["head"]);
        let (signature, at) = match line["type"].as_str() {
            Some("key") => (self.sign("charter.key.v1\n", &line["key"]["previous"], &line["key"]), "/signature"),
            Some("chain") => (head(&line["cut"]), "/cut/signature"),
            _ => (head(line), "/signature"),
        };
        if let (Some(signature), Some(place)) = (signature, line.pointer_mut(at).filter(|_| !pointer.starts_with(at))) {
            *place = signature;
        }
    }

    /// The lines after the change.
    pub fn write(&self, lines: &[Value], anew: Anew, change: &Change<'_>) -> Vec<u8> {
        let (mut leaves, mut file) = (Leaves::default(), Vec::new());
        for (at, line) in lines.iter().enumerate() {
            let mut line = line.clone();
            if anew == Anew::Everything {
                leaves.fit(&mut line);
            }
            if at == change.line {
                (change.apply)(&mut line);
            }
            self.signed(&mut line, if at == change.line { change.pointer } else { "" });
            leaves.count(&line);
            file.extend(written(&line));
        }
        file
    }
}
