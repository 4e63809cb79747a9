//! The form of a request. It is saved as typed; what is wrong with it is said when the person goes on, never before.
//! Never here: what a field may hold.

use domain::request::{AccountForm, Environment, FieldError, FieldName, TagRow};
use domain::wire::{DraftView, Frame};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::ApiError;
use crate::api::requests::{DiscardDraft, SaveDraft};
use crate::api::typed::{self, Kept};
use crate::components::{
    Button, ButtonKind, ButtonLink, Choice, Notice, NoticeKind, PageHead, Place, Radios, Select, TextArea, TextField, Time,
};
use crate::pages::form::{self, Failed, Unsaved, Wrong, wrong};
use crate::pages::{address, boundary::load, framed::Framed};
use crate::{routes, wording};

/// Empty rows of tags below the filled ones; each save gives as many again.
const SPARE_TAGS: usize = 2;

/// What the address and the cookie say about the last try.
pub(super) struct Tried {
    pub failure: Option<ApiError>,
    pub is_checked: bool,
    /// Whether the page follows a draft that was saved.
    pub is_saved: bool,
    pub kept: Kept<AccountForm>,
}

/// `/t/{workspace}/requests/{number}/edit`.
#[component]
pub(crate) fn Edit() -> impl IntoView {
    let number = address::number();
    let (failure, is_checked) = (form::failure(), address::asked("checked").is_some());
    let is_saved = address::query("done") == "saved";
    load(
        move |caller| async move {
            let number = number.ok_or_else(control::Error::hidden)?;
            control::requests::draft(&caller, number).await
        },
        move |frame, view: DraftView| {
            let kept = typed::kept(&typed::draft(view.number));
            show(frame, view, Tried { failure, is_checked, is_saved, kept })
        },
    )
}

pub(super) fn show(frame: Frame, view: DraftView, tried: Tried) -> impl IntoView {
    let slug = frame.slug.clone();
    let is_lost = tried.kept.is_too_long();
    let kept = tried.kept.text();
    let is_unsaved = kept.is_some();
    let form = kept.unwrap_or(view.form);
    let errors = match &tried.failure {
        Some(ApiError::Invalid(errors)) => errors.clone(),
        // What is wrong with the saved answers says nothing about what was typed since.
        _ if tried.is_checked && !is_unsaved => view.errors,
        _ => Vec::new(),
    };
    let is_saved = tried.is_saved;
    let failure = tried.failure.filter(|failure| !matches!(failure, ApiError::Invalid(_)));
    let reference = wording::reference(view.number);
    let title = form::form_title(&format!("{reference}: your answers"), failure.is_some() || !errors.is_empty());
    let is_draft = view.asked.is_none();
    let saved_at = view.saved_at;
    let back = routes::request(&slug, view.number);
    view! {
        <Framed frame=frame title=title place=Place::NewRequest>
            <PageHead title=format!("Account request {reference}") meta=move || view! { <span>"Saved " <Time at=saved_at/></span> }/>
            {is_saved.then(|| view! { <div role="status"><Notice kind=NoticeKind::Ok>"The draft is saved. Go on now or at any time later."</Notice></div> })}
            <Failed failure=failure/>
            <Wrong errors=errors.clone()/>
            <Unsaved is_back=is_unsaved is_lost=is_lost/>
            {view
                .asked
                .map(|asked| {
                    view! {
                        <Notice kind=NoticeKind::Warn title=format!("{} asked for changes", asked.by)>
                            <p class="value">{asked.comment}</p>
                        </Notice>
                    }
                })}
            <form class="form" method="post" action=SaveDraft::url() novalidate>
                <input type="hidden" name="workspace" value=slug.clone()/>
                <input type="hidden" name="number" value=view.number.to_string()/>
                <input type="hidden" name="version" value=view.version.to_string()/>
                {fields(form, &errors, view.teams, view.email_pattern)}
                <div class="actions">
                    <Button kind=ButtonKind::Primary name="then" value="check">"Save and check answers"</Button>
                    <Button name="then" value="stay">"Save draft"</Button>
                    <Button kind=ButtonKind::Quiet name="then" value="more">"Save and add more tags"</Button>
                </div>
            </form>
            {if is_draft {
                view! {
                    <form method="post" action=DiscardDraft::url()>
                        <details class="fold">
                            <summary>"Discard this draft"</summary>
                            <div class="stack">
                                <p>"The draft and everything in it is deleted. This cannot be undone."</p>
                                <input type="hidden" name="workspace" value=slug/>
                                <input type="hidden" name="number" value=view.number.to_string()/>
                                <Button kind=ButtonKind::Danger>"Discard draft"</Button>
                            </div>
                        </details>
                    </form>
                }
                .into_any()
            } else {
                view! { <p><ButtonLink href=back kind=ButtonKind::Quiet>"Back to the request"</ButtonLink></p> }.into_any()
            }}
        </Framed>
    }
}

