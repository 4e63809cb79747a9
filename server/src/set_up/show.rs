//! `GET /set-up`: takes the code of a link out of the address into a cookie, then shows the form. Nothing is changed.
//! Never here: a page at an address with a code.

use app::entrance::SetUpPage;
use app::routes::SET_UP;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use control::entrance::{Shut, WorkspaceFault, WorkspaceForm, find_set_up_link};
use leptos::prelude::*;
use url::form_urlencoded;

use crate::site::Site;
use crate::{answers, cookies, set_up, sign_in};

/// Seconds that the code of a link which is over is kept, so that the page can say what happened to it.
const LAST_WORDS: i64 = 60;

/// Leads a link to the page, and shows the page to a browser that came by a link.
pub async fn show(State(site): State<Site>, request: Request) -> Response {
    if let Some(query) = request.uri().query() {
        let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
        return keep(&site, &code.unwrap_or_default()).await;
    }
    let code = cookies::find(request.headers(), site.web.set_up_cookie()).unwrap_or_default();
    match find_set_up_link(&site.means, code).await {
        Ok(Ok(_)) => form(&site, request, StatusCode::OK, WorkspaceForm::default(), Vec::new()).await,
        Ok(Err(why)) => set_up::shut(&site, request, why).await,
        Err(error) => answers::failed(&error),
    }
}

/// The form, with what was typed and what is wrong with it.
pub async fn form(
    site: &Site,
    request: Request,
    status: StatusCode,
    form: WorkspaceForm,
    faults: Vec<WorkspaceFault>,
) -> Response {
    let mut callback = site.web.public_url.clone();
    callback.set_path(sign_in::CALLBACK);
    let callback = callback.to_string();
    let page = move || view! { <SetUpPage form=form.clone() faults=faults.clone() callback=callback.clone()/> };
    sign_in::show_page(site, request, status, page).await
}

/// Keeps the code of a link in the browser as long as it opens, and goes on without it in the address. What is no code of ours is dropped.
async fn keep(site: &Site, code: &str) -> Response {
    let seconds = match find_set_up_link(&site.means, code).await {
        Ok(Ok(until)) => (until - site.means.now()).num_seconds(),
        Ok(Err(Shut::Unknown)) => return Redirect::to(SET_UP).into_response(),
        Ok(Err(_)) => LAST_WORDS,
        Err(error) => return answers::failed(&error),
    };
    // Lax: a Strict cookie would not come along when the link was opened from another site, such as a mail in the browser.
    let cookie = format!("{}={code}; Max-Age={seconds}; {}", site.web.set_up_cookie(), site.web.cookie_attributes());
    ([(header::SET_COOKIE, cookie)], Redirect::to(SET_UP)).into_response()
}
