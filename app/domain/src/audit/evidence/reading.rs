//! The lines of evidence files, read strictly: exactly the members of the format, every value in its one spelling.
//! Never here: whether what a line says is true.

use chrono::{Datelike as _, NaiveDateTime};

use super::head::{SignedHead, TreeHead};
use super::key::{Fingerprint, KeyStatement, PublicKey, Signature, Succession};
use super::line::Cut;
use super::tape::Item;
use super::tree::{Hash, LARGEST};
use crate::audit::{Chain, Leaf};
use crate::ids::TenantId;
use crate::time::{Timestamp, canonical_text};

/// One line.
pub(super) enum Line<'a> {
    /// The first line of an export.
    Export,
    /// The first line of an excerpt.
    Excerpt,
    Key(KeyStatement),
    Chain {
        tenant: TenantId,
        chain: Chain,
        cut: Option<Box<Cut>>,
    },
    Event(EventLine<'a>),
    Head {
        head: SignedHead,
        consistency: Option<Vec<Hash>>,
    },
    SectionEnd {
        tenant: TenantId,
        chain: Chain,
        sequence: u64,
        leaf: Leaf,
    },
    FileEnd {
        chains: u64,
        events: u64,
    },
}

/// An event with what lies beside it, borrowed from the line.
pub(super) struct EventLine<'a> {
    pub(super) event: Item<'a>,
    pub(super) sequence: u64,
    pub(super) previous: Leaf,
    pub(super) personal: Option<Item<'a>>,
    pub(super) proof: Option<Vec<Hash>>,
}

/// One entry of `personal`.
pub(super) struct Entry<'a> {
    pub(super) path: std::borrow::Cow<'a, str>,
    pub(super) salt: [u8; 16],
    pub(super) value: std::borrow::Cow<'a, str>,
}

/// Reads a line. Nothing if it is none of the format.
pub(super) fn line<'a>(item: Item<'a>) -> Option<Line<'a>> {
    match item.get("type")?.written()? {
        b"charter.audit" => first(item).map(|()| Line::Export),
        b"charter.excerpt" => first(item).map(|()| Line::Excerpt),
        b"key" => {
            let [key, signature, _] = item.exactly(["key", "signature", "type"])?;
            Some(Line::Key(statement(key?, signature)?))
        }
        b"chain" => {
            let [chain, cut_at, tenant, _] = item.exactly(["chain", "cut", "tenant", "type"])?;
            let cut = cut_at.map(|item| cut(item).map(Box::new));
            let cut = match cut {
                Some(cut) => Some(cut?),
                None => None,
            };
            Some(Line::Chain { tenant: self::tenant(tenant?)?, chain: self::chain(chain?)?, cut })
        }
        b"event" => event(item).map(Line::Event),
        b"head" => {
            let [consistency, head, signature, _] = item.exactly(["consistency", "head", "signature", "type"])?;
            let consistency = match consistency {
                Some(item) => Some(hashes(item)?),
                None => None,
            };
            Some(Line::Head { head: signed(head?, signature?)?, consistency })
        }
        b"end" => match item.exactly(["chains", "events", "type"]) {
            Some([chains, events, _]) => Some(Line::FileEnd { chains: chains?.count()?, events: events?.count()? }),
            None => {
                let [chain, leaf, sequence, tenant, _] = item.exactly(["chain", "leaf", "sequence", "tenant", "type"])?;
                Some(Line::SectionEnd {
                    tenant: self::tenant(tenant?)?,
                    chain: self::chain(chain?)?,
                    sequence: size(sequence?)?,
                    leaf: hash(leaf?)?,
                })
            }
        },
        _ => None,
    }
}

