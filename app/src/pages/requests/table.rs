//! Requests as a table, for every page that lists some.
//! Never here: which requests.

use domain::wire::RequestRow;
use leptos::prelude::*;

use crate::components::{Cell, Chip, Column, DataTable, RowHead, Time};
use crate::{routes, wording};

/// A table of requests.
#[component]
pub(crate) fn RequestTable(
    /// The workspace's address.
    workspace: String,
    /// What the table holds.
    #[prop(into)]
    caption: String,
    /// The words of the column of times.
    #[prop(into)]
    when: String,
    /// Whether a row leads to the review instead of the request.
    #[prop(optional)]
    to_review: bool,
    /// The rows.
    rows: Vec<RequestRow>,
) -> impl IntoView {
    let columns = ["Request", "Account name", "Team", "Environment", "Requester", "State", &when].map(Column::new).to_vec();
    let rows = rows
        .into_iter()
        .map(|row| {
            let href = if to_review { routes::review(&workspace, row.number) } else { routes::request(&workspace, row.number) };
            let (status, words) = wording::request_state(row.state);
            let requester = if row.is_own { format!("{} (you)", row.requester) } else { row.requester };
            view! {
                <tr>
                    <RowHead label="Request">
                        <a href=href>{wording::reference(row.number)}</a>
                    </RowHead>
                    <Cell label="Account name">{super::facts::or_not_yet(row.account_name)}</Cell>
                    <Cell label="Team">{super::facts::or_not_yet(row.team.unwrap_or_default())}</Cell>
                    <Cell label="Environment">{wording::environment(&row.environment)}</Cell>
                    <Cell label="Requester">{requester}</Cell>
                    <Cell label="State">
                        <Chip status=status words=words/>
                        {row.waits_for.map(|owner| view! { " " <span class="faint">{wording::waits_for_in_short(&owner)}</span> })}
                    </Cell>
                    <Cell label=when.clone()>
                        <Time at=row.at/>
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="requests" caption=caption columns=columns>
            {rows}
        </DataTable>
    }
}
