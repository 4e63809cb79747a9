//! The set-up link: printed at the start of an installation without a workspace, opened in a browser, used once.
//! Never here: whether a code opens (`control::entrance::set_up`), how the page looks (`app::entrance`), a code in a log or a page.

mod make;
mod show;

use app::entrance::SetUpShutPage;
use app::routes::SET_UP;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use control::Means;
use control::entrance::{Shut, issue_set_up_link};
use leptos::prelude::*;
use url::Url;

pub use make::make;
pub use show::show;

use crate::sign_in;
use crate::site::Site;

/// What the start of the site prints if there is no workspace: the new link, the only one that opens from now on.
///
/// # Errors
/// A database error.
pub async fn announce(means: &Means, public_url: &Url) -> control::Result<Option<String>> {
    let Some(code) = issue_set_up_link(means).await? else { return Ok(None) };
    let mut link = public_url.clone();
    link.set_path(SET_UP);
    link.query_pairs_mut().append_pair("code", &code);
    Ok(Some(format!(
        "This installation has no workspace yet. Open {link} within one hour, once. Each start makes a new link and ends the one before."
    )))
}

/// The page of a code that opens nothing. A code that was ours is gone; without one the visitor may not come in.
async fn shut(site: &Site, request: Request, why: Shut) -> Response {
    let status = if why == Shut::Unknown { StatusCode::FORBIDDEN } else { StatusCode::GONE };
    sign_in::show_page(site, request, status, move || view! { <SetUpShutPage why/> }).await
}
