//! The history taken away: as a table, beside `psql`'s; as evidence, verified, beside plain SHA-256 over the same bytes.
//! Never here: memory of this process (the parts have their own).

use std::fs::{self, File};
use std::io::{BufWriter, Read};
use std::time::{Duration, Instant};

use domain::canonical::sha256;

use crate::Outcome;
use crate::background::key;
use crate::explorer::ends;
use crate::figures::{Figures, Goal};
use crate::load::Large;
use crate::part::Done;
use crate::people::Installation;
use crate::throwaway::Throwaway;
use crate::timing::timed;

/// The columns of the product's CSV, as somebody would write them by hand.
const SAME_COLUMNS: &str = "select event.sequence, event.chain, event.at, coalesce(member.name, event.actor_kind), event.action, event.object_kind,
    event.object_id, request.number, event.plan_hash, event.step_key, said.event #>> '{correlation,aws_request}', said.event ->> 'before',
    said.event ->> 'after', reason.value, address.value, encode(event.leaf, 'hex'), convert_from(event.bytes, 'UTF8')
  from audit_event event
  cross join lateral (select convert_from(event.bytes, 'UTF8')::jsonb as event offset 0) said
  left join member on member.tenant_id = event.tenant_id and member.member_id = event.actor_member
  left join account_request request on request.tenant_id = event.tenant_id and request.request_id::text = event.request_id
  left join audit_personal reason on reason.tenant_id = event.tenant_id and reason.chain = event.chain
        and reason.sequence = event.sequence and reason.path = 'reason'
  left join audit_personal address on address.tenant_id = event.tenant_id and address.chain = event.chain
        and address.sequence = event.sequence and address.path = 'origin/address'";
/// What lies in the columns of the table, nothing else.
const STORED_COLUMNS: &str =
    "select sequence, chain, at, actor_kind, action, object_kind, object_id, request_id, plan_hash, step_key,
    encode(leaf, 'hex'), convert_from(bytes, 'UTF8') from audit_event event";

/// How much memory may be taken: 16 MiB.
const MEMORY: f64 = 16.0;

/// Measures both.
pub async fn measure(server: &Throwaway, installation: &Installation, large: &Large<'_>, figures: &mut Figures) -> Outcome<()> {
    table(server, large, figures)?;
    evidence(server, installation, large, figures).await
}

fn table(server: &Throwaway, large: &Large<'_>, figures: &mut Figures) -> Outcome<()> {
    let (tenant, (member, sign_in)) = (large.workspace.tenant, large.workspace.person(1));
    let seen = ends(server, tenant)?;
    let (url, texts) = (server.url(), (tenant.to_string(), member.to_string(), sign_in.to_string(), seen.to_text()));
    let csv = || Done::by(&["csv", &url, &large.workspace.slug, &texts.0, &texts.1, &texts.2, &texts.3]);
    let copy = |columns: &str| -> Outcome<Duration> {
        let mut psql = server.psql("charter_app");
        psql.arg("-c").arg(format!("select set_config('app.tenant', '{tenant}', false)"));
        let order = "order by event.at desc, event.chain desc, event.sequence desc";
        let query = format!("{columns} where event.tenant_id = '{tenant}' {order}").replace('\n', " ");
        psql.arg("-c").arg(format!("\\copy ({query}) to '/dev/null' with (format csv, header)"));
        let begun = Instant::now();
        let output = psql.output()?;
        if output.status.success() { Ok(begun.elapsed()) } else { Err("\\copy failed".into()) }
    };
    // By turns, so that both find the same caches.
    let (same, ours) = (copy(SAME_COLUMNS)?, csv()?);
    let (same, ours) = (same.min(copy(SAME_COLUMNS)?), better(ours, csv()?));
    let stored = copy(STORED_COLUMNS)?;
    let pace = ours.rows as f64 / ours.time.as_secs_f64();
    let how = format!("{} rows, {:.1} s : {:.1} s, {pace:.0} rows/s", ours.rows, ours.time.as_secs_f64(), same.as_secs_f64());
    figures.goal(
        "CSV, pace of \\copy with the same columns",
        same.as_secs_f64() / ours.time.as_secs_f64(),
        "",
        Goal::AtLeast(0.5),
        how,
    );
    let against_stored = stored.as_secs_f64() / ours.time.as_secs_f64();
    figures.note("CSV, pace of \\copy with the stored columns only", format!("{against_stored:.2}"));
    figures.goal("CSV, memory", mebibytes(ours.memory), " MiB", Goal::AtMost(MEMORY), "above that before the export");
    Ok(())
}

fn better(one: Done, other: Done) -> Done {
    if one.time <= other.time { one } else { other }
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

async fn evidence(server: &Throwaway, installation: &Installation, large: &Large<'_>, figures: &mut Figures) -> Outcome<()> {
    let path = server.directory().join("export.jsonl");
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
    let slug = &large.workspace.slug;
    let (time, exported) =
        timed(async { Ok(control::evidence::export(&installation.means, Some(slug), &mut file).await?) }).await?;
    drop(file);
    let pace = exported.events as f64 / time.as_secs_f64();
    let size = fs::metadata(&path)?.len();
    figures.note("export as evidence", format!("{pace:.0} events/s"));
    let text = path.to_string_lossy();
    let fingerprint = key().public().fingerprint().to_string();
    let verified = better(Done::by(&["verify", &text, &fingerprint])?, Done::by(&["verify", &text, &fingerprint])?);
    let hashing = hashed(&path)?;
    fs::remove_file(&path)?;
    if verified.rows != exported.events || verified.bytes != size {
        return Err("not everything was verified".into());
    }
    let million = verified.time.as_secs_f64() / verified.rows as f64 * 1e6;
    let how = format!(
        "{} events, {:.0} MB, {:.1} x plain SHA-256",
        verified.rows,
        size as f64 / 1e6,
        verified.time.as_secs_f64() / hashing.as_secs_f64()
    );
    figures.goal("verify 1,000,000 events", million, " s", Goal::AtMost(10.0), how);
    figures.goal("verify, memory", mebibytes(verified.memory), " MiB", Goal::AtMost(MEMORY), "above that before");
    Ok(())
}

/// How long SHA-256 takes over a file, which is what no verifier can do without.
fn hashed(path: &std::path::Path) -> Outcome<Duration> {
    let (mut file, mut piece, begun) = (File::open(path)?, vec![0; 1 << 16], Instant::now());
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(begun.elapsed());
        }
        std::hint::black_box(sha256(&[&piece[..read]]));
    }
}
