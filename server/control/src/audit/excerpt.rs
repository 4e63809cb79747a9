//! The file of JSON Lines: the events that were found, chain by chain, each with the proof that it is part of the signed record.
//! Never here: the form of a line (that is `domain::audit::evidence`).

use domain::audit::Chain;
use domain::audit::Personal;
use domain::audit::evidence::{SignedHead, chain_line, event_line, excerpt_line, file_end_line, head_line, key_line};
use store::audit::StoredEvent;
use store::audit_search::next_of_chain;

use super::export::Asked;
use super::proof;
use crate::error::{Error, Result};

/// Events whose proofs are built together.
const TOGETHER: usize = 250;

/// The order of the sections.
const SECTIONS: [Chain; 2] = [Chain::Access, Chain::Changes];

/// How far the file is.
#[derive(Default)]
pub(super) struct Excerpt {
    is_begun: bool,
    is_done: bool,
    heads: Vec<SignedHead>,
    section: usize,
    is_section_begun: bool,
    after: i64,
    chains: u64,
    events: u64,
}

impl Excerpt {
    /// The next piece; `None` at the end.
    pub(super) async fn next(&mut self, asked: &Asked) -> Result<Option<Vec<u8>>> {
        if self.is_done {
            return Ok(None);
        }
        let mut piece = Vec::new();
        if !self.is_begun {
            piece.extend(self.begin(asked).await?);
            self.is_begun = true;
        }
        while let Some(chain) = SECTIONS.get(self.section).copied() {
            let (mut tx, search) = asked.search().await?;
            let found = next_of_chain(&mut tx, &search, chain, self.after).await?;
            if found.is_empty() {
                (self.section, self.is_section_begun, self.after) = (self.section + 1, false, 0);
                continue;
            }
            let head = self.heads.iter().find(|head| head.head.chain == chain).cloned();
            if !self.is_section_begun {
                piece.extend(chain_line(asked.caller.grants.tenant(), chain, None));
                piece.extend(head.iter().flat_map(|head| head_line(head, None)));
                (self.is_section_begun, self.chains) = (true, self.chains + 1);
            }
            for found in found.chunks(TOGETHER) {
                let places: Vec<_> = found.iter().map(|hit| hit.position).collect();
                let sequences: Vec<i64> = places.iter().map(|place| place.sequence).collect();
                let mut paths = match &head {
                    Some(head) => proof::paths(&mut tx, head, &sequences).await?,
                    None => Default::default(),
                };
                for event in store::audit::events(&mut tx, &places).await? {
                    let path = paths.remove(&event.row.sequence);
                    piece.extend(event_line(&event.bytes, &personal(&event)?, path.as_deref()));
                    self.events += 1;
                }
            }
            self.after = found.last().map_or(self.after, |hit| hit.position.sequence);
            return Ok(Some(piece));
        }
        self.is_done = true;
        piece.extend(file_end_line(self.chains, self.events));
        Ok(Some(piece))
    }

    /// The first lines. A key that no head of the file needs is not in it, so only the heads of chains with events count.
    async fn begin(&mut self, asked: &Asked) -> Result<Vec<u8>> {
        let (mut tx, search) = asked.search().await?;
        for chain in SECTIONS {
            if !next_of_chain(&mut tx, &search, chain, 0).await?.is_empty() {
                self.heads.extend(proof::head(&mut tx, chain, asked.ends.of(chain)).await?);
            }
        }
        drop(tx);
        let known = asked.caller.means.store.log_keys().await?;
        let keys = proof::key_lines(&self.heads, &known);
        Ok(excerpt_line().into_iter().chain(keys.iter().flat_map(key_line)).collect())
    }
}

/// The personal values of an event as a line has them.
pub(super) fn personal(event: &StoredEvent) -> Result<Vec<Personal>> {
    let one = |one: &store::audit::PersonalValue| {
        let salt = one.salt.as_slice().try_into().map_err(|error| Error::Bug(Box::new(error)))?;
        Ok(Personal { path: one.path.clone(), salt, value: one.value.clone() })
    };
    event.personal.iter().map(one).collect()
}
