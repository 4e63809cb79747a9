//! One look at the server: fetch this page again, take one element out of it. Never in here: timing, signals.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, DomParser, Element, Response, SupportedType};

/// What a look brought.
pub(super) enum Refresh {
    /// Nothing new, or it had to wait.
    Unchanged,
    /// The element was replaced.
    Changed {
        /// What to announce.
        said: String,
    },
    /// The server did not answer, or not with a page.
    Unreachable,
    /// Nothing more will come.
    Over {
        /// What to announce.
        said: String,
    },
}

/// Whether the element `id` asks to be kept fresh.
pub(super) fn is_active(id: &str) -> bool {
    document().and_then(|page| page.get_element_by_id(id)).is_some_and(|element| asks(&element))
}

/// Fetches this page again and replaces the inside of the element `id` if it differs.
pub(super) async fn refresh(id: &str) -> Refresh {
    let Some(page) = document() else { return Refresh::Unchanged };
    if page.hidden() {
        return Refresh::Unchanged;
    }
    let Ok(answer) = fetch_page().await else { return Refresh::Unreachable };
    let Some(text) = answer else { return Refresh::Over { said: "Live updates ended: reload the page".to_owned() } };
    // Read again: the wait may have been long.
    let Some(old) = page.get_element_by_id(id) else { return Refresh::Over { said: String::new() } };
    let parsed = DomParser::new().and_then(|parser| parser.parse_from_string(&text, SupportedType::TextHtml));
    let Some(new) = parsed.ok().and_then(|parsed| parsed.get_element_by_id(id)) else { return Refresh::Unreachable };
    replace(&page, &old, &new)
}

/// The page's text; `None` when the server sent us elsewhere (the session is over) or refused.
async fn fetch_page() -> Result<Option<String>, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let address = window.location().href()?;
    let response: Response = JsFuture::from(window.fetch_with_str(&address)).await?.dyn_into()?;
    if response.redirected() || matches!(response.status(), 400..=499) {
        return Ok(None);
    }
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    Ok(JsFuture::from(response.text()?).await?.as_string())
}

fn replace(page: &Document, old: &Element, new: &Element) -> Refresh {
    let said = new.get_attribute("data-said").unwrap_or_else(|| "Updated".to_owned());
    let told = old.get_attribute("data-said").as_deref() == Some(said.as_str());
    let html = new.inner_html();
    // What the browser serialises is compared with what it serialised at the last look, not with the live element:
    // unfolded details would differ for ever.
    let seen = old.get_attribute("data-seen").unwrap_or_else(|| digest(&old.inner_html()));
    let differs = seen != digest(&html);
    if differs {
        // Nothing may be pulled away from under the focus; the next look comes soon.
        if page.active_element().is_some_and(|focus| focus != *old && old.contains(Some(&focus))) {
            return Refresh::Unchanged;
        }
        let unfolded = unfolded(old);
        old.set_inner_html(&html);
        start_islands(old);
        for id in unfolded {
            if let Some(details) = page.get_element_by_id(&id) {
                let _ = details.set_attribute("open", "");
            }
        }
        let _ = old.set_attribute("data-seen", &digest(&html));
    }
    for name in ["data-active", "data-said"] {
        let _ = match new.get_attribute(name) {
            Some(value) => old.set_attribute(name, &value),
            None => old.remove_attribute(name),
        };
    }
    match (asks(old), differs && !told) {
        (false, _) => Refresh::Over { said },
        (true, true) => Refresh::Changed { said },
        (true, false) => Refresh::Unchanged,
    }
}

/// Starts the islands in what was put into the page: their HTML alone does nothing. The script that Leptos writes into the page
/// started those that were there at first and left its own function for later ones; without it they stay as the server wrote them.
fn start_islands(within: &Element) {
    let Ok(list) = within.query_selector_all("leptos-island[data-component]") else { return };
    let start = web_sys::window().and_then(|window| js_sys::Reflect::get(&window, &"__hydrateIsland".into()).ok());
    let Some(start) = start.and_then(|start| start.dyn_into::<js_sys::Function>().ok()) else { return };
    for island in (0..list.length()).filter_map(|at| list.item(at)).filter_map(|node| node.dyn_into::<Element>().ok()) {
        let name = island.get_attribute("data-component").unwrap_or_default();
        let _ = start.call2(&JsValue::NULL, &island, &name.into());
    }
}

/// Ids of the details that the reader unfolded.
fn unfolded(within: &Element) -> Vec<String> {
    let Ok(list) = within.query_selector_all("details[open][id]") else { return Vec::new() };
    (0..list.length())
        .filter_map(|at| list.item(at))
        .filter_map(|node| node.dyn_into::<Element>().ok())
        .map(|one| one.id())
        .collect()
}

/// A short name of a text, good enough to notice a change (FNV-1a).
fn digest(text: &str) -> String {
    let sum = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{sum:x}")
}

fn asks(element: &Element) -> bool {
    element.get_attribute("data-active").as_deref() == Some("true")
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