fn fields(
    form: AccountForm,
    errors: &[FieldError],
    teams: Vec<(String, String)>,
    pattern: Option<String>,
) -> impl IntoView + use<> {
    let name = |field: FieldName| form::input(field);
    let email_hint = pattern.map_or_else(
        || "Leave it empty to have it made by the workspace's pattern.".to_owned(),
        |pattern| format!("Leave it empty to have it made from the account name by the pattern {pattern}. AWS checks only at creation that nobody in the world uses it."),
    );
    let team_hint = teams.is_empty().then_some("You are in no team yet. An administrator adds you to one under Members.");
    let mut team_choices = vec![Choice::new("", "Choose a team")];
    team_choices.extend(teams.into_iter().map(|(id, name)| Choice::new(id, name)));
    let environments = Environment::ALL.map(|one| Choice::new(one.as_str(), wording::environment(one.as_str()))).to_vec();
    view! {
        <TextField
            name=name(FieldName::AccountName)
            label="Account name"
            value=form.account_name
            hint="1 to 50 letters, digits, spaces and signs of ASCII, without < and >. People find the account by it."
            error=wrong(errors, FieldName::AccountName)
        />
        <TextField
            name=name(FieldName::RootEmail)
            label="Root e-mail"
            value=form.root_email
            hint=email_hint
            error=wrong(errors, FieldName::RootEmail)
            kind="email"
            mono=true
            optional=true
        />
        <TextField
            name=name(FieldName::Owner)
            label="Owner's e-mail"
            value=form.owner
            hint="Who answers for the account."
            error=wrong(errors, FieldName::Owner)
            kind="email"
        />
        <Select
            name=name(FieldName::Team)
            label="Team"
            choices=team_choices
            value=form.team
            hint=team_hint
            error=wrong(errors, FieldName::Team)
        />
        <TextArea
            name=name(FieldName::Purpose)
            label="Purpose"
            value=form.purpose
            hint="What the account is for, in 10 to 500 characters. The approver reads it."
            error=wrong(errors, FieldName::Purpose)
        />
        <Radios
            name=name(FieldName::Environment)
            label="Environment"
            choices=environments
            value=form.environment
            hint="The approver gets a proposal for the OU from it."
            error=wrong(errors, FieldName::Environment)
        />
        {tag_rows(form.tags, wrong(errors, FieldName::Tags))}
    }
}

fn tag_rows(tags: Vec<TagRow>, error: Option<String>) -> impl IntoView {
    let mut rows: Vec<TagRow> = tags.into_iter().filter(|row| !(row.key.is_empty() && row.value.is_empty())).collect();
    rows.resize(rows.len() + SPARE_TAGS, TagRow::default());
    let mut error = error;
    let rows = rows.into_iter().enumerate().map(|(place, row)| {
        view! {
            <div class="pair">
                <TextField name=format!("form[tags][{place}][key]") label=format!("Key of tag {}", place + 1) value=row.key error=error.take()/>
                <TextField name=format!("form[tags][{place}][value]") label=format!("Value of tag {}", place + 1) value=row.value/>
            </div>
        }
    });
    view! {
        <fieldset class="stack pairs">
            <legend>"Tags" <span class="field-optional">" (optional)"</span></legend>
            <p class="field-hint">
                "Keys that begin with aws: or charter: are reserved. Owner, team and environment become tags by themselves."
            </p>
            {rows.collect_view()}
        </fieldset>
    }
}
