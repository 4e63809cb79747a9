//! Changes with their events: in one workspace, where they wait for each other's chain, and over a hundred, beside the same rows without.
//! Never here: a commit that does not wait for the disk.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use control::Caller;
use control::members::create_team;
use store::testing::{Opening, team_without_event};
use tokio::task::JoinSet;

use crate::Outcome;
use crate::figures::{Figures, Goal};
use crate::people::Installation;
use crate::throwaway::Throwaway;

/// Changes that are made at once.
const AT_ONCE: u64 = 8;
/// From this many events on the longer measurement is worth its time.
const MANY: u64 = 1_000_000;

/// Measures both.
pub async fn measure(server: &Throwaway, installation: &Installation, events: u64, figures: &mut Figures) -> Outcome<()> {
    let lasting = Duration::from_secs(if events >= MANY { 10 } else { 3 });
    let mut administrators = Vec::new();
    for workspace in &installation.workspaces {
        administrators.push(installation.administrator(workspace).await?);
    }
    let all: Arc<[Caller]> = administrators.into();
    let one: Arc<[Caller]> = Arc::new([all[1].clone()]);
    figures.note("the disk, one after the other", format!("{:.0} syncs/s", syncs(server)?));
    let alone = pace(&one, How::Recorded, lasting).await?;
    figures.goal("changes with events in one workspace", alone, "/s", Goal::AtLeast(400.0), format!("{AT_ONCE} at once"));
    // By turns, so that all find the same machine.
    let (mut plain, mut in_one, mut recorded) = (0.0, 0.0, 0.0);
    for _ in 0..2 {
        plain += pace(&all, How::Plain(Opening::Ordinary), lasting).await? / 2.0;
        recorded += pace(&all, How::Recorded, lasting).await? / 2.0;
        in_one += pace(&all, How::Plain(Opening::InOne), lasting).await? / 2.0;
    }
    let how = format!("{} workspaces, {recorded:.0}/s : {plain:.0}/s, {AT_ONCE} at once", all.len());
    figures.goal("changes with events : the same rows without", recorded / plain, "", Goal::AtLeast(0.6), how);
    let how = format!("{recorded:.0}/s : {in_one:.0}/s");
    figures.note("the same, if those without began in one round trip as well", format!("{:.2} ({how})", recorded / in_one));
    Ok(())
}

#[derive(Clone, Copy)]
enum How {
    /// By the use case.
    Recorded,
    /// The same row, in a transaction with the tenant set, no audit.
    Plain(Opening),
}

/// Changes a second, spread over the callers' workspaces.
async fn pace(callers: &Arc<[Caller]>, how: How, lasting: Duration) -> Outcome<f64> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let (begun, mut tasks) = (Instant::now(), JoinSet::new());
    for _ in 0..AT_ONCE {
        let callers = callers.clone();
        tasks.spawn(async move {
            let mut made = 0_u64;
            while begun.elapsed() < lasting {
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                let caller = &callers[number as usize % callers.len()];
                let name = format!("Team {number}");
                match how {
                    How::Recorded => create_team(caller, &name).await?,
                    How::Plain(opening) => {
                        team_without_event(&caller.means.store, caller.grants.tenant(), &name, opening).await?
                    }
                }
                made += 1;
            }
            Ok::<_, control::Error>(made)
        });
    }
    let mut made = 0;
    while let Some(done) = tasks.join_next().await {
        made += done??;
    }
    Ok(made as f64 / begun.elapsed().as_secs_f64())
}

/// How often a second the disk says that it has a page.
fn syncs(server: &Throwaway) -> Outcome<f64> {
    let path = server.directory().join("sync");
    let (mut file, begun) = (File::create(&path)?, Instant::now());
    let mut many = 0;
    while begun.elapsed() < Duration::from_secs(1) {
        file.write_all(&[0; 8_192])?;
        file.sync_data()?;
        many += 1;
    }
    std::fs::remove_file(&path)?;
    Ok(f64::from(many) / begun.elapsed().as_secs_f64())
}
