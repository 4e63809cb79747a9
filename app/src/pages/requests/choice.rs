//! The approver's choice: the OU and the policies for the account itself.
//! Never here: what may be chosen (AWS said so just now).

use domain::request::{FieldError, FieldName};
use domain::wire::{PolicyRef, UnitChoice};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::requests::DrawPlan;
use crate::components::{Button, Checkbox, Choice, Select};
use crate::pages::form::wrong;

/// The fields and the button that draws a plan, within the form of the review.
#[component]
pub(crate) fn Choose(
    /// Units to choose from.
    units: Vec<UnitChoice>,
    /// What is proposed or was chosen.
    chosen_unit: Option<String>,
    /// Policies to choose from.
    policies: Vec<PolicyRef>,
    /// What was chosen.
    chosen_policies: Vec<String>,
    /// What was wrong with the last choice.
    errors: Vec<FieldError>,
) -> impl IntoView {
    let choices = units.into_iter().map(|unit| Choice::new(unit.id, unit.path)).collect();
    let wrong_policies = wrong(&errors, FieldName::Policies).map(|error| view! { <p class="field-error">{error}</p> });
    let boxes = policies
        .into_iter()
        .map(|policy| {
            let is_chosen = chosen_policies.contains(&policy.id);
            view! { <Checkbox name="policies[]" label=policy.name value=policy.id checked=is_chosen/> }
        })
        .collect_view();
    view! {
        <div class="form">
            <Select
                name="unit"
                label="OU (organizational unit) for the account"
                choices=choices
                value=chosen_unit.unwrap_or_default()
                hint="Read from AWS just now. The account inherits the policies of every level above it."
                error=wrong(&errors, FieldName::Unit)
            />
            <fieldset class="field">
                <legend>"Policies to attach to the account itself" <span class="field-optional">" (optional)"</span></legend>
                <p class="field-hint">"Besides those that it inherits. None is usual: policies belong on OUs."</p>
                {wrong_policies}
                {boxes}
            </fieldset>
            <div class="actions">
                <Button formaction=DrawPlan::url()>"Draw the plan"</Button>
            </div>
        </div>
    }
}
