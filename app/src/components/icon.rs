//! Icons from the sprite `icons.svg`. Never in here: an icon that speaks; the word beside it does.

use leptos::prelude::*;

use super::assets::PageAssets;

macro_rules! glyphs {
    ($($variant:ident = $symbol:literal, $what:literal;)+) => {
        /// The symbols of the sprite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Glyph {
            $(#[doc = $what] $variant,)+
        }

        impl Glyph {
            /// Every symbol, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The symbol's id in the sprite.
            #[must_use]
            pub const fn symbol(self) -> &'static str {
                match self { $(Self::$variant => $symbol),+ }
            }
        }
    };
}

glyphs! {
    Draft = "circle-dashed", "Not sent yet.";
    Hourglass = "hourglass", "Waiting on someone.";
    Running = "loader-circle", "At work.";
    Done = "circle-check", "Done, healthy.";
    Attention = "triangle-alert", "Needs a look.";
    Failed = "octagon-alert", "Failed, wrong.";
    Rejected = "circle-x", "Rejected, denied.";
    Paused = "circle-pause", "Paused.";
    Closed = "circle-slash", "Closed, withdrawn.";
    Unit = "folder-tree", "An organizational unit, the tree.";
    Organization = "building-2", "An organization, its accounts.";
    Policy = "shield-check", "A policy.";
    Plan = "git-compare", "A plan, a difference.";
    Audit = "scroll-text", "The audit log.";
    AsOf = "history", "As of a time.";
    Cost = "wallet", "Cost.";
    Lease = "calendar-clock", "A lease, a date.";
    Key = "key-round", "A token, a credential.";
    Webhook = "webhook", "A webhook.";
    Members = "users", "People.";
    Checks = "list-checks", "A list of checks.";
    Copy = "copy", "Copy.";
    Undo = "undo-2", "Undo.";
    Info = "info", "Information.";
    Back = "arrow-left", "Before.";
    Onward = "arrow-right", "After.";
    SignOut = "log-out", "Sign out.";
    Light = "sun", "Light theme.";
    Dark = "moon", "Dark theme.";
    Device = "monitor", "The device's theme.";
    NewFile = "file-plus", "A new request.";
    Connection = "plug", "A connection.";
    Inbox = "inbox", "Requests.";
    Menu = "menu", "The menu.";
    Plus = "plus", "Add.";
    Check = "check", "Yes.";
    Edit = "pencil", "Change.";
    Approve = "stamp", "Approvals.";
}

/// The address of a symbol, for an island: it has no assets in the browser, so it takes this as a property.
pub(super) fn icon_href(glyph: Glyph) -> String {
    format!("{}/icons.svg#{}", PageAssets::current().base(), glyph.symbol())
}

/// One icon in the colour of the text around it, hidden from readers: the text beside it carries the meaning.
///
/// Not for the body of an island: the browser would not find the sprite. Pass it to the island as a child.
#[component]
pub fn Icon(
    /// Which symbol.
    glyph: Glyph,
) -> impl IntoView {
    let href = icon_href(glyph);
    view! {
        <svg class="icon" aria-hidden="true" focusable="false" viewBox="0 0 24 24">
            <use href=href></use>
        </svg>
    }
}
