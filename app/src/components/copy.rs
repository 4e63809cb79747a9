//! An identifier that can be copied. Never in here: a secret.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::{
    assets::page_needs_islands,
    icon::{Glyph, icon_href},
};

/// An identifier in the mono face with a button that copies it. Twelve digits are grouped by margins, as AWS prints account ids.
#[component]
pub fn CopyId(
    /// The identifier, as it is copied.
    #[prop(into)]
    value: String,
    /// What it is, such as "account id", for the button's name.
    #[prop(into)]
    what: String,
) -> impl IntoView {
    page_needs_islands();
    let is_account = value.len() == 12 && value.bytes().all(|b| b.is_ascii_digit());
    let shown = if is_account {
        [&value[..4], &value[4..8], &value[8..]]
            .map(|group| view! { <span class="token-group">{group.to_owned()}</span> })
            .collect_view()
            .into_any()
    } else {
        value.clone().into_any()
    };
    view! {
        <span class="token">
            <code>{shown}</code>
            <CopyButton value=value what=what icon=icon_href(Glyph::Copy)/>
        </span>
    }
}

/// The button alone. It stays hidden until the browser can copy: no dead button without script or clipboard.
#[island]
fn CopyButton(value: String, what: String, icon: String) -> impl IntoView {
    let (ready, set_ready) = signal(false);
    let (said, set_said) = signal("");
    Effect::new(move |_| set_ready.set(clipboard().is_some()));
    let copy = move |_| {
        let Some(clipboard) = clipboard() else { return };
        let written = clipboard.write_text(&value);
        // Emptied first, so that a second press is announced again.
        set_said.set("");
        spawn_local(async move {
            let done = JsFuture::from(written).await.is_ok();
            set_said.set(if done { "Copied" } else { "Not copied: the browser refused" });
        });
    };
    let label = format!("Copy {what}");
    view! {
        <button
            class="token-copy"
            type="button"
            hidden=move || !ready.get()
            aria-label=label.clone()
            title=label
            on:click=copy
        >
            <svg class="icon" aria-hidden="true" focusable="false" viewBox="0 0 24 24">
                <use href=icon></use>
            </svg>
        </button>
        <span class="token-said" role="status">{said}</span>
    }
}

/// The browser's clipboard; absent where the page is not served securely.
fn clipboard() -> Option<web_sys::Clipboard> {
    let clipboard = web_sys::window()?.navigator().clipboard();
    (!clipboard.is_undefined()).then_some(clipboard)
}
