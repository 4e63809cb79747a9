//! Parts of the run that have a process of their own, so that its memory is theirs.
//! Never here: what is done with the figures.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Subcommand;
use control::audit::{Format, export};
use domain::audit::evidence::{Anchors, Verifier};
use domain::ids::{MemberId, SignInId, TenantId};
use domain::wire::AuditFilter;
use store::testing::SeededChance;
use store::{Store, StoreSettings};
use uuid::Uuid;

use crate::Outcome;
use crate::people::{RunClock, caller, means};
use crate::timing::memory;

/// One part.
#[derive(Subcommand)]
pub enum Part {
    /// Takes the events of a workspace away as CSV, into nothing.
    Csv {
        /// The database as the product reaches it.
        url: String,
        /// The workspace's address.
        slug: String,
        /// Its tenant.
        tenant: Uuid,
        /// Who takes them.
        member: Uuid,
        /// The sign-in by which the member comes.
        sign_in: Uuid,
        /// Where the chains end.
        seen: String,
    },
    /// Verifies an export.
    Verify {
        /// The export.
        file: PathBuf,
        /// The fingerprint of the key.
        key: String,
    },
}

/// What a part did.
pub struct Done {
    /// Rows or events.
    pub rows: u64,
    /// Bytes written or read.
    pub bytes: u64,
    /// How long it took.
    pub time: Duration,
    /// How much memory it had more than before, at the most, in bytes.
    pub memory: u64,
}

impl Done {
    /// Starts this program again for a part and waits for it.
    pub fn by(arguments: &[&str]) -> Outcome<Self> {
        let output = Command::new(std::env::current_exe()?).args(arguments).stderr(std::process::Stdio::inherit()).output()?;
        let text = String::from_utf8(output.stdout)?;
        let numbers: Vec<u64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        match numbers[..] {
            [rows, bytes, micros, memory] => Ok(Self { rows, bytes, time: Duration::from_micros(micros), memory }),
            _ => Err(format!("a part of the run ended with {}: {text}", output.status).into()),
        }
    }

    fn say(&self) {
        println!("{} {} {} {}", self.rows, self.bytes, self.time.as_micros(), self.memory);
    }
}

impl Part {
    /// Does it and prints four numbers.
    pub async fn run(&self) -> Outcome<()> {
        let done = match self {
            Self::Csv { url, slug, tenant, member, sign_in, seen } => csv(url, slug, *tenant, (*member, *sign_in), seen).await?,
            Self::Verify { file, key } => verify(file, key)?,
        };
        done.say();
        Ok(())
    }
}

async fn csv(url: &str, slug: &str, tenant: Uuid, (member, sign_in): (Uuid, Uuid), seen: &str) -> Outcome<Done> {
    let clock = Arc::new(RunClock::after());
    let settings = StoreSettings { url: url.to_owned(), connections: 2 };
    let store = Store::connect(&settings, clock.clone(), Arc::new(SeededChance::new(u64::from(std::process::id())))).await?;
    let person = (MemberId::from_uuid(member), SignInId::from_uuid(sign_in));
    let caller = caller(&means(store, clock), slug, TenantId::from_uuid(tenant), person).await?;
    let (before, _) = memory()?;
    let begun = Instant::now();
    let filter = AuditFilter { q: String::new(), seen: seen.to_owned(), before: String::new() };
    let mut export = export(&caller, filter, Format::Csv).await?;
    let (mut rows, mut bytes) = (0, 0);
    while let Some(piece) = export.next().await? {
        bytes += piece.len() as u64;
        rows += piece.iter().filter(|byte| **byte == b'\r').count() as u64;
    }
    let time = begun.elapsed();
    Ok(Done { rows: rows - 1, bytes, time, memory: memory()?.1.saturating_sub(before) })
}

fn verify(file: &PathBuf, key: &str) -> Outcome<Done> {
    let (before, _) = memory()?;
    let begun = Instant::now();
    let mut anchors = Anchors::default();
    anchors.pin(key.parse()?);
    let mut verifier = Verifier::new(anchors);
    let mut reader = BufReader::with_capacity(1 << 16, File::open(file)?);
    let (mut line, mut bytes) = (Vec::new(), 0);
    while reader.read_until(b'\n', &mut line)? > 0 {
        bytes += line.len() as u64;
        verifier.feed(&line)?;
        line.clear();
    }
    let report = verifier.finish()?;
    Ok(Done { rows: report.events, bytes, time: begun.elapsed(), memory: memory()?.1.saturating_sub(before) })
}
