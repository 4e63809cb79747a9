//! The frame of every signed-in page: skip link, top bar, navigation, content.
//! Never in here: who may see what; callers decide by what they pass.

use leptos::prelude::*;

use super::{
    document_title::DocumentTitle,
    icon::{Glyph, Icon},
    theme::ThemeSwitch,
};

/// The places that the navigation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The list of requests.
    Requests,
    /// The form of a new request.
    NewRequest,
    /// What waits for a decision.
    Approvals,
    /// The accounts of the organization.
    Accounts,
    /// The organizational units.
    Tree,
    /// The policies.
    Policies,
    /// The audit log.
    Audit,
    /// Members and their roles.
    Members,
    /// The connection to AWS.
    Connection,
    /// One's own sessions.
    Sessions,
}

impl Place {
    const GROUPS: [(&'static str, &'static [Self]); 4] = [
        ("Work", &[Self::Requests, Self::NewRequest, Self::Approvals]),
        ("Organization", &[Self::Accounts, Self::Tree, Self::Policies]),
        ("Assurance", &[Self::Audit]),
        ("Settings", &[Self::Members, Self::Connection, Self::Sessions]),
    ];

    /// The path below the workspace's own, without a slash at its start.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::NewRequest => "requests/new",
            Self::Approvals => "approvals",
            Self::Accounts => "accounts",
            Self::Tree => "tree",
            Self::Policies => "policies",
            Self::Audit => "audit",
            Self::Members => "settings/members",
            Self::Connection => "settings/connection",
            Self::Sessions => "settings/sessions",
        }
    }

    const fn look(self) -> (Glyph, &'static str) {
        match self {
            Self::Requests => (Glyph::Inbox, "Requests"),
            Self::NewRequest => (Glyph::NewFile, "New request"),
            Self::Approvals => (Glyph::Approve, "Approvals"),
            Self::Accounts => (Glyph::Organization, "Accounts"),
            Self::Tree => (Glyph::Unit, "Tree"),
            Self::Policies => (Glyph::Policy, "Policies"),
            Self::Audit => (Glyph::Audit, "Audit"),
            Self::Members => (Glyph::Members, "Members"),
            Self::Connection => (Glyph::Connection, "Connection"),
            Self::Sessions => (Glyph::Key, "Your sessions"),
        }
    }
}

/// The frame of a signed-in page. It also sets the document's title.
#[component]
pub fn Page(
    /// The document's title before workspace and product; a page with wrong fields starts it with "Error: ".
    #[prop(into)]
    title: String,
    /// The workspace's own path, such as `/t/acme`, without a slash at its end.
    #[prop(into)]
    base: String,
    /// The workspace's name.
    #[prop(into)]
    workspace: String,
    /// The member's name.
    #[prop(into)]
    member: String,
    /// The address that a press on "Sign out" posts to.
    #[prop(into)]
    sign_out: String,
    /// The place in the navigation that this page belongs to; none by default.
    #[prop(optional_no_strip, into)]
    place: Option<Place>,
    /// Places that the navigation leaves out; the doors behind them refuse by themselves.
    #[prop(optional)]
    without: Vec<Place>,
    /// How many requests wait for this member's decision; 0 shows nothing.
    #[prop(optional)]
    waiting: u32,
    /// The page itself: a page head, then its blocks.
    children: Children,
) -> impl IntoView {
    let groups = Place::GROUPS
        .map(|(name, places)| {
            let shown: Vec<_> = places.iter().filter(|entry| !without.contains(entry)).collect();
            (!shown.is_empty()).then(|| {
                let links =
                    shown.into_iter().map(|entry| entry_link(&base, *entry, place == Some(*entry), waiting)).collect_view();
                view! {
                    <section>
                        <h2>{name}</h2>
                        <ul role="list">{links}</ul>
                    </section>
                }
            })
        })
        .collect_view();
    view! {
        <DocumentTitle text=format!("{title} - {workspace} - Charter")/>
        <a class="skip" href="#content">"Skip to content"</a>
        <header class="bar">
            <button class="button button-quiet menu" type="button" popovertarget="navigation">
                <Icon glyph=Glyph::Menu/>
                "Menu"
            </button>
            <a class="bar-brand" href=base>"Charter"</a>
            <span class="bar-workspace">{workspace}</span>
            <div class="bar-end">
                <ThemeSwitch/>
                <span class="bar-member">{member}</span>
                <form method="post" action=sign_out>
                    <button class="button button-quiet" type="submit">
                        <Icon glyph=Glyph::SignOut/>
                        "Sign out"
                    </button>
                </form>
            </div>
        </header>
        <div class="frame">
            <nav class="navigation" id="navigation" popover="auto" aria-label="Workspace">
                <button class="button button-quiet menu" type="button" popovertarget="navigation" popovertargetaction="hide">
                    "Close menu"
                </button>
                {groups}
            </nav>
            <main class="content" id="content" tabindex="-1">
                {children()}
            </main>
        </div>
    }
}

fn entry_link(base: &str, entry: Place, current: bool, waiting: u32) -> impl IntoView + use<> {
    let (glyph, words) = entry.look();
    let count = (entry == Place::Approvals && waiting > 0).then(|| {
        view! { <span class="navigation-count">{waiting}<span class="unseen">" waiting"</span></span> }
    });
    view! {
        <li>
            <a href=format!("{base}/{}", entry.path()) aria-current=current.then_some("page")>
                <Icon glyph=glyph/>
                {words}
                {count}
            </a>
        </li>
    }
}
