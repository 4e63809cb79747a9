//! The switch between light, dark and the device's theme. Never in here: the cookie itself; the server's route `/theme` sets it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// The theme that a person asked for by the cookie `charter_theme`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device has it.
    #[default]
    Auto,
    /// Light on any device.
    Light,
    /// Dark on any device.
    Dark,
}

impl Theme {
    /// Reads a `Cookie` header. Anything unknown means [`Theme::Auto`].
    #[must_use]
    pub fn from_cookies(header: &str) -> Self {
        let mut named = header.split(';').filter_map(|pair| pair.trim().strip_prefix("charter_theme="));
        match named.next_back() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// The value that form and cookie carry.
    #[must_use]
    pub const fn value(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Where a press returns to: the page being shown.
fn current_path() -> String {
    #[cfg(feature = "ssr")]
    if let Some(parts) = use_context::<axum::http::request::Parts>() {
        return parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    }
    "/".to_owned()
}

/// Three buttons that post to `/theme`: field `theme` = `light`, `dark` or `auto`, field `return` = a local path.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let now = use_context::<Theme>().unwrap_or_default();
    let buttons = [
        (Theme::Light, Glyph::Light, "Light"),
        (Theme::Dark, Glyph::Dark, "Dark"),
        (Theme::Auto, Glyph::Device, "Device"),
    ]
    .map(|(theme, glyph, word)| {
        let label = format!("{word} theme");
        let pressed = if theme == now { "true" } else { "false" };
        view! {
            <button type="submit" name="theme" value=theme.value() aria-pressed=pressed aria-label=label.clone() title=label>
                <Icon glyph=glyph/>
            </button>
        }
    });
    view! {
        <form method="post" action="/theme">
            <input type="hidden" name="return" value=current_path()/>
            <div class="theme" role="group" aria-label="Theme">
                {buttons.collect_view()}
            </div>
        </form>
    }
}
