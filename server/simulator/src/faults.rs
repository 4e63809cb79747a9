//! Faults that a test or a drill orders: for the n-th call of an operation, before or after its effect.
//! Never here: a fault by chance.

use std::collections::BTreeMap;

use crate::refusal::Refusal;

/// What goes wrong with one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Refused, nothing changed.
    Refuse(Refusal),
    /// HTTP 500, nothing changed.
    InternalBefore,
    /// HTTP 500 although the effect happened.
    InternalAfter,
    /// The request never arrives, nor does an answer.
    LoseRequest,
    /// The effect happened, the answer never arrives.
    LoseAnswer,
}

/// The calls so far and the faults to come.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    calls: BTreeMap<&'static str, u64>,
    ordered: BTreeMap<(&'static str, u64), Fault>,
}

impl Faults {
    /// Orders a fault for the `nth` call of the operation from now, 1 for the next.
    pub(crate) fn order(&mut self, operation: &'static str, nth: u64, fault: Fault) {
        let so_far = self.calls.get(operation).copied().unwrap_or(0);
        self.ordered.insert((operation, so_far + nth), fault);
    }

    /// Counts a call and takes the fault that was ordered for it.
    pub(crate) fn count(&mut self, operation: &'static str) -> Option<Fault> {
        let calls = self.calls.entry(operation).or_default();
        *calls += 1;
        self.ordered.remove(&(operation, *calls))
    }

    /// Calls per operation, faulty ones too.
    pub(crate) fn calls(&self) -> BTreeMap<&'static str, u64> {
        self.calls.clone()
    }
}
