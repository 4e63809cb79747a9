//! The running simulator: one state behind one lock; effects are on disk before the state shows them and before anybody is answered.
//! Never here: an operation's rules (see `operations`), the wire format (see `door`).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::organization::AccountId;
use domain::run::Reaction;
use domain::time::Timestamp;

use crate::chance::Chance;
use crate::clock::{VirtualClock, WallClock};
use crate::desk::{Decision, Desk};
use crate::effect::Effect;
use crate::faults::{Fault, Faults};
use crate::journal::{Entry, Journal, JournalError};
use crate::operations::creation;
use crate::refusal::{Refusal, Trouble};
use crate::seed::Seed;
use crate::state::State;

/// How a simulator behaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The journal; without one everything is in memory and ends with the process.
    pub state: Option<PathBuf>,
    /// Virtual seconds per second. 1 makes virtual time the wall clock's.
    pub time_scale: f64,
    /// The seed of ids and durations.
    pub seed: u64,
    /// Whether e-mails are not unique: shows whether a caller leans on AWS's check.
    pub hostile: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { state: None, time_scale: 1.0, seed: 1, hostile: false }
    }
}

/// A simulated AWS. Clones are the same one.
#[derive(Clone)]
pub struct Simulator {
    core: Arc<Mutex<Core>>,
}

struct Core {
    state: State,
    journal: Option<Journal>,
    clock: VirtualClock,
    seed: u64,
    hostile: bool,
    faults: Faults,
    requests: u64,
}

impl Simulator {
    /// Opens the journal, replays it, and, if it was empty, plants the seeds.
    ///
    /// # Errors
    /// [`JournalError`]: the file is in use, unreadable or holds what this version does not know.
    pub fn open(options: Options, seeds: &[Seed], clock: WallClock) -> Result<Self, JournalError> {
        let mut state = State::default();
        let (journal, entries) = match &options.state {
            Some(path) => Journal::open(path).map(|(journal, entries)| (Some(journal), entries))?,
            None => (None, Vec::new()),
        };
        for entry in &entries {
            state.apply(entry.at, &entry.effect);
        }
        let clock = VirtualClock::new(clock, options.time_scale, entries.last().map(|entry| entry.at));
        let mut core =
            Core { state, journal, clock, seed: options.seed, hostile: options.hostile, faults: Faults::default(), requests: 0 };
        if entries.is_empty() {
            let at = core.clock.now();
            let effects = seeds.iter().flat_map(|seed| seed.effects(options.seed, at)).collect();
            let in_file = options.state.clone().unwrap_or_default();
            core.happen(at, effects).map_err(|source| JournalError::Io { path: in_file, source })?;
        }
        Ok(Self { core: Arc::new(Mutex::new(core)) })
    }

    /// Something happens from outside (another administrator, AWS itself), without an operation.
    ///
    /// # Errors
    /// [`Trouble::Internal`] if it could not be written down.
    pub fn happen(&self, effect: Effect) -> Result<(), Trouble> {
        let mut core = self.lock();
        let at = core.clock.now();
        core.happen(at, vec![effect]).map_err(|_| Trouble::Internal)
    }

    /// Orders a fault for the `nth` call of the operation from now, 1 for the next.
    pub fn fail(&self, operation: &'static str, nth: u64, fault: Fault) {
        self.lock().faults.order(operation, nth, fault);
    }

    /// Calls so far per operation, those with a fault too.
    pub fn calls(&self) -> BTreeMap<&'static str, u64> {
        self.lock().faults.calls()
    }

    /// The truth now, creations whose time has come included.
    pub fn state(&self) -> State {
        let mut core = self.lock();
        let at = core.clock.now();
        if let Err(error) = core.settle(at) {
            tracing::error!(%error, "the journal cannot be written");
        }
        core.state.clone()
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.lock().clock.now()
    }

    /// One call of an organization's operation. Answers the request id too.
    pub(crate) fn call<T>(
        &self,
        operation: &'static str,
        caller: Option<&AccountId>,
        act: impl FnOnce(&Desk<'_>) -> Decision<T>,
    ) -> (Result<T, Trouble>, String) {
        self.anywhere(operation, |state, at, seed| {
            let not_in_use = || {
                Refusal::new(
                    "AWSOrganizationsNotInUseException",
                    Reaction::Blocked,
                    "Your account is not a member of an organization.",
                )
            };
            let account = caller.or(state.first.as_ref()).ok_or_else(not_in_use)?;
            let organization = state.organizations.get(account).ok_or_else(not_in_use)?;
            act(&Desk { state, organization, at, seed })
        })
    }

    /// One call that belongs to no organization (STS).
    pub(crate) fn anywhere<T>(
        &self,
        operation: &'static str,
        act: impl FnOnce(&State, Timestamp, u64) -> Decision<T>,
    ) -> (Result<T, Trouble>, String) {
        let mut core = self.lock();
        core.requests += 1;
        let request = request_id(core.seed, core.requests);
        let fault = core.faults.count(operation);
        let result = core.answer(fault, act);
        (result, request)
    }

    fn lock(&self) -> MutexGuard<'_, Core> {
        // A panic while the lock was held leaves at worst an effect on disk that the state lacks; the next start replays it.
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Core {
    fn answer<T>(&mut self, fault: Option<Fault>, act: impl FnOnce(&State, Timestamp, u64) -> Decision<T>) -> Result<T, Trouble> {
        match fault {
            Some(Fault::Refuse(refusal)) => return Err(refusal.into()),
            Some(Fault::InternalBefore) => return Err(Trouble::Internal),
            Some(Fault::LoseRequest) => return Err(Trouble::Lost),
            Some(Fault::InternalAfter | Fault::LoseAnswer) | None => {}
        }
        let at = self.clock.now();
        let internal = |error: std::io::Error| {
            tracing::error!(%error, "the journal cannot be written");
            Trouble::Internal
        };
        self.settle(at).map_err(internal)?;
        let done = act(&self.state, at, self.seed)?;
        self.happen(at, done.effects).map_err(internal)?;
        match fault {
            Some(Fault::InternalAfter) => Err(Trouble::Internal),
            Some(Fault::LoseAnswer) => Err(Trouble::Lost),
            _ => Ok(done.value),
        }
    }

    /// Ends every creation whose time has come.
    fn settle(&mut self, at: Timestamp) -> std::io::Result<()> {
        while let Some(effect) = creation::due(&self.state, at, !self.hostile) {
            self.happen(at, vec![effect])?;
        }
        Ok(())
    }

    /// On disk first, then in the state.
    fn happen(&mut self, at: Timestamp, effects: Vec<Effect>) -> std::io::Result<()> {
        if effects.is_empty() {
            return Ok(());
        }
        let entries: Vec<Entry> = effects.into_iter().map(|effect| Entry { at, effect }).collect();
        if let Some(journal) = &mut self.journal {
            journal.append(&entries)?;
        }
        for entry in &entries {
            self.state.apply(entry.at, &entry.effect);
        }
        Ok(())
    }
}

/// Shaped like AWS's: five groups of hexadecimal digits.
fn request_id(seed: u64, request: u64) -> String {
    let mut chance = Chance::new(seed ^ 0x5EED, request);
    let (a, b) = (chance.next(), chance.next());
    format!("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", a >> 32, (a >> 16) & 0xFFFF, a & 0xFFFF, b >> 48, b & 0xFFFF_FFFF_FFFF)
}
