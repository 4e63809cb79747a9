//! The query bar: one text, its terms with a way to take each out, and how to write it. A plain form whose answer is an address.
//! Never here: reading a query.

use domain::audit::query::QueryProblem;
use domain::wire::{AuditFilter, AuditTerm};
use leptos::prelude::*;

use crate::components::{Button, ButtonLink, Cell, Column, DataTable, Notice, NoticeKind, RowHead, TextField};
use crate::routes;
use crate::wording::query_problem;

/// The address of the page with another query, as frozen as it is.
pub(super) fn asking(here: &str, filter: &AuditFilter, q: &str) -> String {
    routes::with_query(here.to_owned(), &[("q", q), ("seen", &filter.seen)])
}

/// The form, and the terms below it.
#[component]
pub(super) fn QueryBar(
    /// The page's own path.
    here: String,
    /// What is asked for now.
    filter: AuditFilter,
    /// The terms of the query.
    terms: Vec<AuditTerm>,
) -> impl IntoView {
    let clear = (!filter.q.is_empty()).then(|| asking(&here, &filter, ""));
    let chips = terms
        .into_iter()
        .map(|term| {
            let href = asking(&here, &filter, &term.without);
            view! {
                <li>
                    <a class="term" href=href>
                        <span class="unseen">"Take out "</span>
                        <code>{term.text}</code>
                        <span class="term-out" aria-hidden="true">"×"</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let chips =
        (!filter.q.is_empty()).then(|| view! { <ul class="terms" role="list" aria-label="Terms of the search">{chips}</ul> });
    view! {
        <form class="query" method="get" action=here role="search" aria-label="Events">
            <TextField name="q" label="Search the history" kind="search" mono=true value=filter.q/>
            {(!filter.seen.is_empty()).then(|| view! { <input type="hidden" name="seen" value=filter.seen/> })}
            <div class="actions">
                <Button>"Search"</Button>
                {clear.map(|clear| view! { <ButtonLink href=clear>"Clear"</ButtonLink> })}
            </div>
        </form>
        {chips}
    }
}

/// Why nothing was searched.
pub(super) fn problem(problem: QueryProblem) -> impl IntoView {
    let (what, remedy) = query_problem(&problem);
    let place = format!("At character {}: ", problem.position + 1);
    let said = (!problem.text.is_empty()).then(|| view! { {place} <code>{problem.text}</code> " " {what} " " });
    view! {
        <div role="alert">
            <Notice kind=NoticeKind::Bad title="The search could not be read, so nothing was searched.">
                <p>{said} {remedy}</p>
            </Notice>
        </div>
    }
}

/// What can be asked, with examples.
const KEYS: [(&str, &str); 10] = [
    ("payments ana@example.com", "Words, e-mails and ids anywhere in an event; all must occur"),
    ("pay*", "Words that begin so"),
    ("actor:ana", "Who: part of the name or e-mail, or engine, operator, nobody"),
    ("action:request.*", "What: an action or its beginning"),
    ("target:R-1042", "On: a request, a kind such as member, an id, a run, the hash of a plan"),
    ("result:failed", "done, refused or failed"),
    ("at:2026-11-24..2026-11-26", "When, in UTC: also 2026-11, >=2026-11-24, 2026-11-24T19:40Z, 24h, 7d"),
    ("ip:192.0.2.0/24", "The source address, or a block"),
    ("chain:access", "changes, or access: sign-ins, refusals, exports"),
    ("-actor:engine", "A minus leaves out what follows it"),
];

/// How a search is written, folded.
pub(super) fn how_to(here: &str) -> impl IntoView + use<> {
    let rows = KEYS
        .iter()
        .map(|(example, meaning)| {
            let href = routes::with_query(here.to_owned(), &[("q", example)]);
            view! {
                <tr>
                    <RowHead label="Write">
                        <a href=href>
                            <code>{*example}</code>
                        </a>
                    </RowHead>
                    <Cell label="Finds">{*meaning}</Cell>
                </tr>
            }
        })
        .collect_view();
    let columns = ["Write", "Finds"].map(Column::new).to_vec();
    view! {
        <details class="fold">
            <summary>"How to search"</summary>
            <div class="stack">
                <DataTable id="how-to" caption="Terms are separated by spaces, and all of them must hold. Quotes keep spaces together." columns=columns>
                    {rows}
                </DataTable>
            </div>
        </details>
    }
}
