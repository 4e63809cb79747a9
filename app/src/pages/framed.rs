//! The frame around every page of a workspace.
//! Never here: what stands inside.

use domain::wire::{Abilities, Frame};
use leptos::prelude::*;

use crate::components::{Notice, Page, Place};
use crate::routes;

/// A page of a workspace for whoever is signed in there.
#[component]
pub(crate) fn Framed(
    /// Workspace, member and what waits.
    frame: Frame,
    /// The document's title before workspace and product.
    #[prop(into)]
    title: String,
    /// The place in the navigation; none by default.
    #[prop(optional_no_strip, into)]
    place: Option<Place>,
    /// The page itself.
    children: Children,
) -> impl IntoView {
    let members = routes::members(&frame.slug);
    let alone = frame.has_one_administrator.then(|| {
        view! {
            <Notice>
                <p>
                    "This workspace has one administrator. " <a href=members>"Invite a second"</a>
                    ", so that nobody is locked out. Whoever is invited counts from the first sign-in on."
                </p>
            </Notice>
        }
    });
    view! {
        <Page
            title=title
            base=routes::home(&frame.slug)
            sign_out=routes::sign_out(&frame.slug)
            workspace=frame.workspace
            member=frame.member
            place=place
            without=without(frame.can)
            waiting=u32::try_from(frame.n_waiting).unwrap_or(0)
        >
            {alone}
            {children()}
        </Page>
    }
}

/// Places that would only refuse this member.
fn without(can: Abilities) -> Vec<Place> {
    let places = [
        (can.can_request, Place::NewRequest),
        (can.can_decide, Place::Approvals),
        (can.can_view_audit, Place::Audit),
        (can.can_view_members, Place::Members),
        (can.can_connect, Place::Connection),
    ];
    places.into_iter().filter(|(is_open, _)| !is_open).map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::tests::{frame, rendered};

    fn page(has_one_administrator: bool) -> String {
        let frame = Frame { has_one_administrator, ..frame() };
        rendered(|| view! { <Framed frame=frame title="Any"><p>"Content"</p></Framed> })
    }

    #[test]
    fn a_workspace_with_one_administrator_says_on_every_page_what_is_missing() {
        let html = page(true);
        assert!(html.contains("This workspace has one administrator.") && html.contains("Content"), "{html}");
        assert!(html.contains(r#"<a href="/t/acme/settings/members">Invite a second</a>"#), "{html}");
        assert!(!page(false).contains("one administrator"));
    }
}
