//! The service control policies of the organization.
//! Never here: judgement about a policy.

use domain::organization::limits::SCP_CHARACTERS;
use domain::wire::{Frame, PoliciesView};
use leptos::prelude::*;

use super::not_read;
use crate::components::{Cell, Column, DataTable, EmptyState, PageHead, Place, RowHead};
use crate::pages::as_of::AsOf;
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::grouped;

/// The page.
#[component]
pub(crate) fn Policies() -> impl IntoView {
    load(async |caller| control::organization::policies::list(&caller).await, show)
}

pub(super) fn show(frame: Frame, view: PoliciesView) -> impl IntoView {
    let at = view.observed_at;
    let body = match (at, view.policies.is_empty()) {
        (None, _) => not_read(&frame).into_any(),
        (Some(_), true) => view! { <EmptyState sentence="The organization has no service control policies. They appear here once AWS has some."/> }.into_any(),
        (Some(_), false) => table(&frame.slug, view).into_any(),
    };
    view! {
        <Framed frame=frame title="Policies" place=Place::Policies>
            <PageHead title="Policies" meta=move || view! { <AsOf at=at/> }/>
            {body}
        </Framed>
    }
}

fn table(slug: &str, view: PoliciesView) -> impl IntoView + use<> {
    let rows = view
        .policies
        .into_iter()
        .map(|policy| {
            let href = routes::policy(slug, &policy.id);
            view! {
                <tr>
                    <RowHead label="Name">
                        <a href=href>{policy.name}</a>
                    </RowHead>
                    <Cell label="Description">{policy.description}</Cell>
                    <Cell label="Kept by">{if policy.is_aws_managed { "AWS" } else { "You" }}</Cell>
                    <Cell label="Attached to" number=true>{policy.n_targets}</Cell>
                    <Cell label="Characters" number=true>{grouped(policy.n_characters)}</Cell>
                </tr>
            }
        })
        .collect_view();
    let columns = vec![
        Column::new("Name"),
        Column::new("Description"),
        Column::new("Kept by"),
        Column::number("Attached to"),
        Column::number("Characters"),
    ];
    let caption =
        format!("Service control policies (SCPs), by name. AWS takes up to {} characters each.", grouped(SCP_CHARACTERS.value));
    view! { <DataTable id="policies" caption=caption columns=columns>{rows}</DataTable> }
}
