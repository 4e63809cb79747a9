//! `POST /set-up`: the form of the set-up link, which makes the workspace.
//! Never here: a rule about a field.

use app::routes;
use axum::body::Body;
use axum::extract::{Form, FromRequest as _, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use control::entrance::{NotSetUp, WorkspaceForm, set_up};
use serde::Deserialize;

use super::show;
use crate::site::Site;
use crate::{answers, cookies};

/// The form as browsers send it.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    slug: String,
    name: String,
    issuer: String,
    client_id: String,
    admin_email: String,
}

/// Makes the workspace and leads to its sign-in, or shows what is wrong beside what was typed.
pub async fn make(State(site): State<Site>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let code = cookies::find(&parts.headers, site.web.set_up_cookie()).unwrap_or_default().to_owned();
    let typed = match Form::<Typed>::from_request(Request::from_parts(parts.clone(), body), &site).await {
        Ok(Form(typed)) => typed,
        Err(unreadable) => return unreadable.status().into_response(),
    };
    let Typed { slug, name, issuer, client_id, admin_email } = typed;
    let form = WorkspaceForm { slug, name, issuer, client_id, admin_email };
    let request = Request::from_parts(parts, Body::empty());
    match set_up(&site.means, &code, form.clone()).await {
        Ok(_) => {
            let slug = form.slug.trim();
            tracing::info!(workspace = slug, "the first workspace was made by the set-up link");
            let gone = format!("{}=; Max-Age=0; {}", site.web.set_up_cookie(), site.web.cookie_attributes());
            ([(header::SET_COOKIE, gone)], Redirect::to(&routes::sign_in(slug, None))).into_response()
        }
        Err(NotSetUp::Invalid(faults)) => show::form(&site, request, StatusCode::UNPROCESSABLE_ENTITY, form, faults).await,
        Err(NotSetUp::Shut(why)) => super::shut(&site, request, why).await,
        Err(NotSetUp::Other(error)) => answers::failed(&error),
    }
}
