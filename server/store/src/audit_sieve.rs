//! What a query asks of the columns of an event, resolved to values that one statement can compare: names to members, a request's
//! number to its id, blocks to addresses.
//! Never here: words (that is `audit_search`).

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use domain::access::ViewAudit;
use domain::audit::query::{Criterion, Network, Outcome, Query};
use domain::audit::{Chain, Ends};
use domain::time::Timestamp;
use uuid::Uuid;

use crate::error::Result;
use crate::tx::ReadTx;

/// The kinds of actors, with whether a member stands behind them.
const KINDS: [(&str, bool); 4] = [("member", true), ("engine", true), ("operator", false), ("nobody", false)];
/// The most source addresses that are looked through for a block.
const MOST_ADDRESSES: i64 = 20_000;

/// Conditions on columns. All must hold.
#[derive(Debug, Clone)]
pub(crate) struct Sieve {
    /// Up to where the chains are looked at; 0 shuts a chain out.
    pub ends: Ends,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Spans that are left out, as a multirange.
    pub not_at: String,
    /// Beginnings that every action must have, as patterns of `like`.
    pub actions: Vec<String>,
    /// Beginnings that none may have.
    pub not_actions: Vec<String>,
    /// The kinds of actors that may be; `None`: any.
    pub kinds: Option<Vec<String>>,
    /// `kind/member` that may be, too.
    pub pairs: Vec<String>,
    /// Kinds that may not be.
    pub not_kinds: Vec<String>,
    /// Members that may not be.
    pub not_members: Vec<Uuid>,
    /// What the event must be about: kinds and ids.
    pub targets: Vec<String>,
    /// What it must not be about.
    pub not_targets: Vec<String>,
    /// The outcomes that may be.
    pub results: Vec<String>,
    /// Source addresses that may be; `None`: any or none.
    pub addresses: Option<Vec<String>>,
    /// Source addresses that may not be.
    pub not_addresses: Vec<String>,
}

struct MemberNames {
    id: Uuid,
    name: String,
    email: String,
}

/// Resolves a query, seen at `now` with the chains up to `ends`.
pub(crate) async fn resolve(tx: &mut ReadTx<ViewAudit>, query: &Query, now: Timestamp, ends: Ends) -> Result<Sieve> {
    let mut sieve = Sieve {
        ends,
        from: None,
        until: None,
        not_at: String::new(),
        actions: Vec::new(),
        not_actions: Vec::new(),
        kinds: None,
        pairs: Vec::new(),
        not_kinds: Vec::new(),
        not_members: Vec::new(),
        targets: Vec::new(),
        not_targets: Vec::new(),
        results: Vec::new(),
        addresses: None,
        not_addresses: Vec::new(),
    };
    let mut results: BTreeSet<Outcome> = Outcome::ALL.into();
    let mut not_at = Vec::new();
    let (mut actors, mut not_actors): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut networks, mut not_networks): (Vec<Network>, Vec<Network>) = (Vec::new(), Vec::new());
    for term in query.terms() {
        let is = !term.is_negated;
        match &term.criterion {
            Criterion::Actor(text) => if is { &mut actors } else { &mut not_actors }.push(text),
            Criterion::Action(text) => {
                let pattern = format!("{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
                if is { &mut sieve.actions } else { &mut sieve.not_actions }.push(pattern);
            }
            Criterion::Target(text) => {
                let target = target(tx, text).await?;
                if is { &mut sieve.targets } else { &mut sieve.not_targets }.push(target);
            }
            Criterion::Address(network) => if is { &mut networks } else { &mut not_networks }.push(*network),
            Criterion::Result(outcome) => results.retain(|other| (other == outcome) == is),
            Criterion::Chain(chain) => shut(&mut sieve.ends, *chain, is),
            Criterion::At(span) => {
                let (from, until) = span.bounds(now);
                if is {
                    sieve.from = sieve.from.max(from);
                    sieve.until = [sieve.until, until].into_iter().flatten().min();
                } else if from.zip(until).is_none_or(|(from, until)| from < until) {
                    let text = |at: Option<Timestamp>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
                    not_at.push(format!("[{},{})", text(from), text(until)));
                }
            }
            Criterion::Text(_) | Criterion::Beginning(_) => {}
        }
    }
    sieve.not_at = format!("{{{}}}", not_at.join(","));
    sieve.results = results.into_iter().map(|outcome| outcome.as_str().to_owned()).collect();
    if !actors.is_empty() || !not_actors.is_empty() {
        narrow_actors(&mut sieve, &members(tx).await?, &actors, &not_actors);
    }
    if !networks.is_empty() || !not_networks.is_empty() {
        narrow_addresses(tx, &mut sieve, &networks, &not_networks).await?;
    }
    Ok(sieve)
}

