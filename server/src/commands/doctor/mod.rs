//! `charter doctor`: everything that would keep this machine from serving well, each with its remedy.
//! Never here: mending anything, stopping at the first failure, a secret in a line.

mod database;
mod finding;
mod machine;
mod outside;

use std::sync::Arc;

use serde_json::json;
use store::Clock;

use super::CommandError;
use crate::config::Doctor;
use crate::world::SystemClock;

pub use finding::{Finding, Level};

/// Checks everything and says so.
pub async fn run(doctor: Doctor) -> Result<(), CommandError> {
    let findings = examine(&doctor, Arc::new(SystemClock)).await;
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    let failed = count(Level::Fail);
    if doctor.json {
        println!("{}", json!({ "checks": findings, "failed": failed, "warned": count(Level::Warn) }));
    } else {
        findings.iter().for_each(|finding| println!("{finding}"));
    }
    if failed == 0 { Ok(()) } else { Err(CommandError::Unwell(failed)) }
}

/// Every check, in the order of the report. It takes as long as the slowest provider, at most half a minute.
pub async fn examine(doctor: &Doctor, clock: Arc<dyn Clock>) -> Vec<Finding> {
    let now = clock.now();
    let (mut findings, issuers) = database::check(doctor.database.url(), clock).await;
    findings.extend(machine::check(doctor));
    let (providers, caller) =
        tokio::join!(outside::providers(issuers, &doctor.reach.outbound_allow, now), outside::caller(&doctor.engine));
    findings.extend(providers);
    findings.push(caller);
    findings
}
