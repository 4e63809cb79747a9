//! "AWS as of ...": how fresh what is shown is.
//! Never here: the clock.

use domain::time::Timestamp;
use leptos::prelude::*;

use crate::components::{Glyph, Icon, Time};

/// When AWS was read last, for the meta line of a page.
#[component]
pub(crate) fn AsOf(
    /// When AWS was read last.
    at: Option<Timestamp>,
) -> impl IntoView {
    view! {
        <span>
            <Icon glyph=Glyph::AsOf/>
            " "
            {match at {
                Some(at) => view! { "AWS as of " <Time at=at/> }.into_any(),
                None => "AWS was not read yet".into_any(),
            }}
        </span>
    }
}
