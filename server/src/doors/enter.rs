//! `GET /enter?workspace=SLUG`: from the form on the first page to a workspace, or back to the form.
//! Never here: who may enter the workspace.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::answers;
use crate::site::Site;

/// The form.
#[derive(Deserialize)]
pub struct EnterForm {
    #[serde(default)]
    workspace: String,
}

/// Goes to the workspace's first page. Where there is none, the first page of the site says so beside what was typed.
pub async fn enter(State(site): State<Site>, Query(form): Query<EnterForm>) -> Response {
    let typed = form.workspace.trim();
    let slug = typed.to_ascii_lowercase();
    match site.means.store.tenant_of(&slug).await {
        Ok(Some(_)) => Redirect::to(&format!("/t/{slug}")).into_response(),
        Ok(None) => {
            let pair: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("workspace", typed).finish();
            Redirect::to(&format!("/?{pair}")).into_response()
        }
        Err(error) => answers::failed(&error.into()),
    }
}
