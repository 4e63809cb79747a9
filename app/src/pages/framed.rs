//! The frame around every page of a workspace.
//! Never here: what stands inside.

use domain::wire::{Abilities, Frame};
use leptos::prelude::*;

use crate::components::{Page, Place};
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
