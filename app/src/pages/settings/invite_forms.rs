//! The forms that add a person or a team. After a failure what was typed stands there again.
//! Never here: sending mail.

use domain::access::Role;
use domain::request::FieldName;
use domain::wire::TeamRow;
use leptos::prelude::*;

use crate::api::members::{CreateTeam, InviteMember};
use crate::api::{ApiError, typed};
use crate::components::{Button, ButtonKind, Checkbox, Choice, Glyph, Icon, Select, TextField, field_id};
use crate::pages::form::{Unsaved, wrong, wrong_fields};
use crate::wording::{role, role_grants};

/// E-mail, roles and team of a new member.
#[component]
pub(super) fn InviteForm(
    /// The workspace's address.
    workspace: String,
    /// Teams to choose from.
    teams: Vec<TeamRow>,
    /// Why the form was not taken.
    failure: Option<ApiError>,
) -> impl IntoView {
    let action = ServerAction::<InviteMember>::new();
    let kept = typed::kept::<(String, Vec<String>, String)>("invite");
    let is_lost = kept.is_too_long();
    let kept = kept.text();
    let is_back = kept.is_some() && failure.is_none();
    let (email, roles, team) = kept.unwrap_or_default();
    let errors = wrong_fields(failure.as_ref());
    let (wrong_email, wrong_roles) = (wrong(errors, FieldName::Email), wrong(errors, FieldName::Roles));
    let mut choices = vec![Choice::new("", "No team yet")];
    choices.extend(teams.into_iter().map(|team| Choice::new(team.id, team.name)));
    view! {
        <div class="form">
            <ActionForm action=action>
                <div class="stack">
                    <Unsaved is_back=is_back is_lost=is_lost/>
                    <input type="hidden" name="workspace" value=workspace/>
                    <TextField
                        name="email"
                        label="E-mail"
                        hint="The address that the identity provider knows and has verified. The first sign-in with it takes the invitation."
                        value=email
                        error=wrong_email
                        kind="email"
                    />
                    <RoleBoxes chosen=roles error=wrong_roles/>
                    <Select name="team" label="Team" choices=choices value=team hint="Members see the requests of their teams."/>
                    <Button kind=ButtonKind::Primary>"Invite the member"</Button>
                </div>
            </ActionForm>
        </div>
    }
}

/// The roles as boxes; at least one is needed.
#[component]
pub(super) fn RoleBoxes(
    /// Words of the roles that are ticked.
    chosen: Vec<String>,
    /// What is wrong.
    error: Option<String>,
) -> impl IntoView {
    let is_wrong = error.is_some();
    let boxes = Role::ALL
        .into_iter()
        .map(|one| {
            let word = one.as_str();
            let checked = chosen.iter().any(|chosen| chosen == word);
            let label = format!("{}: {}", role(one), role_grants(one));
            view! { <Checkbox name="roles[]" label=label value=word checked=checked/> }
        })
        .collect_view();
    let id = field_id("roles[]");
    let error_id = format!("{id}-error");
    let described = is_wrong.then(|| error_id.clone());
    let note = error.map(|error| {
        view! {
            <p class="field-error" id=error_id>
                <Icon glyph=Glyph::Failed/>
                <span>
                    <span class="unseen">"Error: "</span>
                    {error}
                </span>
            </p>
        }
    });
    view! {
        <fieldset class=if is_wrong { "field field-wrong" } else { "field" } id=id tabindex="-1" aria-describedby=described>
            <legend>"Roles"</legend>
            {note}
            {boxes}
        </fieldset>
    }
}

/// The name of a new team.
#[component]
pub(super) fn CreateTeamForm(
    /// The workspace's address.
    workspace: String,
    /// Why the form was not taken.
    failure: Option<ApiError>,
) -> impl IntoView {
    let action = ServerAction::<CreateTeam>::new();
    let kept = typed::kept::<String>("team");
    let is_lost = kept.is_too_long();
    let kept = kept.text();
    let is_back = kept.is_some() && failure.is_none();
    let name = kept.unwrap_or_default();
    let wrong_name = wrong(wrong_fields(failure.as_ref()), FieldName::Name);
    view! {
        <div class="form">
            <ActionForm action=action>
                <div class="stack">
                    <Unsaved is_back=is_back is_lost=is_lost/>
                    <input type="hidden" name="workspace" value=workspace/>
                    <TextField name="name" label="Name of the team" hint="Every account belongs to one team." value=name error=wrong_name/>
                    <Button>"Create the team"</Button>
                </div>
            </ActionForm>
        </div>
    }
}
