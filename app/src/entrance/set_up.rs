//! The page behind the set-up link: a form for the first workspace, or why there is none.
//! Never in here: the link's code, a rule about a field.

use control::entrance::{Shut, WorkspaceFault, WorkspaceForm};
use leptos::prelude::*;

use crate::components::{
    Button, ButtonKind, ButtonLink, Code, CopyId, ErrorSummary, FieldError, Notice, NoticeKind, PageHead, PlainPage, TextField,
};
use crate::routes;
use crate::wording::{CREATE_WORKSPACE, shut_link, workspace_fault};

/// The form. What was typed stands in it again, with what is wrong at its field.
#[component]
pub fn SetUpPage(
    /// What was typed.
    form: WorkspaceForm,
    /// What is wrong with it, in its order.
    faults: Vec<WorkspaceFault>,
    /// The address that providers send browsers back to.
    #[prop(into)]
    callback: String,
) -> impl IntoView {
    const TITLE: &str = "Set up this installation";
    let said: Vec<_> = faults.into_iter().map(workspace_fault).collect();
    let errors = said.iter().map(|(name, sentence)| FieldError { name: (*name).to_owned(), message: (*sentence).to_owned() });
    let errors: Vec<_> = errors.collect();
    let title = if errors.is_empty() { TITLE.to_owned() } else { format!("Error: {TITLE}") };
    let wrong = move |field: &str| said.iter().find(|(name, _)| *name == field).map(|(_, sentence)| (*sentence).to_owned());
    view! {
        <PlainPage title=title>
            <PageHead title=TITLE meta=|| "Its first workspace: the home of one AWS organization and of the people who work with it"/>
            <ErrorSummary errors=errors/>
            <h2>"1. Register Charter at your identity provider"</h2>
            <p>
                "Charter signs people in by OpenID Connect. Register it there as a public client (authorization code with PKCE, no \
                 secret) with this redirect address:"
            </p>
            <p><CopyId value=callback what="redirect address"/></p>
            <h2>"2. Make the workspace"</h2>
            <form class="panel" method="post" action=routes::SET_UP novalidate=true>
                <div class="stack">
                    <TextField
                        name="slug"
                        label="Address of the workspace"
                        hint="The part after /t/, such as acme. It cannot be changed later."
                        value=form.slug
                        error=wrong("slug")
                        mono=true
                    />
                    <TextField
                        name="name"
                        label="Name"
                        hint="What people read at the top of every page. Without one it is the address."
                        value=form.name
                        error=wrong("name")
                        optional=true
                    />
                    <TextField
                        name="issuer"
                        label="Issuer of the identity provider"
                        hint="Letter by letter as the provider writes it, such as https://id.example.com. Charter reads the rest from \
                              its discovery document."
                        value=form.issuer
                        error=wrong("issuer")
                        kind="url"
                        mono=true
                    />
                    <TextField
                        name="client_id"
                        label="Client id"
                        hint="What the provider called Charter when you registered it."
                        value=form.client_id
                        error=wrong("client_id")
                        mono=true
                    />
                    <TextField
                        name="admin_email"
                        label="E-mail of the first administrator"
                        hint="Whoever first signs in with this address, verified by the provider, administers the workspace and invites \
                              the others."
                        value=form.admin_email
                        error=wrong("admin_email")
                        kind="email"
                    />
                    <Button kind=ButtonKind::Primary>"Make the workspace"</Button>
                </div>
            </form>
        </PlainPage>
    }
}

/// The page of a link that opens nothing.
#[component]
pub fn SetUpShutPage(
    /// Why.
    why: Shut,
) -> impl IntoView {
    let (what, remedy) = shut_link(why);
    let kind = if matches!(why, Shut::Unknown | Shut::Over) { NoticeKind::Warn } else { NoticeKind::Info };
    view! {
        <PlainPage title="The set-up is closed">
            <PageHead title="The set-up is closed"/>
            <Notice kind=kind title=what>
                <p>{remedy}</p>
            </Notice>
            <Code label="The command that makes a workspace" text=CREATE_WORKSPACE/>
            <div class="actions">
                <ButtonLink href="/">"Choose a workspace"</ButtonLink>
            </div>
        </PlainPage>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entrance::tests::rendered;

    #[test]
    fn what_was_typed_stands_in_the_form_again_with_every_error_at_its_field() {
        let form = WorkspaceForm { slug: "A <b>".into(), name: "Acme & Co".into(), ..WorkspaceForm::default() };
        let faults = vec![WorkspaceFault::Slug, WorkspaceFault::Issuer, WorkspaceFault::ClientId, WorkspaceFault::Email];
        let html = rendered(|| view! { <SetUpPage form=form faults=faults callback="https://c.example/sign-in/callback"/> });
        assert!(html.contains(r#"value="A &lt;b&gt;""#) && html.contains(r#"value="Acme &amp; Co""#), "{html}");
        for name in ["slug", "issuer", "client_id", "admin_email"] {
            assert!(
                html.contains(&format!(r##"href="#{name}""##)) && html.contains(&format!(r#"id="{name}-error""#)),
                "{name}: {html}"
            );
        }
        assert!(!html.contains(r#"id="name-error""#) && html.matches(r#"aria-invalid="true""#).count() == 4, "{html}");
        assert!(html.contains("https://c.example/sign-in/callback"), "{html}");
    }

    #[test]
    fn a_form_without_faults_has_no_alert() {
        let html = rendered(|| view! { <SetUpPage form=WorkspaceForm::default() faults=vec![] callback="https://c.example/x"/> });
        assert!(!html.contains(r#"role="alert""#) && html.contains(r#"action="/set-up""#), "{html}");
    }

    #[test]
    fn a_link_that_opens_nothing_says_what_to_do() {
        for why in [Shut::Unknown, Shut::Over, Shut::Used, Shut::HasWorkspace] {
            let html = rendered(|| view! { <SetUpShutPage why=why/> });
            assert!(html.contains("charter workspace create") && !html.contains("<form class=\"panel\""), "{why:?}: {html}");
            let starts_again = matches!(why, Shut::Unknown | Shut::Over);
            assert_eq!(html.contains("charter serve again"), starts_again, "{why:?}: {html}");
        }
    }
}
