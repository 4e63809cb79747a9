//! The service control policies of the organization.
//! Never here: judgement about a policy.

use domain::organization::limits::SCP_CHARACTERS;
use domain::wire::{Dated, Frame, PoliciesView};
use leptos::prelude::*;

use super::not_read;
use super::then::{AsOfLine, Banner, Then, asked, nothing, title};
use crate::components::{Cell, Column, DataTable, EmptyState, PageHead, Place, RowHead};
use crate::pages::boundary::load;
use crate::pages::framed::Framed;
use crate::routes;
use crate::wording::grouped;

/// The page.
#[component]
pub(crate) fn Policies() -> impl IntoView {
    let asked = asked();
    load(async move |caller| control::organization::policies::list_as_of(&caller, asked).await, show)
}

pub(super) fn show(frame: Frame, dated: Dated<PoliciesView>) -> impl IntoView {
    let moment = dated.moment;
    let then = Then::new(&frame.slug, &moment);
    let here = routes::policies(&frame.slug);
    let body = match dated.shown {
        None => nothing(&frame, &moment, &here, &[]),
        Some(view) if view.observed_at.is_none() => not_read(&frame).into_any(),
        Some(view) if view.policies.is_empty() => view! { <EmptyState sentence="The organization has no service control policies. They appear here once AWS has some."/> }.into_any(),
        Some(view) => table(&then, view).into_any(),
    };
    let (title, line, there) = (title("Policies", &moment), moment.clone(), here.clone());
    view! {
        <Framed frame=frame title=title place=Place::Policies>
            <PageHead title="Policies" meta=move || view! { <AsOfLine view=line.clone() here=there.clone()/> }/>
            <Banner view=moment slug=then.slug().to_owned() here=here/>
            {body}
        </Framed>
    }
}

fn table(then: &Then, view: PoliciesView) -> impl IntoView + use<> {
    let rows = view
        .policies
        .into_iter()
        .map(|policy| {
            let href = then.policy(&policy.id);
            view! {
                <tr>
                    <RowHead label="Name">
                        <a href=href>{policy.name}</a>
                    </RowHead>
                    <Cell label="Description">{policy.description}</Cell>
                    <Cell label="Kept by">{if policy.is_aws_managed { "AWS" } else { "Your organization" }}</Cell>
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
