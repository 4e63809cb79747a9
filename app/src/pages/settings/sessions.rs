//! The member's own sessions in this workspace: since when, last used when and from where, and the buttons that end them.
//! Never here: anybody else's; ending the session that asks (that is the frame's "Sign out").

use domain::wire::{Frame, SignInRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::ApiError;
use crate::api::sign_ins::EndSession;
use crate::components::{
    Button, ButtonKind, Cell, Chip, Column, DataTable, Notice, NoticeKind, PageHead, Place, RowHead, Status, Time,
};
use crate::pages::boundary::load;
use crate::pages::form::{Failed, form_title};
use crate::pages::framed::Framed;
use crate::pages::outcome::{Done, failed_at};
use crate::wording::{browser, counted};

/// The page.
#[component]
pub(crate) fn Sessions() -> impl IntoView {
    load(async |caller| control::sign_ins::list(&caller).await, show)
}

/// The list, this session first.
pub(super) fn show(frame: Frame, mut sessions: Vec<SignInRow>) -> impl IntoView {
    let slug = frame.slug.clone();
    let n = sessions.len();
    let failure = failed_at::<EndSession>();
    let title = form_title("Your sessions", failure.is_some());
    sessions.sort_by_key(|one| !one.is_this);
    let others = (n > 1).then(|| {
        view! {
            <form method="post" action=EndSession::url()>
                <input type="hidden" name="workspace" value=slug.clone()/>
                <Button kind=ButtonKind::Danger>"End all other sessions"</Button>
            </form>
        }
    });
    let lonely = (n <= 1).then(|| view! { <p>"You are signed in here only."</p> });
    view! {
        <Framed frame=frame title=title place=Place::Sessions>
            <PageHead title="Your sessions" meta=move || counted(n, "session", "sessions")/>
            {failure.map(trouble)}
            <Done word="ended" sentence="What you ended opens nothing any more."/>
            <p>"Where you are signed in to this workspace. If you do not know one of them, end it, and tell an administrator."</p>
            {table(&slug, sessions)}
            {lonely}
            {others}
        </Framed>
    }
}

/// A session that is not there any more needs other words than a page that is not.
fn trouble(failure: ApiError) -> impl IntoView {
    match failure {
        ApiError::NotFound => view! {
            <div role="alert">
                <Notice kind=NoticeKind::Bad title="This session has ended already">
                    <p>"Nothing was changed. The list shows what is open now."</p>
                </Notice>
            </div>
        }
        .into_any(),
        other => view! { <Failed failure=Some(other)/> }.into_any(),
    }
}

fn table(slug: &str, sessions: Vec<SignInRow>) -> impl IntoView + use<> {
    let rows = sessions
        .into_iter()
        .map(|session| {
            let words = browser(session.agent.as_deref());
            let end = if session.is_this {
                view! { <Chip status=Status::Done words="This session"/> }.into_any()
            } else {
                let which = format!(": {words}");
                view! {
                    <form method="post" action=EndSession::url()>
                        <input type="hidden" name="workspace" value=slug.to_owned()/>
                        <input type="hidden" name="session" value=session.id/>
                        <Button>"End session" <span class="unseen">{which}</span></Button>
                    </form>
                }
                .into_any()
            };
            view! {
                <tr>
                    <RowHead label="Browser">{words}</RowHead>
                    <Cell label="Signed in">
                        <Time at=session.at/>
                    </Cell>
                    <Cell label="Last used">
                        <Time at=session.seen_at/>
                    </Cell>
                    <Cell label="Address">{session.address.unwrap_or_else(|| "Not known".to_owned())}</Cell>
                    <Cell label="End">{end}</Cell>
                </tr>
            }
        })
        .collect_view();
    let columns = ["Browser", "Signed in", "Last used", "Address", "End"].map(Column::new).to_vec();
    view! { <DataTable id="sessions" caption="Your sessions in this workspace; last use is written down every five minutes" columns=columns>{rows}</DataTable> }
}
