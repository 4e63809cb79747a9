//! The verifier: it is fed line by line, holds one line, and stops at the first fault.
//! Never here: I/O, a database, a private key.

mod anchors;
mod fault;
mod keyring;
mod personal;
mod report;
mod section;

use std::collections::HashSet;

pub use anchors::Anchors;
pub use fault::{Fault, Place, Wrong};
pub use report::{FileKind, Report};

use keyring::Keyring;
use section::Section;

use super::line::LINE_LIMIT;
use super::reading::{self, Line};
use super::tape::{Item, Tape};
use crate::audit::Chain;
use crate::ids::TenantId;

/// The name of a section, in the order in which sections stand: by the text of the tenant, then of the chain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct SectionName {
    tenant: String,
    chain: &'static str,
    id: (TenantId, Chain),
}

impl SectionName {
    fn of(tenant: TenantId, chain: Chain) -> Self {
        Self { tenant: tenant.to_string(), chain: chain.as_str(), id: (tenant, chain) }
    }

    fn is(&self, tenant: TenantId, chain: Chain) -> bool {
        self.id == (tenant, chain)
    }

    fn written(&self) -> (&[u8], &[u8]) {
        (self.tenant.as_bytes(), self.chain.as_bytes())
    }
}

/// A line's JSON, if it ends as it should and is canonical.
fn line_of<'a>(tape: &'a mut Tape, line: &'a [u8]) -> Result<Item<'a>, Wrong> {
    if line.len() > LINE_LIMIT {
        return Err(Wrong::TooLong);
    }
    let line = line.strip_suffix(b"\n").ok_or(Wrong::NoLineFeed)?;
    tape.read(line).map_err(|stopped| Wrong::NotCanonical(stopped.0))
}

/// What may come next.
#[derive(Clone)]
enum State {
    First,
    Keys,
    Within(Box<Section>),
    Between,
    Ended,
}

/// Checks an export or an excerpt.
#[derive(Clone)]
pub struct Verifier {
    anchors: Anchors,
    tape: Tape,
    state: State,
    line: u64,
    fault: Option<Fault>,
    keys: Keyring,
    report: Report,
    /// Sections of the tenant that is read: what was absent and where, what events say was erased.
    absent: Vec<Absent>,
    erased: HashSet<String>,
    last: Option<SectionName>,
}

#[derive(Clone)]
struct Absent {
    line: u64,
    place: Place,
    path: String,
}

impl Verifier {
    /// A verifier that compares with what is known from elsewhere.
    pub fn new(anchors: Anchors) -> Self {
        let report = Report { pinned_key: anchors.key, ..Report::default() };
        Self {
            anchors,
            tape: Tape::default(),
            state: State::First,
            line: 0,
            fault: None,
            keys: Keyring::default(),
            report,
            absent: Vec::new(),
            erased: HashSet::new(),
            last: None,
        }
    }

