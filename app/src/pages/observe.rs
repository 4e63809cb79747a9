//! The button that reads AWS now, and what became of it.
//! Never here: reading AWS.

use leptos::prelude::*;

use super::form::Failed;
use super::outcome::{Done, failed_at};
use crate::api::organization::ObserveOrganization;
use crate::components::{Button, Glyph, Icon};

/// The button. `from` says where to come back to: `tree` or `connection`.
#[component]
pub(crate) fn ObserveButton(
    /// The workspace's address.
    #[prop(into)]
    workspace: String,
    /// The page that it stands on.
    from: &'static str,
) -> impl IntoView {
    let action = ServerAction::<ObserveOrganization>::new();
    view! {
        <ActionForm action=action>
            <input type="hidden" name="workspace" value=workspace/>
            <input type="hidden" name="from" value=from/>
            <Button>
                <Icon glyph=Glyph::AsOf/>
                "Read AWS now"
            </Button>
        </ActionForm>
    }
}

/// What became of the last press, above the page.
#[component]
pub(crate) fn Observed() -> impl IntoView {
    let failure = failed_at::<ObserveOrganization>();
    view! {
        <Failed failure=failure/>
        <Done word="observed" sentence="AWS was read just now."/>
    }
}