fn shut(ends: &mut Ends, chain: Chain, is: bool) {
    match (chain, is) {
        (Chain::Changes, true) | (Chain::Access, false) => ends.access = 0,
        (Chain::Access, true) | (Chain::Changes, false) => ends.changes = 0,
    }
}

/// The text in the columns: a request's number becomes its id, which no event has if there is no such request.
async fn target(tx: &mut ReadTx<ViewAudit>, text: &str) -> Result<String> {
    let digits = text.strip_prefix("R-").or_else(|| text.strip_prefix("r-"));
    // A root's id looks alike (`r-abcd`), and may have only digits: then it is no request's number, and is taken as it is.
    let Some(number) =
        digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_digit())).and_then(|digits| digits.parse::<i64>().ok())
    else {
        return Ok(text.to_owned());
    };
    let id = sqlx::query_scalar!("select request_id::text from account_request where number = $1", number)
        .fetch_optional(tx.conn())
        .await?;
    Ok(id.flatten().unwrap_or_else(|| text.to_owned()))
}

async fn members(tx: &mut ReadTx<ViewAudit>) -> Result<Vec<MemberNames>> {
    let rows = sqlx::query_as!(MemberNames, r#"select member_id as id, coalesce(name, '') as "name!", email from member"#);
    Ok(rows.fetch_all(tx.conn()).await?)
}

fn narrow_actors(sieve: &mut Sieve, members: &[MemberNames], actors: &[&str], not_actors: &[&str]) {
    // Who types a whole e-mail means that member, and not others whose e-mail ends alike.
    let named = |text: &str, member: &MemberNames| {
        let text = text.to_lowercase();
        if members.iter().any(|member| member.email == text) {
            return member.email == text;
        }
        member.name.to_lowercase().contains(&text) || member.email.to_lowercase().contains(&text)
    };
    let is_kind = |text: &str, kind: &str| text.eq_ignore_ascii_case(kind);
    if !actors.is_empty() {
        let whole = KINDS.iter().filter(|(kind, _)| actors.iter().all(|text| is_kind(text, kind)));
        sieve.kinds = Some(whole.map(|(kind, _)| (*kind).to_owned()).collect());
        for (kind, _) in KINDS.iter().filter(|(_, has_member)| *has_member) {
            let may = members.iter().filter(|member| actors.iter().all(|text| is_kind(text, kind) || named(text, member)));
            sieve.pairs.extend(may.map(|member| format!("{kind}/{}", member.id)));
        }
    }
    for text in not_actors {
        sieve.not_kinds.extend(KINDS.iter().filter(|(kind, _)| is_kind(text, kind)).map(|(kind, _)| (*kind).to_owned()));
        sieve.not_members.extend(members.iter().filter(|member| named(text, member)).map(|member| member.id));
    }
}

async fn narrow_addresses(tx: &mut ReadTx<ViewAudit>, sieve: &mut Sieve, networks: &[Network], not: &[Network]) -> Result<()> {
    let known = addresses(tx).await?;
    let within = |network: &Network| -> BTreeSet<&String> {
        known.iter().filter(|(_, address)| network.contains(**address)).map(|(text, _)| text).collect()
    };
    let mut may: Option<BTreeSet<&String>> = None;
    for network in networks {
        let found = within(network);
        may = Some(may.map_or(found.clone(), |may| may.intersection(&found).copied().collect()));
    }
    sieve.addresses = may.map(|may| may.into_iter().cloned().collect());
    sieve.not_addresses = not.iter().flat_map(within).cloned().collect();
    Ok(())
}

/// Every source address that an event still has, once, found by leaps over the index.
async fn addresses(tx: &mut ReadTx<ViewAudit>) -> Result<BTreeMap<String, IpAddr>> {
    let texts = sqlx::query_scalar!(
        r#"with recursive leap as (
             (select value from audit_personal where tenant_id = $1 and path = 'origin/address' order by value limit 1)
             union all
             select (select further.value from audit_personal further
                      where further.tenant_id = $1 and further.path = 'origin/address' and further.value > leap.value
                      order by further.value limit 1)
               from leap where leap.value is not null
           )
           select value as "value!" from leap where value is not null limit $2"#,
        tx.tenant().as_uuid(),
        MOST_ADDRESSES
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(texts.into_iter().filter_map(|text| text.parse().ok().map(|address| (text, address))).collect())
}
