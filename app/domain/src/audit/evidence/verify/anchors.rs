//! What the verifier is given from elsewhere: a pinned key, and earlier heads from places that the database does not reach.
//! Never here: comparing them with a file.

use std::collections::BTreeMap;

use super::fault::{Fault, Place, Wrong};
use super::keyring::Keyring;
use super::{SectionName, line_of};
use crate::audit::evidence::reading::{self, Line};
use crate::audit::evidence::tape::Tape;
use crate::audit::evidence::{Fingerprint, Hash};

/// A pinned key and earlier heads.
#[derive(Debug, Clone, Default)]
pub struct Anchors {
    pub(super) key: Option<Fingerprint>,
    /// Sizes and roots by section.
    pub(super) heads: BTreeMap<SectionName, Vec<(u64, Hash)>>,
}

impl Anchors {
    /// The last head of every section must be signed by this key or by a successor that it endorsed.
    pub fn pin(&mut self, key: Fingerprint) {
        self.key = Some(key);
    }

    /// Takes the heads of a file: one or several sink files, one after the other.
    ///
    /// # Errors
    /// [`Fault`] with the line of that file: a line that is neither key nor head, or a signature that is not the key's.
    pub fn add_heads(&mut self, file: &[u8]) -> Result<(), Fault> {
        let (mut keys, mut tape, mut number, mut heads) = (Keyring::default(), Tape::default(), 0, 0_u64);
        for line in file.split_inclusive(|byte| *byte == b'\n') {
            number += 1;
            let mut place = Place::default();
            let mut take = || match reading::line(line_of(&mut tape, line)?).ok_or(Wrong::NotALine)? {
                // Put together, sink files repeat their keys.
                Line::Key(statement) if keys.has(&statement) => Ok(()),
                Line::Key(statement) => keys.add(statement),
                Line::Head { head, .. } => {
                    let head_of = &head.head;
                    place = Place { tenant: Some(head_of.tenant), chain: Some(head_of.chain), sequence: Some(head_of.size) };
                    keys.check(&head)?;
                    heads += 1;
                    let name = SectionName::of(head_of.tenant, head_of.chain);
                    self.heads.entry(name).or_default().push((head_of.size, head_of.root));
                    Ok(())
                }
                _ => Err(Wrong::NotHere("a key or a head")),
            };
            let taken = take();
            taken.map_err(|wrong| Fault { line: number, place, wrong })?;
        }
        if heads == 0 {
            return Err(Fault { line: number + 1, place: Place::default(), wrong: Wrong::NoEarlierHead });
        }
        Ok(())
    }
}
