//! What stands in place of a page that cannot be shown: not found, not allowed, not now, broken.
//! Never here: whether it can be shown.

use axum::http::StatusCode;
use control::Error;
use domain::access::{Denied, Permission};
use domain::wire::Frame;
use leptos::prelude::*;

use super::framed::Framed;
use crate::api::ApiError;
use crate::components::{ButtonLink, ErrorState, PageHead, PlainPage};
use crate::routes;
use crate::wording::{self, Trouble};

/// The page for an address that leads nowhere.
#[component]
pub(crate) fn Lost() -> impl IntoView {
    refused_plainly(Error::hidden())
}

/// Why there is no page, for somebody who is in no workspace.
pub(crate) fn refused_plainly(error: Error) -> impl IntoView {
    let Told { trouble, ticket } = told(error);
    view! {
        <PlainPage title=trouble.title.clone()>
            <PageHead title=trouble.title.clone()/>
            <ErrorState what=trouble.what kept=trouble.kept remedy=trouble.remedy reference=ticket>
                <ButtonLink href="/">"Choose a workspace"</ButtonLink>
            </ErrorState>
        </PlainPage>
    }
}

/// Why there is no page, within the workspace.
pub(crate) fn refused_in_frame(frame: Frame, error: Error) -> impl IntoView {
    let home = routes::home(&frame.slug);
    let Told { trouble, ticket } = told(error);
    view! {
        <Framed frame=frame title=trouble.title.clone()>
            <PageHead title=trouble.title.clone()/>
            <ErrorState what=trouble.what kept=trouble.kept remedy=trouble.remedy reference=ticket>
                <ButtonLink href=home>"Go to the first page"</ButtonLink>
            </ErrorState>
        </Framed>
    }
}

struct Told {
    trouble: Trouble,
    ticket: Option<String>,
}

/// The words, and the status of the answer.
fn told(error: Error) -> Told {
    let missing = missing(&error);
    let error = ApiError::from(error);
    if let Some(answer) = use_context::<leptos_axum::ResponseOptions>() {
        answer.set_status(status(&error));
    }
    let ticket = if let ApiError::Broken(ticket) = &error { Some(ticket.to_string()) } else { None };
    Told { trouble: missing.map_or_else(|| wording::trouble(&error), wording::forbidden), ticket }
}

fn missing(error: &Error) -> Option<Permission> {
    if let Error::Denied(Denied::Forbidden { permission, .. }) = error { Some(*permission) } else { None }
}

fn status(error: &ApiError) -> StatusCode {
    match error {
        ApiError::SignIn => StatusCode::UNAUTHORIZED,
        ApiError::NotFound => StatusCode::NOT_FOUND,
        ApiError::Forbidden => StatusCode::FORBIDDEN,
        ApiError::Refused(_) | ApiError::Moved(_) => StatusCode::CONFLICT,
        ApiError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ApiError::Malformed => StatusCode::BAD_REQUEST,
        ApiError::Aws(_) => StatusCode::BAD_GATEWAY,
        ApiError::TryLater => StatusCode::SERVICE_UNAVAILABLE,
        ApiError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
