//! The pages and their routes.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::components::{PageHead, PlainPage};

/// The app: every page by its path.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=|| view! { <PlainPage title="Not found"><PageHead title="This page does not exist"/></PlainPage> }>
                <Route path=path!("/") view=Front ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

#[component]
fn Front() -> impl IntoView {
    view! {
        <PlainPage title="Charter">
            <PageHead title="Charter"/>
        </PlainPage>
    }
}
