//! The one table of doors, and the router that is built from it.
//! Never here: what a door does.

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list, generate_route_list_with_exclusions};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::ConfigError;
use tower_http::limit::RequestBodyLimitLayer;

use crate::doors::{audit_file, enter, functions, health, metrics, theme};
use crate::security::{self, MOST_BODY_BYTES, PATIENCE};
use crate::site::Site;
use crate::{assets, sessions, set_up, sign_in, visitor};

/// Who may come through a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone; the door never looks at a session.
    Anyone,
    /// Anyone; the door looks at the session and shows nothing of a tenant but its name.
    Visitor,
    /// A member of the workspace in the path; others are answered like an unknown address, or sent to sign in.
    Member,
}

/// One of our own doors.
pub struct Door {
    /// The method.
    pub method: Method,
    /// The path, as axum writes it.
    pub path: &'static str,
    /// Who may come.
    pub access: Access,
    open: fn() -> MethodRouter<Site>,
}

/// Every door that is neither a page of the app nor a server function.
pub fn doors() -> Vec<Door> {
    use Access::{Anyone, Member, Visitor};
    let door = |method, path, access, open| Door { method, path, access, open };
    vec![
        door(Method::GET, "/healthz", Anyone, || get(health::live)),
        door(Method::GET, "/readyz", Anyone, || get(health::ready)),
        door(Method::GET, "/metrics", Anyone, || get(metrics::show)),
        door(Method::GET, "/pkg/{hash}/{*file}", Anyone, || get(assets::serve)),
        door(Method::POST, "/theme", Anyone, || post(theme::choose)),
        door(Method::GET, "/enter", Anyone, || get(enter::enter)),
        door(Method::GET, "/set-up", Anyone, || get(set_up::show)),
        door(Method::POST, "/set-up", Anyone, || post(set_up::make)),
        door(Method::GET, "/t/{slug}/sign-in", Visitor, || get(sign_in::page)),
        door(Method::GET, "/t/{slug}/sign-in/start", Visitor, || get(sign_in::start)),
        door(Method::GET, "/sign-in/callback", Visitor, || get(sign_in::callback)),
        door(Method::POST, "/t/{slug}/sign-out", Visitor, || post(sign_in::sign_out)),
        door(Method::GET, "/t/{slug}/audit.csv", Member, || get(audit_file::csv)),
        door(Method::GET, "/t/{slug}/audit.jsonl", Member, || get(audit_file::lines)),
        door(Method::GET, "/t/{slug}/audit/{chain}/{sequence}/proof", Member, || get(audit_file::proof)),
    ]
}

/// The pages of the app.
pub fn pages() -> Vec<AxumRouteListing> {
    generate_route_list(App)
}

/// The same for the router: without the functions, which Leptos would open by itself beside the pages.
fn pages_alone() -> Vec<AxumRouteListing> {
    let functions = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    generate_route_list_with_exclusions(App, Some(functions))
}

/// The router with every layer. The order of layers is from the inside out.
///
/// # Errors
/// If the public address has no origin.
pub fn router(site: Site) -> Result<Router, ConfigError> {
    let mut open = Router::new();
    let mut known = Router::new();
    for door in doors() {
        if door.access == Access::Anyone {
            open = open.route(door.path, (door.open)());
        } else {
            known = known.route(door.path, (door.open)());
        }
    }
    let options = site.options.clone();
    let known = known
        .route("/api/{*function}", post(functions::call))
        .leptos_routes_with_context(&site, pages_alone(), visitor::provide, move || app::shell::shell(options.clone()))
        .layer(from_fn_with_state(site.clone(), visitor::recognise))
        .layer(sessions::layer(
            site.means.store.clone(),
            site.web.limits,
            site.means.chance.clone(),
            site.web.session_cookie(),
            site.web.is_https(),
        ));
    let router = open
        .merge(known)
        .fallback(unknown)
        .layer(from_fn_with_state(site.clone(), security::refuse_unproven))
        .layer(security::forgery_layer(&site.web)?)
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(MOST_BODY_BYTES))
        .layer(security::patience_layer(PATIENCE))
        .layer(CatchPanicLayer::custom(security::on_panic))
        .layer(from_fn_with_state(site.clone(), security::dress))
        .layer(from_fn_with_state(site.clone(), security::headers))
        .layer(from_fn_with_state(site.clone(), security::name_request));
    Ok(router.with_state(site))
}

async fn unknown() -> StatusCode {
    StatusCode::NOT_FOUND
}
