//! The pages around signing in, and the page of the set-up link. Never in here: the protocol with the identity provider, an address that a visitor could choose.

#[cfg(feature = "ssr")]
mod set_up;

use leptos::prelude::*;

use crate::components::{ButtonKind, ButtonLink, Notice, NoticeKind, PageHead, PlainPage};
#[cfg(feature = "ssr")]
pub use set_up::{SetUpPage, SetUpShutPage};

/// Why a sign-in did not work. A closed list: no text from outside is ever shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInProblem {
    /// Nothing of a sign-in came with the address: somebody opened it by hand.
    NoAnswer,
    /// There is no such attempt in this browser: used, too old, or begun elsewhere.
    NoAttempt,
    /// The provider does not answer as it should.
    ProviderUnreachable,
    /// The provider said no, or the person did there.
    ProviderRefused,
    /// The provider does not take Charter's request as it is: the client there is not what the workspace says.
    ProviderSetUp,
    /// What the provider sent did not hold.
    Untrusted,
    /// The person should have proved anew who they are, and the provider does not say that this happened.
    NotProven,
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
            Self::NoAnswer => (
                "This address is only for identity providers.",
                "They send you here at the end of a sign-in. Nothing came with it now: open your workspace, and sign in from there.",
            ),
            Self::NoAttempt => (
                "This sign-in is no longer open.",
                "It was used already, is older than ten minutes, or was started in another browser. Open your workspace, and \
                 sign in again.",
            ),
            Self::ProviderUnreachable => (
                "The identity provider does not answer as it should.",
                "Try again in a minute. If it stays like this, tell your administrator.",
            ),
            Self::ProviderRefused => (
                "The sign-in was refused at the identity provider.",
                "You stopped it there, or the provider does not let you use Charter. Sign in again; if it refuses once more, ask whoever \
                 runs the identity provider to give you access.",
            ),
            Self::ProviderSetUp => (
                "The identity provider does not accept Charter's request.",
                "Signing in again will not help. Tell whoever runs Charter: the client at the provider and the one of this workspace \
                 do not fit together.",
            ),
            Self::Untrusted => (
                "The identity provider's answer could not be verified.",
                "You are not signed in. Start again; if it stays like this, tell your administrator.",
            ),
            Self::NotProven => (
                "The identity provider does not say that you signed in just now.",
                "What you wanted to do needs a fresh sign-in. You are still signed in as before. If it stays like this, tell whoever runs \
                 the identity provider: it must ask again (prompt=login) and say when (auth_time).",
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

impl SignInProblem {
    /// The label of the way on. Without a known workspace it leads to the first page.
    const fn way_on(self) -> &'static str {
        match self {
            Self::NoAnswer | Self::NoAttempt => "Choose a workspace",
            _ => "Sign in again",
        }
    }

    /// An address opened by hand is no failure of anybody.
    const fn kind(self) -> NoticeKind {
        if matches!(self, Self::NoAnswer) { NoticeKind::Info } else { NoticeKind::Bad }
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
    /// Whether nobody signed in here yet.
    is_fresh: bool,
) -> impl IntoView {
    let first = is_fresh.then(|| {
        view! {
            <Notice title="Nobody signed in to this workspace yet.">
                <p>"Whoever was named as its administrator signs in first, with the e-mail given then, and invites the others."</p>
            </Notice>
        }
    });
    view! {
        <PlainPage title=format!("Sign in - {workspace}")>
            <PageHead title=format!("Sign in to {workspace}")/>
            {first}
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
            <Notice kind=problem.kind() title=what>
                <p>{remedy}</p>
            </Notice>
            <div class="actions">
                <ButtonLink href=again kind=ButtonKind::Primary>{problem.way_on()}</ButtonLink>
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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use leptos_meta::ServerMetaContext;

    use super::*;

    /// A view as HTML.
    pub(super) fn rendered<V: IntoView>(view: impl FnOnce() -> V) -> String {
        Owner::new().with(|| {
            provide_context(ServerMetaContext::new().0);
            view().to_html()
        })
    }

    fn page(problem: SignInProblem) -> String {
        rendered(|| view! { <SignInRefusedPage problem=problem again="/again"/> })
    }

    #[test]
    fn an_address_opened_by_hand_is_told_from_a_sign_in_that_is_over_and_from_a_refusal() {
        let pages = [SignInProblem::NoAnswer, SignInProblem::NoAttempt, SignInProblem::ProviderRefused].map(page);
        assert!(pages[0].contains("only for identity providers") && pages[0].contains("tone-info"), "{}", pages[0]);
        assert!(pages[1].contains("older than ten minutes") && pages[1].contains("Choose a workspace"), "{}", pages[1]);
        assert!(pages[2].contains("refused at the identity provider") && pages[2].contains("Sign in again"), "{}", pages[2]);
    }

    #[test]
    fn the_first_visit_to_a_new_workspace_says_who_comes_first() {
        let page = |is_fresh| {
            rendered(|| view! { <SignInPage workspace="Acme" provider="id.example.com" start="/start" is_fresh=is_fresh/> })
        };
        assert!(page(true).contains("Nobody signed in"));
        assert!(!page(false).contains("Nobody signed in"));
    }
}
