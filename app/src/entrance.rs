//! The pages around signing in. Never in here: the protocol with the identity provider, an address that a visitor could choose.

use leptos::prelude::*;

use crate::components::{ButtonKind, ButtonLink, Notice, NoticeKind, PageHead, PlainPage};

/// Why a sign-in did not work. A closed list: no text from outside is ever shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInProblem {
    /// There is no such attempt in this browser: used, too old, or begun elsewhere.
    NoAttempt,
    /// The provider does not answer as it should.
    ProviderUnreachable,
    /// The provider said no, or the person did there.
    ProviderRefused,
    /// What the provider sent did not hold.
    Untrusted,
    /// Nobody invited this person.
    NotInvited,
    /// The provider does not vouch for the e-mail address.
    UnverifiedEmail,
    /// An administrator suspended the member.
    Suspended,
}

impl SignInProblem {
    /// What happened, and what to do now.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoAttempt => (
                "This sign-in is no longer open.",
                "It was used already, is older than ten minutes, or was started in another browser. Start again.",
            ),
            Self::ProviderUnreachable => (
                "The identity provider does not answer as it should.",
                "Try again in a minute. If it stays like this, tell your administrator.",
            ),
            Self::ProviderRefused => ("The identity provider did not let you in.", "Start again, and finish the sign-in there."),
            Self::Untrusted => (
                "The identity provider's answer could not be verified.",
                "You are not signed in. Start again; if it stays like this, tell your administrator.",
            ),
            Self::NotInvited => (
                "You are not a member of this workspace.",
                "Ask an administrator of the workspace to invite your e-mail address.",
            ),
            Self::UnverifiedEmail => (
                "Your e-mail address is not verified at the identity provider.",
                "Verify the address there, then sign in again. An invitation is found only by a verified address.",
            ),
            Self::Suspended => ("Your membership is suspended.", "Ask an administrator of the workspace."),
        }
    }
}

/// The page that leads to the provider.
#[component]
pub fn SignInPage(
    /// The workspace's name.
    #[prop(into)]
    workspace: String,
    /// The provider's host, to be shown.
    #[prop(into)]
    provider: String,
    /// The address that starts the sign-in: a path of ours.
    #[prop(into)]
    start: String,
) -> impl IntoView {
    view! {
        <PlainPage title=format!("Sign in - {workspace}")>
            <PageHead title=format!("Sign in to {workspace}")/>
            <p>"You sign in at " <strong>{provider}</strong> ", the identity provider of this workspace."</p>
            <div class="actions">
                <ButtonLink href=start kind=ButtonKind::Primary>"Continue to sign in"</ButtonLink>
            </div>
        </PlainPage>
    }
}

/// The page of a sign-in that did not work.
#[component]
pub fn SignInRefusedPage(
    /// Why.
    problem: SignInProblem,
    /// Where to start again: a path of ours.
    #[prop(into)]
    again: String,
) -> impl IntoView {
    let (what, remedy) = problem.words();
    view! {
        <PlainPage title="Not signed in">
            <PageHead title="You are not signed in"/>
            <Notice kind=NoticeKind::Bad title=what>
                <p>{remedy}</p>
            </Notice>
            <div class="actions">
                <ButtonLink href=again kind=ButtonKind::Primary>"Start again"</ButtonLink>
            </div>
        </PlainPage>
    }
}

/// The page after signing out.
#[component]
pub fn SignedOutPage(
    /// The workspace's name.
    #[prop(into)]
    workspace: String,
    /// Where to sign in again: a path of ours.
    #[prop(into)]
    again: String,
    /// Where the provider's own session can be ended, if the provider says.
    end: Option<String>,
) -> impl IntoView {
    view! {
        <PlainPage title="Signed out">
            <PageHead title=format!("You are signed out of {workspace}")/>
            {match end {
                Some(end) => view! {
                    <p>"You may still be signed in at the identity provider. On a shared computer, sign out there too."</p>
                    <div class="actions">
                        <ButtonLink href=end>"Sign out at the identity provider"</ButtonLink>
                        <ButtonLink href=again kind=ButtonKind::Primary>"Sign in again"</ButtonLink>
                    </div>
                }
                .into_any(),
                None => view! {
                    <p>"You may still be signed in at the identity provider."</p>
                    <div class="actions">
                        <ButtonLink href=again kind=ButtonKind::Primary>"Sign in again"</ButtonLink>
                    </div>
                }
                .into_any(),
            }}
        </PlainPage>
    }
}
