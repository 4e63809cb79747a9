//! `GET /t/{slug}/audit.csv`: the events that a filter finds, as a file.
//! Never here: what stands in it; the whole of it in memory.

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use control::audit::{AuditExport, export};
use control::{Error, Visitor};
use domain::wire::AuditFilter;
use futures::stream::try_unfold;

use crate::answers;
use crate::site::Site;

/// Begins the export, which is an event, and streams it.
pub async fn download(
    State(site): State<Site>,
    Path(slug): Path<String>,
    Extension(visitor): Extension<Visitor>,
    Query(filter): Query<AuditFilter>,
    request: Request,
) -> Response {
    match begin(&visitor, &slug, filter).await {
        Ok(export) => answer(&site, &slug, export),
        Err(Error::SignIn) => {
            let back = request.uri().path_and_query().map_or("/", |path| path.as_str());
            Redirect::to(&app::routes::sign_in(&slug, Some(back))).into_response()
        }
        Err(error) => answers::failed(&error),
    }
}

async fn begin(visitor: &Visitor, slug: &str, filter: AuditFilter) -> Result<AuditExport, Error> {
    let caller = visitor.enter(slug).await?;
    export(&caller, filter).await
}

fn answer(site: &Site, slug: &str, export: AuditExport) -> Response {
    // An error breaks the transfer off, so that nobody takes half a file for a whole one.
    let pieces = try_unfold(export, |mut export| async move {
        let piece = export.next().await.inspect_err(|error| tracing::error!(error = ?error, "an export broke off"))?;
        Ok::<_, Error>(piece.map(|piece| (Bytes::from(piece), export)))
    });
    let name = format!("attachment; filename=\"charter-{slug}-{}.csv\"", site.means.now().format("%Y-%m-%d"));
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, Body::from_stream(pieces)).into_response()
}
