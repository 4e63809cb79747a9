//! Every page by its path.
//! Never here: what stands on a page.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::pages::{approvals, audit, home, landing, lost, organization, requests, settings};

/// The app: the route table. Every page is rendered whole before it is sent, so that its status and redirects are its own.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=|| view! { <lost::Lost/> }>
                <Route path=path!("/") view=landing::Landing ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace") view=home::Home ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/requests") view=requests::list::List ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/requests/new") view=requests::new::New ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/requests/:number") view=requests::show::Show ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/requests/:number/edit") view=requests::edit::Edit ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/requests/:number/check") view=requests::check::Check ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/requests/:number/review") view=requests::review::Review ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/approvals") view=approvals::Approvals ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/accounts") view=organization::accounts::Accounts ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/accounts/:account") view=organization::account::Account ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/tree") view=organization::tree::Tree ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/policies") view=organization::policies::Policies ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/policies/:policy") view=organization::policy::Policy ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/audit") view=audit::list::History ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/audit/:chain/:sequence") view=audit::event::Event ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/settings/members") view=settings::members::Members ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/settings/sessions") view=settings::sessions::Sessions ssr=SsrMode::Async/>
                <Route path=path!("/t/:workspace/settings/connection") view=settings::connection::Connection ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
