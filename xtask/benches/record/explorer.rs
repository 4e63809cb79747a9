//! Pages and searches of the large workspace.
//! Never here: words that the history does not have.

use std::time::{Duration, Instant};

use control::Caller;
use control::audit::{PAGE, list};
use domain::access::ViewAudit;
use domain::audit::query::Query;
use domain::audit::{Ends, Position};
use domain::wire::AuditFilter;
use store::audit_search::{hits, prepare};

use crate::Outcome;
use crate::figures::{Figures, Goal};
use crate::load::Large;
use crate::people::Installation;
use crate::throwaway::Throwaway;
use crate::timing::{median, millis, percentile, timed};
use crate::words::{RARE, common};

/// The page that must cost as the first does.
const DEEP: u64 = 2_000;
/// How often a page is read.
const READS: usize = 40;
/// How often each common word is searched for.
const REPEATS: usize = 12;
/// The first hits.
const FIRST: usize = 100;

/// Measures both.
pub async fn measure(server: &Throwaway, installation: &Installation, large: &Large<'_>, figures: &mut Figures) -> Outcome<()> {
    let auditor = installation.auditor(large.workspace).await?;
    let ends = ends(server, large.workspace.tenant)?;
    let deep = DEEP.min(large.events / PAGE as u64 / 2);
    pages(server, &auditor, ends, deep, figures).await?;
    rare(server, &auditor, ends, figures).await?;
    many(&auditor, ends, figures).await
}

/// Where the chains of a workspace end.
pub fn ends(server: &Throwaway, tenant: domain::ids::TenantId) -> Outcome<Ends> {
    let of = |chain: &str| -> Outcome<i64> {
        let query = format!("select sequence from audit_head where tenant_id = '{tenant}' and chain = '{chain}'");
        Ok(server.ask("postgres", &query)?.trim().parse()?)
    };
    Ok(Ends { changes: of("changes")?, access: of("access")? })
}

async fn pages(server: &Throwaway, auditor: &Caller, ends: Ends, deep: u64, figures: &mut Figures) -> Outcome<()> {
    let tenant = auditor.grants.tenant();
    let last = server.ask(
        "postgres",
        &format!(
            "select (extract(epoch from at) * 1000000)::bigint || '.' || chain || '.' || sequence from audit_event
              where tenant_id = '{tenant}' and sequence <= case chain when 'changes' then {} else {} end
              order by at desc, chain desc, sequence desc limit 1 offset {}",
            ends.changes,
            ends.access,
            (deep - 1) * PAGE as u64 - 1
        ),
    )?;
    let before = last.trim().to_owned();
    let position = Position::read(&before).ok_or("not a place")?;
    let (mut first_pages, mut deep_pages, mut first_lists, mut deep_lists) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..READS {
        first_pages.push(page(auditor, ends, "").await?);
        deep_pages.push(page(auditor, ends, &before).await?);
        first_lists.push(found(auditor, ends, "", None, PAGE + 1).await?.0);
        deep_lists.push(found(auditor, ends, "", Some(position), PAGE + 1).await?.0);
    }
    let (first, far) = (median(&mut first_pages), median(&mut deep_pages));
    let how = format!("{:.2} ms : {:.2} ms, medians of {READS}", millis(far), millis(first));
    figures.goal(format!("page {deep} : page 1"), far.as_secs_f64() / first.as_secs_f64(), "", Goal::AtMost(1.3), how);
    let (first, far) = (median(&mut first_lists), median(&mut deep_lists));
    let how = format!("without facets and bars, {:.2} ms : {:.2} ms", millis(far), millis(first));
    figures.goal(format!("list {deep} : list 1"), far.as_secs_f64() / first.as_secs_f64(), "", Goal::AtMost(1.3), how);
    Ok(())
}

/// A whole page, as the explorer shows it.
async fn page(auditor: &Caller, ends: Ends, before: &str) -> Outcome<Duration> {
    let filter = AuditFilter { q: String::new(), seen: ends.to_text(), before: before.to_owned() };
    let (time, view) = timed(async { Ok(list(auditor, filter).await?) }).await?;
    if view.events.len() == PAGE { Ok(time) } else { Err("a page is not full".into()) }
}

