//! The keys of a file: who endorsed whom, and which was used.
//! Never here: what a key signed.

use super::fault::Wrong;
use crate::audit::evidence::{Fingerprint, KeyStatement, PublicKey, SignedHead};

#[derive(Clone)]
struct Known {
    fingerprint: Fingerprint,
    public: PublicKey,
    statement: KeyStatement,
    /// The first key of its line, by index, and how many came between.
    line: (usize, usize),
    is_used: bool,
}

/// The keys in the order of the file.
#[derive(Clone, Default)]
pub(super) struct Keyring {
    keys: Vec<Known>,
}

impl Keyring {
    fn index(&self, fingerprint: Fingerprint) -> Option<usize> {
        self.keys.iter().position(|known| known.fingerprint == fingerprint)
    }

    /// Takes the next key: new, and either the first of a line or signed by the last of one.
    pub(super) fn add(&mut self, statement: KeyStatement) -> Result<(), Wrong> {
        let (public, fingerprint) = (statement.public, statement.public.fingerprint());
        if self.index(fingerprint).is_some() {
            return Err(Wrong::KeyTwice(fingerprint));
        }
        let line = match &statement.succession {
            None => (self.keys.len(), 0),
            Some(succession) => {
                let previous = self.index(succession.previous).ok_or(Wrong::KeyPredecessorUnknown(succession.previous))?;
                let (first, place) = self.keys[previous].line;
                if self.keys.iter().any(|known| known.line == (first, place + 1)) {
                    return Err(Wrong::KeySucceededTwice(succession.previous));
                }
                if !statement.is_endorsed_by(&self.keys[previous].public) {
                    return Err(Wrong::KeyNotEndorsed);
                }
                self.keys[previous].is_used = true;
                (first, place + 1)
            }
        };
        self.keys.push(Known { fingerprint, public, statement, line, is_used: false });
        Ok(())
    }

    /// Whether exactly this statement is there already, as it is when sink files are put together.
    pub(super) fn has(&self, statement: &KeyStatement) -> bool {
        self.keys.iter().any(|known| known.statement == *statement)
    }

    /// Checks a head's signature; the key counts as used.
    pub(super) fn check(&mut self, head: &SignedHead) -> Result<(), Wrong> {
        let index = self.index(head.head.key).ok_or(Wrong::HeadKeyUnknown(head.head.key))?;
        if !head.is_signed_by(&self.keys[index].public) {
            return Err(Wrong::HeadSignature);
        }
        self.keys[index].is_used = true;
        Ok(())
    }

    /// Whether a key is in the line of `pinned`, and whether it is `pinned` itself or a successor.
    pub(super) fn relation(&self, pinned: Fingerprint, key: Fingerprint) -> (bool, bool) {
        let (Some(pinned), Some(key)) = (self.index(pinned), self.index(key)) else { return (false, false) };
        let (pinned, key) = (self.keys[pinned].line, self.keys[key].line);
        (pinned.0 == key.0, pinned.0 == key.0 && key.1 >= pinned.1)
    }

    /// The first key that signed nothing and has no successor.
    pub(super) fn unused(&self) -> Option<Fingerprint> {
        self.keys.iter().find(|known| !known.is_used).map(|known| known.fingerprint)
    }

    /// How many keys are endorsed: as many signatures were checked.
    pub(super) fn endorsements(&self) -> u64 {
        self.keys.iter().filter(|known| known.statement.succession.is_some()).count() as u64
    }
}