    /// Takes the next line with its line feed. No need to give more than [`LINE_LIMIT`] + 1 bytes of a line.
    ///
    /// # Errors
    /// The first fault of the file, now and with every further line.
    pub fn feed(&mut self, line: &[u8]) -> Result<(), Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        self.line += 1;
        let mut tape = std::mem::take(&mut self.tape);
        let taken = line_of(&mut tape, line)
            .and_then(|item| reading::line(item).ok_or(Wrong::NotALine))
            .map_err(|wrong| self.fault_here(wrong))
            .and_then(|line| self.take(line));
        self.tape = tape;
        taken.inspect_err(|fault| self.fault = Some(fault.clone()))
    }

    /// What was checked, after the last line.
    ///
    /// # Errors
    /// The first fault, or [`Wrong::Incomplete`] if lines are missing.
    pub fn finish(mut self) -> Result<Report, Fault> {
        match (self.fault.take(), &self.state) {
            (Some(fault), _) => Err(fault),
            (None, State::Ended) => Ok(self.report),
            _ => {
                self.line += 1;
                Err(self.fault_here(Wrong::Incomplete))
            }
        }
    }

    fn fault_here(&self, wrong: Wrong) -> Fault {
        let place = match &self.state {
            State::Within(section) => place(&section.name, (section.sequence > 0).then_some(section.sequence)),
            _ => Place::default(),
        };
        Fault { line: self.line, place, wrong }
    }

    fn take(&mut self, line: Line<'_>) -> Result<(), Fault> {
        let state = std::mem::replace(&mut self.state, State::Ended);
        match (state, line) {
            (State::First, Line::Export) => self.state = State::Keys,
            (State::First, Line::Excerpt) => {
                self.report.kind = FileKind::Excerpt;
                self.state = State::Keys;
            }
            (State::First, _) => return Err(self.fault_here(Wrong::NotEvidence)),
            (State::Ended, _) => return Err(self.fault_here(Wrong::AfterTheEnd)),
            (State::Keys, Line::Key(statement)) => {
                self.keys.add(statement).map_err(|wrong| self.fault_here(wrong))?;
                self.state = State::Keys;
            }
            (State::Keys | State::Between, Line::Chain { tenant, chain, cut }) => self.open(tenant, chain, cut)?,
            (State::Within(section), Line::Chain { tenant, chain, cut }) if self.report.kind == FileKind::Excerpt => {
                self.close(&section)?;
                self.open(tenant, chain, cut)?;
            }
            (State::Keys | State::Between, Line::FileEnd { chains, events }) => self.end(chains, events)?,
            (State::Within(section), Line::FileEnd { chains, events }) if self.report.kind == FileKind::Excerpt => {
                self.close(&section)?;
                self.end(chains, events)?;
            }
            (State::Within(mut section), Line::Event(event)) => {
                let here = place(&section.name, Some(event.sequence));
                let fault = |wrong| Fault { line: self.line, place: here, wrong };
                let absent = section.event(&event, &mut self.report).map_err(fault)?;
                if self.report.kind == FileKind::Export {
                    let line = self.line;
                    self.absent.extend(absent.into_iter().map(|path| Absent { line, place: here, path }));
                    personal::erased_places(event.event, &mut self.erased);
                }
                self.state = State::Within(section);
            }
            (State::Within(mut section), Line::Head { head, consistency }) => {
                let here = place(&section.name, Some(head.head.size));
                let taken = section.head(&head, consistency.as_deref(), &mut self.keys, &mut self.report);
                taken.map_err(|wrong| Fault { line: self.line, place: here, wrong })?;
                self.state = State::Within(section);
            }
            (State::Within(section), Line::SectionEnd { tenant, chain, sequence, leaf })
                if self.report.kind == FileKind::Export =>
            {
                let here = place(&section.name, Some(section.sequence));
                let checked = match section.name.is(tenant, chain) {
                    true => section.end(sequence, &leaf),
                    false => Err(Wrong::EndElsewhere),
                };
                checked.map_err(|wrong| Fault { line: self.line, place: here, wrong })?;
                self.close(&section)?;
                self.state = State::Between;
            }
            (state, _) => {
                let expected = match &state {
                    State::Keys => "a key, the first section or the end of the file",
                    State::Within(_) => "an event, a head or the end of the section",
                    _ => "the next section or the end of the file",
                };
                self.state = state;
                return Err(self.fault_here(Wrong::NotHere(expected)));
            }
        }
        Ok(())
    }

    fn open(&mut self, tenant: TenantId, chain: Chain, cut: Option<Box<super::Cut>>) -> Result<(), Fault> {
        let name = SectionName::of(tenant, chain);
        let here = place(&name, None);
        if self.last.as_ref().is_some_and(|last| *last >= name) {
            return Err(Fault { line: self.line, place: here, wrong: Wrong::SectionOrder });
        }
        if self.last.as_ref().is_some_and(|last| last.tenant != name.tenant) {
            self.close_tenant()?;
        }
        self.last = Some(name.clone());
        let earlier = self.anchors.heads.remove(&name).unwrap_or_default();
        self.report.chains_with_earlier_heads += u64::from(!earlier.is_empty());
        let mut section = Section::new(name, self.report.kind, earlier, self.anchors.key);
        if let Some(cut) = cut {
            let taken = section.cut(*cut, &mut self.keys, &mut self.report);
            taken.map_err(|wrong| Fault { line: self.line, place: here, wrong })?;
        }
        self.state = State::Within(Box::new(section));
        Ok(())
    }

    fn close(&mut self, section: &Section) -> Result<(), Fault> {
        let here = place(&section.name, Some(section.sequence));
        section.close(&self.keys, &mut self.report).map_err(|wrong| Fault { line: self.line, place: here, wrong })
    }

    /// Every absent value of the tenant must have been erased.
    fn close_tenant(&mut self) -> Result<(), Fault> {
        for Absent { line, place, path } in self.absent.drain(..) {
            let chain = place.chain.map(Chain::as_str).unwrap_or_default();
            let listed = format!("{chain}/{}/{path}", place.sequence.unwrap_or_default());
            if !self.erased.contains(&listed) {
                return Err(Fault { line, place, wrong: Wrong::PersonalMissing(path) });
            }
        }
        self.erased.clear();
        Ok(())
    }

    fn end(&mut self, chains: u64, events: u64) -> Result<(), Fault> {
        self.close_tenant()?;
        self.report.signatures += self.keys.endorsements();
        let elsewhere = self.anchors.heads.pop_first().map(|(name, heads)| (name, heads.first().map(|(size, _)| *size)));
        if let Some((name, size)) = elsewhere {
            return Err(Fault { line: self.line, place: place(&name, size), wrong: Wrong::EarlierElsewhere });
        }
        let wrong = if chains != self.report.chains {
            Wrong::ChainCount { said: chains, found: self.report.chains }
        } else if events != self.report.events {
            Wrong::EventCount { said: events, found: self.report.events }
        } else if let Some(key) = self.keys.unused() {
            Wrong::KeyUnused(key)
        } else {
            return Ok(());
        };
        Err(Fault { line: self.line, place: Place::default(), wrong })
    }
}

fn place(name: &SectionName, sequence: Option<u64>) -> Place {
    Place { tenant: Some(name.id.0), chain: Some(name.id.1), sequence }
}