/// The first hits of a query, with everything that is shown of them.
async fn found(auditor: &Caller, ends: Ends, q: &str, before: Option<Position>, most: usize) -> Outcome<(Duration, usize)> {
    let query: Query = q.parse().map_err(|problem| format!("{problem:?}"))?;
    let begun = Instant::now();
    let mut tx = auditor.means.store.read(auditor.authorize(ViewAudit)?).await?;
    let search = prepare(&mut tx, &query, auditor.means.now(), ends).await?.map_err(|problem| format!("{problem:?}"))?;
    let hits = hits(&mut tx, &search, before, most).await?;
    let places: Vec<Position> = hits.iter().map(|hit| hit.position).collect();
    let events = store::audit::events(&mut tx, &places).await?;
    Ok((begun.elapsed(), events.len()))
}

/// A rare word, and the same by ILIKE over the bytes of the tenant's events.
async fn rare(server: &Throwaway, auditor: &Caller, ends: Ends, figures: &mut Figures) -> Outcome<()> {
    let mut times = Vec::new();
    let mut found_by_us = 0;
    for _ in 0..READS {
        let (time, many) = found(auditor, ends, RARE, None, FIRST).await?;
        times.push(time);
        found_by_us = many;
    }
    let ours = median(&mut times);
    let tenant = auditor.grants.tenant();
    let query = format!(
        "select count(*) from (select from audit_event where tenant_id = '{tenant}' and convert_from(bytes, 'UTF8') ilike '%{RARE}%'
          order by at desc, chain desc, sequence desc limit {FIRST}) found;"
    );
    // As the role of the product, within the tenant; without psql's start.
    let mut psql = server.psql("charter_app");
    psql.arg("-c").arg(format!("select set_config('app.tenant', '{tenant}', false)")).arg("-c").arg("\\timing on");
    psql.args(["-c", &query, "-c", &query, "-c", &query]);
    let said = String::from_utf8(psql.output()?.stdout)?;
    let times = said.lines().filter_map(|line| line.strip_prefix("Time: ")?.split(' ').next()?.parse::<f64>().ok());
    let ilike = times.fold(f64::INFINITY, f64::min);
    if !said.lines().any(|line| line.trim() == found_by_us.to_string()) || !ilike.is_finite() {
        return Err(format!("the search found {found_by_us}, ILIKE said: {said}").into());
    }
    let how = format!("first {found_by_us}, {:.2} ms : {ilike:.0} ms, best of 3", millis(ours));
    figures.goal("rare word, faster than ILIKE", ilike / millis(ours), " x", Goal::AtLeast(20.0), how);
    Ok(())
}

/// Common words.
async fn many(auditor: &Caller, ends: Ends, figures: &mut Figures) -> Outcome<()> {
    let mut words = common(12);
    words.extend(["submitted", "succeeded", "production", "request"].map(str::to_owned));
    let (mut times, mut pages, mut hits_of_all) = (Vec::new(), Vec::new(), 0);
    for _ in 0..REPEATS {
        for word in &words {
            let (time, many) = found(auditor, ends, word, None, FIRST).await?;
            hits_of_all += many;
            times.push(time);
        }
    }
    for word in &words {
        let filter = AuditFilter { q: word.clone(), seen: ends.to_text(), before: String::new() };
        pages.push(timed(async { Ok(list(auditor, filter).await?) }).await?.0);
    }
    let (many, middle) = (times.len(), millis(median(&mut times)));
    let how = format!("{many} searches, {} hits each on average, median {middle:.2} ms", hits_of_all / many);
    figures.goal("common word, first 100, p95", millis(percentile(&mut times, 0.95)), " ms", Goal::AtMost(50.0), how);
    let (middle, most) = (millis(median(&mut pages)), millis(percentile(&mut pages, 0.95)));
    figures.note("the whole page of a common word, with facets and bars", format!("{middle:.0} ms, p95 {most:.0} ms"));
    Ok(())
}
