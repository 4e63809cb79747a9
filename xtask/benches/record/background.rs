//! What the product does behind the events: tree heads and words. From nothing, over everything that was loaded.
//! Never here: a key that is worth anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use control::evidence::sign;
use domain::audit::Chain;
use domain::audit::evidence::SecretKey;
use tokio::task::JoinSet;

use crate::Outcome;
use crate::figures::Figures;
use crate::people::{Installation, LOADED};
use crate::throwaway::Throwaway;

/// The log key of the run.
pub fn key() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

/// Signs heads and writes words.
pub async fn measure(server: &Throwaway, installation: &Installation, events: u64, figures: &mut Figures) -> Outcome<()> {
    let begun = Instant::now();
    let sweep = sign(&installation.means, &key()).await?;
    if let Some(altered) = sweep.altered.first() {
        return Err(format!("what was loaded is no true chain: {altered}").into());
    }
    let pace = events as f64 / begun.elapsed().as_secs_f64();
    figures.note("tree heads, from nothing", format!("{:.0} events/s", pace));
    let begun = Instant::now();
    index(installation).await?;
    let pace = events as f64 / begun.elapsed().as_secs_f64();
    figures.note("words, from nothing, two at once", format!("{:.0} events/s", pace));
    server.ask("postgres", "vacuum (analyze) audit_posting; vacuum (analyze) audit_segment; analyze")?;
    Ok(())
}

async fn index(installation: &Installation) -> Outcome<()> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..2 {
        let (installation, next) = (installation.clone(), next.clone());
        workers.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(workspace) = installation.workspaces.iter().take(LOADED).nth(number) else { return Ok(()) };
                for chain in [Chain::Access, Chain::Changes] {
                    while control::audit::index(&installation.means, workspace.tenant, chain).await? {}
                }
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        done?.map_err(|error: control::Error| error)?;
    }
    Ok(())
}
