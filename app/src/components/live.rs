//! Keeps one part of a page fresh while something is going on. Never in here: what is going on; the server renders it.

mod refresh;

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};

use super::assets::page_needs_islands;
use refresh::{Refresh, is_active, refresh};

/// Time between two looks.
const PERIOD: Duration = Duration::from_secs(5);

/// Said while the server does not answer.
const LOST: &str = "No connection: still trying";

/// Refreshes the element `target` from the server every five seconds while that element has `data-active="true"`.
///
/// The element may carry `data-said`: a short text of its state, announced when it changes. Without script there is a link to reload.
#[component]
pub fn LiveReload(
    /// Id of the element to keep fresh.
    #[prop(into)]
    target: String,
) -> impl IntoView {
    page_needs_islands();
    view! {
        <div class="live">
            <LiveRefresh target=target/>
            <noscript>
                <a href="">"Reload this page now"</a>
            </noscript>
        </div>
    }
}

/// The part that runs in the browser: a pause button, hidden until it works, and one polite announcement per change.
#[island]
fn LiveRefresh(target: String) -> impl IntoView {
    let (active, set_active) = signal(false);
    let (paused, set_paused) = signal(false);
    let (said, set_said) = signal(String::new());
    Effect::new(move |_| {
        let target = target.clone();
        if !is_active(&target) {
            return;
        }
        set_active.set(true);
        // A slow answer must not be overtaken by the next question.
        let busy = StoredValue::new(false);
        let ticking = StoredValue::new_local(None);
        let tick = move || {
            if busy.get_value() || paused.get_untracked() {
                return;
            }
            busy.set_value(true);
            let target = target.clone();
            spawn_local(async move {
                match refresh(&target).await {
                    Refresh::Unchanged => {
                        if said.with_untracked(|said| said == LOST) {
                            set_said.set(String::new());
                        }
                    }
                    Refresh::Changed { said } => set_said.set(said),
                    Refresh::Unreachable => set_said.set(LOST.to_owned()),
                    Refresh::Over { said } => {
                        set_said.set(said);
                        set_active.set(false);
                        ticking.update_value(|handle: &mut Option<IntervalHandle>| {
                            if let Some(handle) = handle.take() {
                                handle.clear();
                            }
                        });
                    }
                }
                busy.set_value(false);
            });
        };
        ticking.set_value(set_interval_with_handle(tick, PERIOD).ok());
    });
    view! {
        <button
            class="button button-quiet"
            type="button"
            hidden=move || !active.get()
            on:click=move |_| set_paused.update(|paused| *paused = !*paused)
        >
            {move || if paused.get() { "Resume live updates" } else { "Pause live updates" }}
        </button>
        <span role="status">{said}</span>
    }
}
