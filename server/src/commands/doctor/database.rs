//! The database: whether it answers, who we are in it, its schema, its clock.
//! Never here: its address in a line (it holds a password).

use std::sync::Arc;

use chrono::TimeDelta;
use store::{Clock, Issuer, Unfit};

use super::finding::Finding;
use crate::config::Usage;
use crate::world::OsChance;

/// How far the two clocks may be apart before somebody should look, and before leases and sessions are wrong.
const APART: TimeDelta = TimeDelta::seconds(5);
const FAR_APART: TimeDelta = TimeDelta::seconds(60);

/// The findings, and the workspaces with their issuers if they could be read.
pub async fn check(url: Result<String, Usage>, clock: Arc<dyn Clock>) -> (Vec<Finding>, Option<Vec<Issuer>>) {
    const CHECK: &str = "database";
    let url = match url {
        Ok(url) => url,
        Err(missing @ Usage::Missing(_)) => return (vec![Finding::failed(CHECK, &missing)], None),
        Err(error) => return (vec![Finding::fail(CHECK, error.to_string(), "give this user the right to read the file")], None),
    };
    let found = match store::examine(url, clock, Arc::new(OsChance)).await {
        Ok(found) => found,
        Err(unfit) => return (vec![Finding::failed(CHECK, &unfit)], None),
    };
    let mut findings = vec![Finding::ok(CHECK, "it answers")];
    let roles: Vec<_> = found.unfit.iter().filter(|unfit| !matches!(unfit, Unfit::Schema)).collect();
    match roles[..] {
        [] => findings.push(Finding::ok("database role", "it can neither bypass row-level security nor change the schema")),
        _ => findings.extend(roles.into_iter().map(|unfit| Finding::failed("database role", unfit))),
    }
    match found.unfit.iter().find(|unfit| matches!(unfit, Unfit::Schema)) {
        Some(unfit) => findings.push(Finding::failed("database schema", unfit)),
        None => findings.push(Finding::ok("database schema", "it is the one of this version")),
    }
    if found.is_demo {
        let remedy = "use another database: a demo lets everybody in, and `charter serve` refuses its data";
        findings.push(Finding::fail("demo", "the database belongs to a demo", remedy));
    }
    findings.push(clocks(found.ahead));
    let issuers = match found.issuers {
        _ if !found.unfit.is_empty() => None,
        Ok(issuers) => Some(issuers),
        Err(_) => {
            findings.push(Finding::fail(
                "workspaces",
                "they cannot be read",
                "connect as charter_app, to which `charter migrate` grants it",
            ));
            None
        }
    };
    (findings, issuers)
}

fn clocks(ahead: TimeDelta) -> Finding {
    const CHECK: &str = "clock";
    let apart = ahead.abs();
    let direction = if ahead < TimeDelta::zero() { "behind" } else { "ahead of" };
    let seconds = apart.num_milliseconds() / 1000;
    let what = format!("this machine's clock is {seconds} s {direction} the database's");
    let remedy = "let NTP set both clocks: sessions, links and signed heads carry this machine's time, leases the database's";
    if apart > FAR_APART {
        Finding::fail(CHECK, what, remedy)
    } else if apart > APART {
        Finding::warn(CHECK, what, remedy)
    } else {
        Finding::ok(CHECK, "this machine's and the database's agree")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Level;

    #[test]
    fn clocks_may_differ_by_five_seconds_and_must_not_by_more_than_sixty() {
        let level = |seconds| clocks(TimeDelta::seconds(seconds)).level;
        assert_eq!([0, 5, -5].map(level), [Level::Ok; 3]);
        assert_eq!([6, -6, 60, -60].map(level), [Level::Warn; 4]);
        assert_eq!([61, -61, 86_400].map(level), [Level::Fail; 3]);
        assert!(clocks(TimeDelta::seconds(-7)).what.contains("7 s behind"));
    }
}
