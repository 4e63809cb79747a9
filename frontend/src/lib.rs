//! Starts the islands in the browser. Never: anything else.

use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the script that Leptos writes into pages with islands.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
