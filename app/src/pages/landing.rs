//! The first page of the site: which workspace.
//! Never here: a list of workspaces that the visitor is not signed in to.

use control::Visitor;
use control::entrance::OpenWorkspace;
use leptos::prelude::*;

use super::lost::refused_plainly;
use crate::components::{Button, ButtonKind, PageHead, PlainPage, TextField};
use crate::routes;

/// The page.
#[component]
pub(crate) fn Landing() -> impl IntoView {
    let visitor = use_context::<Visitor>();
    Suspend::new(async move {
        let open = match &visitor {
            Some(visitor) => control::entrance::signed_in(visitor).await,
            None => Ok(Vec::new()),
        };
        match open {
            Ok(open) => show(open).into_any(),
            Err(error) => refused_plainly(error).into_any(),
        }
    })
}

pub(super) fn show(open: Vec<OpenWorkspace>) -> impl IntoView {
    let rows = open
        .into_iter()
        .map(|one| {
            view! {
                <li>
                    <a href=routes::home(&one.slug)>{one.name}</a>
                    <span class="faint">" signed in as " {one.member}</span>
                </li>
            }
        })
        .collect_view();
    let list = (!rows.is_empty()).then(|| {
        view! {
            <h2>"Where you are signed in"</h2>
            <ul class="links" role="list">{rows}</ul>
        }
    });
    view! {
        <PlainPage title="Choose a workspace">
            <PageHead title="Choose a workspace" meta=|| "Charter: accounts and guardrails of your AWS organization"/>
            {list}
            <form class="panel" method="get" action=routes::ENTER>
                <TextField
                    name="workspace"
                    label="Address of the workspace"
                    hint="The part after /t/, such as acme. An administrator of the workspace can tell you."
                    mono=true
                />
                <Button kind=ButtonKind::Primary>"Open the workspace"</Button>
            </form>
        </PlainPage>
    }
}
