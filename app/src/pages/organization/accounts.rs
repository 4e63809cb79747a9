//! The inventory: search and pages by key. The address holds what is asked for.
//! Never here: one account's policies.

use domain::wire::{AccountRow, AccountsQuery, AccountsView, Dated, Frame};
use leptos::prelude::*;

use super::not_read;
use super::then::{AsOfLine, Banner, Then, asked, nothing, title};
use crate::components::{
    Button, ButtonLink, Cell, Chip, Column, CopyId, DataTable, Day, EmptyState, PageHead, Pager, Place, RowHead, TextField,
};
use crate::pages::address;
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::{account_state, counted};

/// The page.
#[component]
pub(crate) fn Accounts() -> impl IntoView {
    let [q, unit, after] = ["q", "unit", "after"].map(address::query);
    let query = AccountsQuery { q, unit, after };
    let (asked, kept) = (asked(), kept(&query));
    load(
        async move |caller| control::organization::accounts::list_as_of(&caller, query, asked).await,
        move |frame, dated| show(frame, kept, dated),
    )
}

/// What is searched for: it stays on the ways through time, the place in the list does not.
pub(super) fn kept(query: &AccountsQuery) -> Vec<(&'static str, String)> {
    vec![("q", query.q.clone()), ("unit", query.unit.clone())]
}

pub(super) fn show(frame: Frame, kept: Vec<(&'static str, String)>, dated: Dated<AccountsView>) -> impl IntoView {
    let moment = dated.moment;
    let then = Then::new(&frame.slug, &moment);
    let here = routes::accounts(&frame.slug);
    let is_past = moment.as_of.is_some();
    let all = dated.shown.as_ref().filter(|view| view.observed_at.is_some());
    let all = all.map(|view| usize::try_from(view.n_all).unwrap_or(usize::MAX));
    let body = match dated.shown {
        None => nothing(&frame, &moment, &here, &kept),
        Some(view) if view.observed_at.is_none() => not_read(&frame).into_any(),
        Some(view) => filled(&then, view).into_any(),
    };
    let (title, line, there, still) = (title("Accounts", &moment), moment.clone(), here.clone(), kept.clone());
    view! {
        <Framed frame=frame title=title place=Place::Accounts>
            <PageHead
                title="Accounts"
                meta=move || {
                    view! {
                        <AsOfLine view=line.clone() here=there.clone() kept=still.clone()/>
                        {all.map(|n| view! { <span>{in_organization(n, is_past)}</span> })}
                    }
                }
            />
            <Banner view=moment slug=then.slug().to_owned() here=here kept=kept/>
            {body}
        </Framed>
    }
}

fn in_organization(n: usize, is_past: bool) -> String {
    let words = counted(n, "account in the organization", "accounts in the organization");
    if is_past { format!("{words} then") } else { words }
}

fn filled(then: &Then, view: AccountsView) -> impl IntoView + use<> {
    let here = then.accounts(&[]);
    let query = view.query;
    let is_narrowed = !query.q.is_empty() || !query.unit.is_empty();
    let next = view.next.map(|after| then.accounts(&[("q", &query.q), ("unit", &query.unit), ("after", &after)]));
    let first = (!query.after.is_empty()).then(|| then.accounts(&[("q", &query.q), ("unit", &query.unit)]));
    let n = view.accounts.len();
    let is_unit_lost = !query.unit.is_empty() && view.unit_name.is_none();
    let within = view.unit_name.filter(|_| !query.unit.is_empty()).map(|unit_name| {
        let everywhere = then.accounts(&[("q", &query.q)]);
        view! {
            <p>
                "Only accounts in " <strong>{unit_name}</strong> " and below. "
                <a href=everywhere>"Search the whole organization"</a>
            </p>
        }
    });
    let list = if is_unit_lost {
        view! {
            <EmptyState sentence="The root or OU of this address is not in the organization, so nothing was searched." action="Show all accounts" href=here.clone()/>
        }
        .into_any()
    } else if n == 0 {
        let asked = if query.q.is_empty() { String::new() } else { format!(" for \u{201c}{}\u{201d}", query.q) };
        view! {
            <EmptyState sentence=format!("No account was found{asked}. Part of a name, of a root e-mail or of an id is enough.") action="Show all accounts" href=here.clone()/>
        }
        .into_any()
    } else {
        table(then, view.accounts, is_narrowed).into_any()
    };
    let clear = is_narrowed.then(|| here.clone());
    view! {
        <form class="filter" method="get" action=routes::accounts(then.slug()) role="search" aria-label="Accounts">
            {(!query.unit.is_empty()).then(|| view! { <input type="hidden" name="unit" value=query.unit.clone()/> })}
            {(!then.text().is_empty()).then(|| view! { <input type="hidden" name="as_of" value=then.text().to_owned()/> })}
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

fn table(then: &Then, accounts: Vec<AccountRow>, is_narrowed: bool) -> impl IntoView + use<> {
    let rows = accounts
        .into_iter()
        .map(|account| {
            let (status, words) = account_state(&account.state);
            let href = then.account(&account.id);
            view! {
                <tr>
                    <RowHead label="Name and root e-mail">
                        <a href=href>{account.name}</a>
                        <span class="second">{account.email}</span>
                    </RowHead>
                    <Cell label="Id">
                        <CopyId value=account.id what="account id"/>
                    </Cell>
                    <Cell label="Place">{account.path}</Cell>
                    <Cell label="State">
                        <Chip status=status words=words/>
                    </Cell>
                    <Cell label="Joined">{account.joined_at.map(|at| view! { <Day at=at/> })}</Cell>
                </tr>
            }
        })
        .collect_view();
    let caption = if is_narrowed { "Accounts that were found, by name" } else { "All accounts, by name" };
    let columns = ["Name and root e-mail", "Id", "Place", "State", "Joined"].map(Column::new).to_vec();
    view! { <DataTable id="accounts" caption=caption columns=columns>{rows}</DataTable> }
}
