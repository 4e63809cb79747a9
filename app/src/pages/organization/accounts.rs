//! The inventory: search and pages by key. The address holds what is asked for.
//! Never here: one account's policies.

use domain::wire::{AccountRow, AccountsQuery, AccountsView, Frame};
use leptos::prelude::*;

use super::not_read;
use crate::components::{
    Button, ButtonLink, Cell, Chip, Column, CopyId, DataTable, EmptyState, PageHead, Pager, Place, RowHead, TextField,
};
use crate::pages::address;
use crate::pages::as_of::AsOf;
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::{account_state, counted};

/// The page.
#[component]
pub(crate) fn Accounts() -> impl IntoView {
    let [q, unit, after] = ["q", "unit", "after"].map(address::query);
    let query = AccountsQuery { q, unit, after };
    load(async move |caller| control::organization::accounts::list(&caller, query).await, show)
}

pub(super) fn show(frame: Frame, view: AccountsView) -> impl IntoView {
    let at = view.observed_at;
    let all = usize::try_from(view.n_all).unwrap_or(usize::MAX);
    let body = if at.is_some() { filled(&frame.slug, view).into_any() } else { not_read(&frame).into_any() };
    view! {
        <Framed frame=frame title="Accounts" place=Place::Accounts>
            <PageHead
                title="Accounts"
                meta=move || {
                    view! {
                        <AsOf at=at/>
                        <span>{counted(all, "account in the organization", "accounts in the organization")}</span>
                    }
                }
            />
            {body}
        </Framed>
    }
}

fn filled(slug: &str, view: AccountsView) -> impl IntoView + use<> {
    let here = routes::accounts(slug);
    let query = view.query;
    let is_narrowed = !query.q.is_empty() || !query.unit.is_empty();
    let next =
        view.next.map(|after| routes::with_query(here.clone(), &[("q", &query.q), ("unit", &query.unit), ("after", &after)]));
    let first = (!query.after.is_empty()).then(|| routes::with_query(here.clone(), &[("q", &query.q), ("unit", &query.unit)]));
    let n = view.accounts.len();
    let unit_name = view.unit_name.unwrap_or_else(|| query.unit.clone());
    let within = (!query.unit.is_empty()).then(|| {
        let everywhere = routes::with_query(here.clone(), &[("q", &query.q)]);
        view! {
            <p>
                "Only accounts in " <strong>{unit_name.clone()}</strong> " and below. "
                <a href=everywhere>"Search the whole organization"</a>
            </p>
        }
    });
    let list = if n == 0 {
        let asked = if query.q.is_empty() { String::new() } else { format!(" for \u{201c}{}\u{201d}", query.q) };
        view! {
            <EmptyState sentence=format!("No account was found{asked}. Part of a name, of a root e-mail or of an id is enough.") action="Show all accounts" href=here.clone()/>
        }
        .into_any()
    } else {
        table(slug, view.accounts, is_narrowed).into_any()
    };
    let clear = is_narrowed.then(|| here.clone());
    view! {
        <form class="filter" method="get" action=here role="search" aria-label="Accounts">
            {(!query.unit.is_empty()).then(|| view! { <input type="hidden" name="unit" value=query.unit.clone()/> })}
            <TextField name="q" label="Name, root e-mail or id" value=query.q kind="search"/>
            <div class="actions">
                <Button>"Search"</Button>
                {clear.map(|clear| view! { <ButtonLink href=clear>"Clear"</ButtonLink> })}
            </div>
        </form>
        {within}
        {list}
        {first.map(|first| view! { <p><a href=first>"Back to the first page"</a></p> })}
        <Pager next=next position=counted(n, "account on this page", "accounts on this page")/>
    }
}

fn table(slug: &str, accounts: Vec<AccountRow>, is_narrowed: bool) -> impl IntoView + use<> {
    let rows = accounts
        .into_iter()
        .map(|account| {
            let (status, words) = account_state(&account.state);
            let href = routes::account(slug, &account.id);
            view! {
                <tr>
                    <RowHead label="Name">
                        <a href=href>{account.name}</a>
                    </RowHead>
                    <Cell label="Id">
                        <CopyId value=account.id what="account id"/>
                    </Cell>
                    <Cell label="Root e-mail">{account.email}</Cell>
                    <Cell label="Place">{account.path}</Cell>
                    <Cell label="State">
                        <Chip status=status words=words/>
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    let caption = if is_narrowed { "Accounts that were found, by name" } else { "All accounts, by name" };
    let columns = ["Name", "Id", "Root e-mail", "Place", "State"].map(Column::new).to_vec();
    view! { <DataTable id="accounts" caption=caption columns=columns>{rows}</DataTable> }
}
