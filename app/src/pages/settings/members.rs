//! Members and teams. With `?member=ID` it shows the form of one member.
//! Never here: who may be changed.

use domain::wire::{Frame, MemberRow, MembersView, TeamRow};
use leptos::prelude::*;

use super::change_member::ChangeMemberForm;
use super::invite_forms::{CreateTeamForm, InviteForm};
use crate::api::members::{ChangeMember, CreateTeam, InviteMember};
use crate::api::sign_ins::SignMemberOut;
use crate::components::{Cell, Chip, Column, DataTable, EmptyState, PageHead, Place, RowHead, Status};
use crate::pages::address;
use crate::pages::boundary::load;
use crate::pages::form::{Failed, form_title};
use crate::pages::framed::Framed;
use crate::pages::lost::refused_in_frame;
use crate::pages::outcome::{Done, failed_at};
use crate::routes;
use crate::wording::{counted, role, standing};

/// The page.
#[component]
pub(crate) fn Members() -> impl IntoView {
    let chosen = address::query("member");
    load(
        async |caller| control::members::list(&caller).await,
        move |frame, view: MembersView| {
            if chosen.is_empty() || !view.can_manage {
                return show(frame, view).into_any();
            }
            match view.members.into_iter().find(|member| member.id == chosen) {
                Some(member) => show_one(frame, member, view.teams).into_any(),
                None => refused_in_frame(frame, control::Error::hidden()).into_any(),
            }
        },
    )
}

/// Everybody, and the forms to add people and teams.
pub(super) fn show(frame: Frame, view: MembersView) -> impl IntoView {
    let slug = frame.slug.clone();
    let (invited, team) = (failed_at::<InviteMember>(), failed_at::<CreateTeam>());
    let title = form_title("Members", invited.is_some() || team.is_some());
    let n = view.members.len();
    let forms = view.can_manage.then(|| {
        view! {
            <h2>"Invite a member"</h2>
            <InviteForm workspace=slug.clone() teams=view.teams.clone() failure=invited.clone()/>
            <h2>"Create a team"</h2>
            <CreateTeamForm workspace=slug.clone() failure=team.clone()/>
        }
    });
    view! {
        <Framed frame=frame title=title place=Place::Members>
            <PageHead title="Members" meta=move || counted(n, "member", "members")/>
            <Failed failure=invited/>
            <Failed failure=team/>
            <Done word="invited" sentence="The invitation is open. The person signs in at this workspace's address with that e-mail; no mail is sent."/>
            <Done word="changed" sentence="The member was changed."/>
            <Done word="signed_out" sentence="The member is signed out everywhere. Whoever may sign in can do so again."/>
            <Done word="team_created" sentence="The team was created."/>
            {table(&slug, view.members, view.can_manage)}
            <h2>"Teams"</h2>
            {teams(view.teams)}
            {forms}
        </Framed>
    }
}

/// One member's form.
pub(super) fn show_one(frame: Frame, member: MemberRow, teams: Vec<TeamRow>) -> impl IntoView {
    let slug = frame.slug.clone();
    let back = routes::members(&slug);
    let failure = failed_at::<ChangeMember>();
    let stays = failed_at::<SignMemberOut>();
    let title = form_title("Change a member", failure.is_some() || stays.is_some());
    let heading = format!("Change {}", member.email);
    view! {
        <Framed frame=frame title=title place=Place::Members>
            <PageHead title=heading meta=move || view! { <a href=back.clone()>"All members"</a> }/>
            <Failed failure=failure.clone()/>
            <Failed failure=stays/>
            <ChangeMemberForm workspace=slug member=member teams=teams failure=failure/>
        </Framed>
    }
}

fn table(slug: &str, members: Vec<MemberRow>, can_manage: bool) -> impl IntoView + use<> {
    let rows = members
        .into_iter()
        .map(|member| {
            let (status, words) = match member.standing.as_str() {
                "active" => (Status::Done, standing("active")),
                "invited" => (Status::Waiting, standing("invited")),
                other => (Status::Paused, standing(other)),
            };
            let roles: Vec<_> = member.roles.iter().copied().map(role).collect();
            let teams: Vec<_> = member.teams.into_iter().map(|team| team.name).collect();
            let change = can_manage.then(|| {
                let href = routes::with_query(routes::members(slug), &[("member", &member.id)]);
                let whom = format!(" {}", member.email);
                view! {
                    <Cell label="Change">
                        <a href=href>"Change" <span class="unseen">{whom}</span></a>
                    </Cell>
                }
            });
            view! {
                <tr>
                    <RowHead label="E-mail">{member.email.clone()}</RowHead>
                    <Cell label="Name">{member.name.unwrap_or_else(|| "Not signed in yet".to_owned())}</Cell>
                    <Cell label="Roles">{roles.join(", ")}</Cell>
                    <Cell label="Teams">{if teams.is_empty() { "None".to_owned() } else { teams.join(", ") }}</Cell>
                    <Cell label="Standing">
                        <Chip status=status words=words/>
                    </Cell>
                    {change}
                </tr>
            }
        })
        .collect_view();
    let mut columns = ["E-mail", "Name", "Roles", "Teams", "Standing"].map(Column::new).to_vec();
    if can_manage {
        columns.push(Column::new("Change"));
    }
    view! { <DataTable id="members" caption="Members of this workspace, by e-mail" columns=columns>{rows}</DataTable> }
}

fn teams(teams: Vec<TeamRow>) -> impl IntoView {
    if teams.is_empty() {
        return view! { <EmptyState sentence="There are no teams yet. Every account belongs to a team, so create one before the first request."/> }.into_any();
    }
    let names = teams.into_iter().map(|team| view! { <li>{team.name}</li> }).collect_view();
    view! { <ul class="links" role="list">{names}</ul> }.into_any()
}
