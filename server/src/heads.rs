//! The head task: signs what is unsigned every few seconds, and brings signed heads to each sink.
//! Never here: what a head is (`domain::audit::evidence`), the record (`control::evidence`), a tenant in a metric.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use control::Means;
use control::evidence::{Delivery, HeadSink, NotSigned, Sweep, deliver, sign};
use domain::audit::evidence::SecretKey;
use domain::time::Timestamp;
use store::heads::Duty;

use crate::tasks::{Stop, Tasks};

/// How often is looked. With one look to sign and one to deliver, an event is outside the database long before a minute has passed.
const EVERY: Duration = Duration::from_secs(5);
/// The longest pause after a sink said no.
const LONGEST: Duration = Duration::from_secs(40);

/// What `/metrics` says about heads. Only processes that sign have it.
#[derive(Default)]
pub struct Gauges(Mutex<Option<Figures>>);

#[derive(Default)]
struct Figures {
    unsigned_since: Option<Timestamp>,
    altered: usize,
    sinks: BTreeMap<String, (Option<Timestamp>, usize)>,
}

impl Gauges {
    fn note(&self, write: impl FnOnce(&mut Figures)) {
        write(self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default());
    }

    /// Prometheus's text at that time; empty if this process does not sign.
    pub fn text(&self, now: Timestamp) -> String {
        let figures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(figures) = figures.as_ref() else { return String::new() };
        let age = |since: Option<Timestamp>| since.map_or(0, |since| (now - since).num_seconds().max(0));
        let undelivered = figures.sinks.values().filter_map(|(since, _)| *since).min();
        let differing: usize = figures.sinks.values().map(|(_, count)| count).sum();
        let rows = [
            (
                "charter_audit_unsigned_seconds",
                "Age of the oldest audit event that no signed head covers.",
                age(figures.unsigned_since),
            ),
            ("charter_audit_undelivered_seconds", "Age of the oldest signed head that a sink does not have.", age(undelivered)),
            ("charter_audit_altered_chains", "Chains that are not signed because they were altered.", signed(figures.altered)),
            ("charter_audit_differing_heads", "Heads of which a sink has another content.", signed(differing)),
        ];
        let mut text = String::new();
        for (name, help, value) in rows {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
        }
        text
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Starts the tasks. The means have connections of their own, so that pages that wait for one do not keep heads back.
pub fn start(tasks: &Tasks, means: Means, key: SecretKey, sinks: Vec<Arc<dyn HeadSink>>, gauges: Arc<Gauges>) {
    gauges.note(|_| ());
    for sink in sinks {
        tasks.start("heads to a sink", deliver_all(means.clone(), sink, gauges.clone(), tasks.stop()));
    }
    tasks.start("heads", sign_all(means, key, gauges, tasks.stop()));
}

async fn sign_all(means: Means, key: SecretKey, gauges: Arc<Gauges>, mut stop: Stop) {
    let (mut known, mut refused) = (Vec::new(), String::new());
    loop {
        match sign(&means, &key).await {
            Ok(Sweep { is_ours, heads, altered, unsigned_since }) => {
                refused.clear();
                if heads > 0 {
                    tracing::debug!(heads, "tree heads were signed");
                }
                gauges.note(|figures| {
                    figures.unsigned_since = unsigned_since;
                    figures.altered = altered.len();
                });
                if is_ours {
                    // Once each: it stays so until a person looks.
                    known.retain(|one| altered.contains(one));
                    for one in altered {
                        if !known.contains(&one) {
                            tracing::error!(error = %one, "a chain is not signed");
                            known.push(one);
                        }
                    }
                }
            }
            Err(NotSigned::Key(why)) if refused == why.to_string() => {}
            Err(NotSigned::Key(why)) => {
                tracing::error!(%why, "tree heads are not signed");
                refused = why.to_string();
            }
            Err(NotSigned::Other(error)) => tracing::error!(error = ?error, "a turn of signing tree heads broke off"),
        }
        if !stop.sleep(EVERY).await {
            return;
        }
    }
}

async fn deliver_all(means: Means, sink: Arc<dyn HeadSink>, gauges: Arc<Gauges>, mut stop: Stop) {
    let (mut pause, mut known, mut is_down) = (EVERY, HashSet::new(), false);
    while stop.sleep(pause).await {
        let delivery = match turn(&means, sink.as_ref()).await {
            Ok(Some(delivery)) => delivery,
            Ok(None) => Delivery::default(),
            Err(error) => {
                tracing::error!(error = ?error, sink = sink.kind(), "a turn of delivering tree heads broke off");
                continue;
            }
        };
        let differing = delivery.differs.len();
        gauges.note(|figures| {
            figures.sinks.insert(sink.id().to_owned(), (delivery.undelivered_since, differing));
        });
        for (tenant, chain, size) in delivery.differs {
            if known.insert((tenant, chain, size)) {
                tracing::error!(sink = sink.kind(), id = sink.id(), %tenant, %chain, size, "a sink has another tree head of this size: either this database is not the one that signed it, or somebody else signs");
            }
        }
        match delivery.unavailable {
            Some(why) => {
                if !is_down {
                    tracing::warn!(sink = sink.kind(), id = sink.id(), why, "a sink does not take tree heads; it is tried again");
                }
                (is_down, pause) = (true, (pause * 2).min(LONGEST));
            }
            None => {
                if is_down {
                    tracing::info!(sink = sink.kind(), id = sink.id(), "a sink takes tree heads again");
                }
                (is_down, pause) = (false, EVERY);
            }
        }
    }
}

/// One turn of a sink, if it is this process's.
async fn turn(means: &Means, sink: &dyn HeadSink) -> control::Result<Option<Delivery>> {
    let Some(turn) = means.store.turn(Duty::Deliver(sink.id())).await? else { return Ok(None) };
    let delivery = deliver(means, sink).await;
    turn.end().await;
    delivery.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_does_not_sign_says_nothing_and_one_that_does_tells_the_oldest() {
        let (gauges, now) = (Gauges::default(), chrono::DateTime::UNIX_EPOCH);
        assert_eq!(gauges.text(now), "");
        gauges.note(|figures| {
            figures.unsigned_since = Some(now);
            figures.sinks.insert("a".into(), (Some(now + chrono::TimeDelta::seconds(3)), 1));
            figures.sinks.insert("b".into(), (None, 0));
        });
        let text = gauges.text(now + chrono::TimeDelta::seconds(10));
        for line in
            ["charter_audit_unsigned_seconds 10", "charter_audit_undelivered_seconds 7", "charter_audit_differing_heads 1"]
        {
            assert!(text.lines().any(|found| found == line), "{text}");
        }
    }
}
