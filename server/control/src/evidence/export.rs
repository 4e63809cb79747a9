//! Takes the record away as evidence: every event with its personal values, every head with its proof, every key, in the exact format.
//! Never here: a chain in memory, a file that is opened, a judgement that the verifier makes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use domain::access::{Actor, ExportRecord, Origin, ReadRecord, operate};
use domain::audit::evidence::{
    CompactRange, Cut, Fingerprint, Hash, KeyStatement, chain_line, compact_range, compact_range_needs, event_line, export_line,
    file_end_line, head_line, key_line, runs, section_end_line,
};
use domain::audit::{Event, Field, Personal};
use domain::ids::TenantId;
use store::record::{RecordPersonal, Standing};
use store::tree::StoredHead;
use store::{ReadTx, record, tree};

use super::altered::{Altered, What};
use super::follow::Follower;
use super::keys::line_to;
use super::sign::leaf_of_cut;
use super::{big, count};
use crate::error::Error;
use crate::means::Means;

/// Events of one read.
const PIECE: i64 = 1_000;
/// Heads of one read.
const HEADS: i64 = 100;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    /// Sections: a chain of a workspace each.
    pub chains: u64,
    /// Events.
    pub events: u64,
    /// Events that no head covers.
    pub unsigned: u64,
}

/// Why there is no export, or no whole one.
#[derive(Debug, thiserror::Error)]
pub enum NotExported {
    /// There is no such workspace.
    #[error("there is no workspace {0}")]
    NoWorkspace(String),
    /// The record was altered.
    #[error(transparent)]
    Altered(#[from] Altered),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    Output(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<store::Error> for NotExported {
    fn from(error: store::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<domain::access::Denied> for NotExported {
    fn from(denied: domain::access::Denied) -> Self {
        Self::Other(denied.into())
    }
}

/// Where the chains of a workspace end in this export.
struct Ends {
    tenant: TenantId,
    chains: Vec<Standing>,
}

/// Writes the export of one workspace, or of all. Where it ends is fixed first; then each workspace records that it was exported, and
/// nothing is erased or cut until the last line is written.
///
/// # Errors
/// [`NotExported`]; what was written until then is no export.
pub async fn export(means: &Means, only: Option<&str>, out: &mut (dyn Write + Send)) -> Result<Exported, NotExported> {
    let still = means.store.hold_still().await?;
    let mut places = means.store.places().await?;
    if let Some(slug) = only {
        places.retain(|place| place.slug == slug);
        if places.is_empty() {
            return Err(NotExported::NoWorkspace(slug.to_owned()));
        }
    }
    let (mut ends, mut used) = (Vec::new(), BTreeSet::new());
    for place in places {
        let mut tx = read(means, place.tenant).await?;
        let chains = record::standings(&mut tx).await?;
        for standing in &chains {
            let keys = tree::keys_used(&mut tx, standing.chain, count(standing.cut), count(standing.signed)).await?;
            used.extend(keys);
        }
        ends.push(Ends { tenant: place.tenant, chains });
    }
    for end in &ends {
        let tx = means.store.write(operate(end.tenant, Actor::Operator, Origin::default(), ExportRecord)?).await?;
        tx.commit(Event::about("audit", end.tenant).after("format", Field::public("charter.audit"))).await?;
    }
    out.write_all(&export_line())?;
    for statement in lines_of(&used, &means.store.log_keys().await?) {
        out.write_all(&key_line(&statement))?;
    }
    let mut exported = Exported::default();
    for end in &ends {
        for standing in &end.chains {
            section(means, end.tenant, standing, out, &mut exported).await?;
        }
    }
    out.write_all(&file_end_line(exported.chains, exported.events))?;
    out.flush()?;
    still.end().await;
    Ok(exported)
}

async fn read(means: &Means, tenant: TenantId) -> Result<ReadTx<ReadRecord>, NotExported> {
    Ok(means.store.read(operate(tenant, Actor::Operator, Origin::default(), ReadRecord)?).await?)
}

/// The used keys and those before them, each before its successor.
fn lines_of(used: &BTreeSet<String>, known: &[KeyStatement]) -> Vec<KeyStatement> {
    let mut lines: Vec<KeyStatement> = Vec::new();
    for fingerprint in used.iter().filter_map(|text| text.parse::<Fingerprint>().ok()) {
        for statement in line_to(fingerprint, known) {
            if !lines.contains(&statement) {
                lines.push(statement);
            }
        }
    }
    lines
}

async fn section(
    means: &Means,
    tenant: TenantId,
    standing: &Standing,
    out: &mut (dyn Write + Send),
    exported: &mut Exported,
) -> Result<(), NotExported> {
    let (chain, end, signed) = (standing.chain, count(standing.sequence), count(standing.signed));
    let mut tx = read(means, tenant).await?;
    let (mut follower, cut) = beginning(&mut tx, tenant, standing).await?;
    out.write_all(&chain_line(tenant, chain, cut.as_ref()))?;
    if end < signed {
        return Err(follower.altered(signed, What::HeadRow).into());
    }
    let (mut last_head, mut heads) = (follower.tree().size(), Vec::new().into_iter());
    let mut next: Option<StoredHead> = None;
    while follower.tree().size() < end {
        let at = follower.tree().size();
        let rows = record::events(&mut tx, chain, big(at), big(end), PIECE).await?;
        let Some(last) = rows.last().map(|row| row.sequence) else {
            return Err(follower.altered(at + 1, What::Missing).into());
        };
        let mut personal = by_event(record::personal(&mut tx, chain, big(at), last).await?)?;
        for row in &rows {
            if next.is_none() && last_head < signed {
                next = heads.next();
                if next.is_none() {
                    heads = tree::heads(&mut tx, chain, last_head, signed, HEADS).await?.into_iter();
                    next = heads.next();
                }
            }
            follower.take(row)?;
            out.write_all(&event_line(&row.bytes, &personal.remove(&row.sequence).unwrap_or_default(), None))?;
            exported.events += 1;
            if let Some(head) = next.take_if(|head| head.signed.head.size == follower.tree().size()) {
                check_head(&follower, &head, last_head)?;
                out.write_all(&head_line(&head.signed, (head.previous > 0).then_some(&head.consistency)))?;
                last_head = head.signed.head.size;
            }
        }
        check_blocks(&mut tx, &mut follower, standing).await?;
    }
    if last_head != signed {
        return Err(follower.altered(signed, What::Succession).into());
    }
    if follower.last() != standing.leaf {
        return Err(follower.altered(end, What::HeadRow).into());
    }
    out.write_all(&section_end_line(tenant, chain, end, &standing.leaf))?;
    exported.chains += 1;
    exported.unsigned += end - signed;
    Ok(())
}

/// Where the section begins: at the first event, or at what was kept of the part that was cut.
async fn beginning(
    tx: &mut ReadTx<ReadRecord>,
    tenant: TenantId,
    standing: &Standing,
) -> Result<(Follower, Option<Cut>), NotExported> {
    let chain = standing.chain;
    let Some(kept) = tree::cut(tx, chain).await? else { return Ok((Follower::new(tenant, chain), None)) };
    let wrong = || Altered { tenant, chain, sequence: kept.size, what: What::Cut };
    let head =
        tree::last_head(tx, chain, kept.size).await?.filter(|head| head.signed.head.size == kept.size).ok_or_else(wrong)?;
    let leaf = leaf_of_cut(&kept, &head).ok_or_else(wrong)?;
    let stored = tree::block_hashes(tx, chain, &compact_range_needs(kept.size)).await?;
    let rebuilt = compact_range(kept.size, |block| stored.get(&block).copied()).map_err(|_| wrong())?;
    let peaks = CompactRange::from_peaks(kept.size, head.peaks.clone()).map_err(|_| wrong())?;
    if rebuilt != peaks || peaks.root() != head.signed.head.root {
        return Err(wrong().into());
    }
    let cut = Cut { head: head.signed, leaf, path: kept.path, peaks: head.peaks };
    Ok((Follower::after(tenant, chain, peaks, leaf), Some(cut)))
}

fn check_head(follower: &Follower, head: &StoredHead, before: u64) -> Result<(), Altered> {
    let size = head.signed.head.size;
    if head.signed.head.root != follower.tree().root() || head.peaks != follower.tree().peaks() {
        return Err(follower.altered(size, What::Head));
    }
    if head.previous != before || (head.previous == 0 && !head.consistency.is_empty()) {
        return Err(follower.altered(size, What::Succession));
    }
    Ok(())
}

/// Compares the blocks that became complete with those that are stored, as far as a head covers them.
async fn check_blocks(tx: &mut ReadTx<ReadRecord>, follower: &mut Follower, standing: &Standing) -> Result<(), NotExported> {
    let mut blocks = follower.take_blocks();
    blocks.retain(|(block, _)| (block.index + 1) * domain::audit::evidence::width(block.level) <= count(standing.signed));
    if blocks.is_empty() {
        return Ok(());
    }
    let stored: BTreeMap<_, Hash> = tree::block_hashes(tx, standing.chain, &runs(blocks.iter().map(|(block, _)| *block))).await?;
    match blocks.iter().find(|(block, hash)| stored.get(block) != Some(hash)) {
        None => Ok(()),
        Some((block, _)) => {
            let what = What::Block { level: block.level, index: block.index };
            Err(follower.altered(follower.tree().size(), what).into())
        }
    }
}

fn by_event(rows: Vec<RecordPersonal>) -> Result<BTreeMap<i64, Vec<Personal>>, NotExported> {
    let mut found: BTreeMap<i64, Vec<Personal>> = BTreeMap::new();
    for row in rows {
        let salt = row.salt.try_into().map_err(|_| Error::Bug("a salt is not 16 bytes".into()))?;
        found.entry(row.sequence).or_default().push(Personal { path: row.path, salt, value: row.value });
    }
    Ok(found)
}
