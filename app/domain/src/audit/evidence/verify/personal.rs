//! The personal values beside an event against the hashes inside it, and what was erased in one tenant.
//! Never here: showing a value.

use std::borrow::Cow;
use std::collections::HashSet;

use super::fault::Wrong;
use crate::audit::evidence::Hash;
use crate::audit::evidence::reading::{EventLine, entry, personal_hash};
use crate::audit::evidence::tape::Item;
use crate::canonical::sha256;

/// Counts of one event; the paths of hashes without a value.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) present: u64,
    pub(super) absent: Vec<String>,
}

/// The hashes of an event by path, ascending: `reason`, and the members of `after`, `before` and `origin`.
fn hashes(event: Item<'_>) -> Vec<(Cow<'_, str>, Hash)> {
    let mut found = Vec::new();
    for side in ["after", "before", "origin"] {
        for (name, value) in event.get(side).and_then(Item::named_members).into_iter().flatten() {
            if let Some(hash) = personal_hash(value) {
                found.push((Cow::Owned(format!("{side}/{name}")), hash));
            }
        }
    }
    if let Some(hash) = event.get("reason").and_then(personal_hash) {
        found.push((Cow::Borrowed("reason"), hash));
    }
    // The order of members is by UTF-16, that of paths by UTF-8.
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// Checks every value against its hash.
pub(super) fn check(line: &EventLine<'_>) -> Result<Beside, Wrong> {
    let mut beside = Beside::default();
    let mut hashes = hashes(line.event).into_iter().peekable();
    let Some(personal) = line.personal else {
        beside.absent.extend(hashes.map(|(path, _)| path.into_owned()));
        return Ok(beside);
    };
    let mut before: Option<Cow<'_, str>> = None;
    for item in personal.array().ok_or(Wrong::PersonalOrder)? {
        let entry = entry(item).ok_or(Wrong::NotALine)?;
        if before.is_some_and(|before| before >= entry.path) {
            return Err(Wrong::PersonalOrder);
        }
        while let Some((path, _)) = hashes.next_if(|(path, _)| *path < entry.path) {
            beside.absent.push(path.into_owned());
        }
        let Some((_, hash)) = hashes.next_if(|(path, _)| *path == entry.path) else {
            return Err(Wrong::PersonalWithoutHash(entry.path.into_owned()));
        };
        if sha256(&[b"charter.personal.v1\n", &entry.salt, entry.value.as_bytes()]) != hash {
            return Err(Wrong::PersonalHash(entry.path.into_owned()));
        }
        beside.present += 1;
        before = Some(entry.path);
    }
    if before.is_none() {
        return Err(Wrong::PersonalOrder);
    }
    beside.absent.extend(hashes.map(|(path, _)| path.into_owned()));
    Ok(beside)
}

/// The places (`chain/sequence/path`) that the event says were erased.
pub(super) fn erased_places(event: Item<'_>, places: &mut HashSet<String>) {
    if event.get("action").and_then(Item::written) != Some(b"audit.erased") {
        return;
    }
    let listed = event.get("after").and_then(|after| after.get("places")).and_then(Item::array);
    places.extend(listed.into_iter().flatten().filter_map(Item::text).map(Cow::into_owned));
}
