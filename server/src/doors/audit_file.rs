//! The audit history as files: `GET /t/{slug}/audit.csv` and `audit.jsonl` give the events that a query finds,
//! `GET /t/{slug}/audit/{chain}/{sequence}/proof` gives one event with its proof.
//! Never here: what stands in a file; the whole of a history in memory.

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Path, Query, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use control::audit::{AuditExport, Format, export, prove};
use control::{Error, Visitor};
use domain::wire::AuditFilter;
use futures::stream::try_unfold;

use crate::answers;
use crate::site::Site;

/// Begins an export as CSV, which is an event, and streams it.
pub async fn csv(whole: Whole, request: Request) -> Response {
    whole.answer(Format::Csv, request).await
}

/// The same as JSON Lines with proofs.
pub async fn lines(whole: Whole, request: Request) -> Response {
    whole.answer(Format::Lines, request).await
}

/// What a file of all that a query finds is asked by.
#[derive(FromRequestParts)]
#[from_request(state(Site))]
pub struct Whole {
    site: State<Site>,
    slug: Path<String>,
    visitor: Extension<Visitor>,
    filter: Query<AuditFilter>,
}

impl Whole {
    async fn answer(self, format: Format, request: Request) -> Response {
        let Self { site: State(site), slug: Path(slug), visitor: Extension(visitor), filter: Query(filter) } = self;
        let (kind, ending) = match format {
            Format::Csv => ("text/csv; charset=utf-8", "csv"),
            Format::Lines => (LINES, "jsonl"),
        };
        let name = format!("charter-{slug}-{}.{ending}", site.means.now().format("%Y-%m-%d"));
        let begun = async { export(&visitor.enter(&slug).await?, filter, format).await };
        match begun.await {
            Ok(export) => streamed(kind, &name, export),
            Err(error) => refused(&slug, &request, error),
        }
    }
}

/// One event with its proof.
pub async fn proof(
    Path((slug, chain, sequence)): Path<(String, String, String)>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    let proved = async {
        let caller = visitor.enter(&slug).await?;
        // A text that is no number is the place of no event.
        prove(&caller, &chain, sequence.parse().unwrap_or(0)).await
    };
    match proved.await {
        Ok(file) => (headers(LINES, &format!("charter-{slug}-{chain}-{sequence}.jsonl")), file).into_response(),
        Err(error) => refused(&slug, &request, error),
    }
}

const LINES: &str = "application/jsonl";

fn refused(slug: &str, request: &Request, error: Error) -> Response {
    match error {
        Error::SignIn => {
            let back = request.uri().path_and_query().map_or("/", |path| path.as_str());
            Redirect::to(&app::routes::sign_in(slug, Some(back))).into_response()
        }
        error => answers::failed(&error),
    }
}

/// Names are made of a workspace's address, a chain, digits and dates: nothing in them ends the quote.
fn headers(kind: &str, name: &str) -> [(header::HeaderName, String); 2] {
    [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))]
}

fn streamed(kind: &str, name: &str, export: AuditExport) -> Response {
    // An error breaks the transfer off, so that nobody takes half a file for a whole one.
    let pieces = try_unfold(export, |mut export| async move {
        let piece = export.next().await.inspect_err(|error| tracing::error!(error = ?error, "an export broke off"))?;
        Ok::<_, Error>(piece.map(|piece| (Bytes::from(piece), export)))
    });
    (headers(kind, name), Body::from_stream(pieces)).into_response()
}
