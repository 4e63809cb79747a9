//! The form that changes one member. After a failure what was chosen stands there again.
//! Never here: whether the last administrator may be changed.

use domain::request::{FieldName, Refusal};
use domain::wire::{MemberRow, TeamRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::invite_forms::RoleBoxes;
use crate::api::ApiError;
use crate::api::members::ChangeMember;
use crate::api::sign_ins::SignMemberOut;
use crate::api::typed::{self, Kept};
use crate::components::{Button, ButtonKind, ButtonLink, Checkbox, Choice, Radios};
use crate::pages::form::{Unsaved, wrong, wrong_fields};
use crate::routes;

/// Roles, teams and standing of one member.
#[component]
pub(super) fn ChangeMemberForm(
    /// The workspace's address.
    workspace: String,
    /// Who.
    member: MemberRow,
    /// Teams to choose from.
    teams: Vec<TeamRow>,
    /// Why the form was not taken.
    failure: Option<ApiError>,
) -> impl IntoView {
    let action = ServerAction::<ChangeMember>::new();
    let back = routes::members(&workspace);
    // Against a change by somebody else the form must show what stands there now, not what was chosen without knowing of it.
    let is_kept = failure != Some(ApiError::Refused(Refusal::ChangedSince));
    let typed = if is_kept { typed::kept::<(String, Vec<String>, Vec<String>, String)>("change") } else { Kept::Nothing };
    let is_lost = typed.is_too_long();
    let typed = typed.text().filter(|(id, ..)| *id == member.id);
    let is_back = typed.is_some() && failure.is_none();
    let (roles, chosen_teams, standing) = match typed {
        Some((_, roles, teams, standing)) => (roles, teams, standing),
        None => (
            member.roles.iter().map(|role| role.as_str().to_owned()).collect(),
            member.teams.iter().map(|team| team.id.clone()).collect(),
            member.standing.clone(),
        ),
    };
    let wrong_roles = wrong(wrong_fields(failure.as_ref()), FieldName::Roles);
    let boxes = teams
        .into_iter()
        .map(|team| {
            let checked = chosen_teams.contains(&team.id);
            view! { <Checkbox name="teams[]" label=team.name value=team.id checked=checked/> }
        })
        .collect_view();
    let open = if member.name.is_none() {
        Choice::new("invited", "Invited").with_hint("May sign in for the first time with this e-mail.")
    } else {
        Choice::new("active", "Active").with_hint("May sign in and use the roles above.")
    };
    let standing = if standing == "suspended" { standing } else { open.value.clone() };
    let choices =
        vec![open, Choice::new("suspended", "Suspended").with_hint("Cannot sign in, and is out at once where signed in.")];
    let signs_out = (member.standing == "active").then(|| {
        view! {
            <h2>"Sessions"</h2>
            <form method="post" action=SignMemberOut::url()>
                <div class="stack">
                    <p>"Ends every session of this member at once, for example after a lost computer. Signing in again stays possible."</p>
                    <input type="hidden" name="workspace" value=workspace.clone()/>
                    <input type="hidden" name="member" value=member.id.clone()/>
                    <div class="actions">
                        <Button kind=ButtonKind::Danger>"Sign out everywhere"</Button>
                    </div>
                </div>
            </form>
        }
    });
    view! {
        <div class="form">
            <ActionForm action=action>
                <div class="stack">
                    <Unsaved is_back=is_back is_lost=is_lost/>
                    <input type="hidden" name="workspace" value=workspace/>
                    <input type="hidden" name="member" value=member.id/>
                    <input type="hidden" name="version" value=member.version.to_string()/>
                    <RoleBoxes chosen=roles error=wrong_roles/>
                    <fieldset class="field">
                        <legend>"Teams"</legend>
                        {boxes}
                    </fieldset>
                    <Radios name="standing" label="Standing" choices=choices value=standing/>
                    <div class="actions">
                        <Button kind=ButtonKind::Primary>"Save the member"</Button>
                        <ButtonLink href=back>"Back without changes"</ButtonLink>
                    </div>
                </div>
            </ActionForm>
            {signs_out}
        </div>
    }
}