/// The values of an entry of `personal`.
pub(super) fn entry(item: Item<'_>) -> Option<Entry<'_>> {
    let [path, salt, value] = item.exactly(["path", "salt", "value"])?;
    Some(Entry { path: path?.text()?, salt: digits(salt?)?, value: value?.text()? })
}

/// The hash that stands for a personal value: the only member of its object, named `personal`, 64 lower-case digits.
pub(super) fn personal_hash(item: Item<'_>) -> Option<Hash> {
    let [hash] = item.exactly(["personal"])?;
    self::hash(hash?)
}

fn first(item: Item<'_>) -> Option<()> {
    let [_, v] = item.exactly(["type", "v"])?;
    is_one(v?)
}

fn is_one(item: Item<'_>) -> Option<()> {
    (item.bytes() == b"1").then_some(())
}

fn is_text(item: Item<'_>, text: &str) -> Option<()> {
    (item.written()? == text.as_bytes()).then_some(())
}

fn event(item: Item<'_>) -> Option<EventLine<'_>> {
    let [event, personal, proof, _] = item.exactly(["event", "personal", "proof", "type"])?;
    let event = event?;
    is_one(event.get("v")?)?;
    let proof = match proof {
        Some(item) => Some(hashes(item)?),
        None => None,
    };
    let sequence = size(event.get("sequence")?).filter(|sequence| *sequence > 0)?;
    Some(EventLine { event, sequence, previous: hash(event.get("previous")?)?, personal, proof })
}

fn statement(item: Item<'_>, signature: Option<Item<'_>>) -> Option<KeyStatement> {
    let [at, previous, public, kind, v] = item.exactly(["at", "previous", "public", "type", "v"])?;
    is_text(kind?, "charter.key")?;
    is_one(v?)?;
    let public = PublicKey::from_bytes(&hash(public?)?).ok()?;
    let succession = match (at, previous, signature) {
        (None, None, None) => None,
        (Some(at), Some(previous), Some(signature)) => {
            Some(Succession { previous: Fingerprint(hash(previous)?), at: time(at)?, signature: digits::<64>(signature)? })
        }
        _ => return None,
    };
    Some(KeyStatement { public, succession })
}

fn signed(head: Item<'_>, signature: Item<'_>) -> Option<SignedHead> {
    let names = ["at", "chain", "key", "root", "size", "tenant", "type", "v"];
    let [at, chain, key, root, size, tenant, kind, v] = head.exactly(names)?;
    is_text(kind?, "charter.head")?;
    is_one(v?)?;
    let signature: Signature = digits(signature)?;
    let head = TreeHead {
        tenant: self::tenant(tenant?)?,
        chain: self::chain(chain?)?,
        size: self::size(size?).filter(|size| *size > 0)?,
        root: hash(root?)?,
        at: time(at?)?,
        key: Fingerprint(hash(key?)?),
    };
    Some(SignedHead { head, signature })
}

fn cut(item: Item<'_>) -> Option<Cut> {
    let [head, leaf, path, peaks, signature] = item.exactly(["head", "leaf", "path", "peaks", "signature"])?;
    Some(Cut { head: signed(head?, signature?)?, leaf: hash(leaf?)?, path: hashes(path?)?, peaks: hashes(peaks?)? })
}

/// A tenant's id: a UUID in lower case with hyphens.
fn tenant(item: Item<'_>) -> Option<TenantId> {
    let text = item.text()?;
    text.parse::<TenantId>().ok().filter(|tenant| tenant.to_string() == text)
}

fn chain(item: Item<'_>) -> Option<Chain> {
    item.text()?.parse().ok()
}

fn size(item: Item<'_>) -> Option<u64> {
    item.count().filter(|size| *size <= LARGEST)
}

fn time(item: Item<'_>) -> Option<Timestamp> {
    let text = item.text()?;
    let at = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.fZ").ok()?.and_utc();
    // Neither a leap second nor a year that others cannot read.
    let is_plain = (1..=9999).contains(&at.year()) && at.timestamp_subsec_nanos() < 1_000_000_000;
    (is_plain && canonical_text(at) == text).then_some(at)
}

fn hashes(item: Item<'_>) -> Option<Vec<Hash>> {
    item.array()?.map(hash).collect()
}

fn hash(item: Item<'_>) -> Option<Hash> {
    digits(item)
}

/// Bytes written as lower-case hexadecimal digits.
fn digits<const N: usize>(item: Item<'_>) -> Option<[u8; N]> {
    let written = item.written()?;
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if written.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(written.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::evidence::tape::Tape;

    #[test]
    fn a_time_has_one_spelling() {
        let read = |text: &str| {
            let written = format!("\"{text}\"");
            let mut tape = Tape::default();
            tape.read(written.as_bytes()).ok().and_then(time).is_some()
        };
        assert!(read("2026-02-28T23:59:59.000001Z") && read("2024-02-29T00:00:00.000000Z"));
        for bad in [
            "2026-02-29T00:00:00.000000Z",
            "2026-02-28T23:59:60.000000Z",
            "2026-02-28T24:00:00.000000Z",
            "2026-02-28T23:59:59Z",
            "2026-02-28T23:59:59.0000001Z",
            "2026-02-28t23:59:59.000000Z",
            "2026-02-28T23:59:59.000000+00:00",
            "0000-02-28T23:59:59.000000Z",
            "+12026-02-28T23:59:59.000000Z",
            " 2026-02-28T23:59:59.000000Z",
        ] {
            assert!(!read(bad), "{bad}");
        }
    }
}
