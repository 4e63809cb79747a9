//! What stands in place of a page that cannot be shown: not found, not allowed, not now, broken.
//! Never here: whether it can be shown.

use control::Error;
use domain::access::{Denied, Permission};
use domain::wire::Frame;
use leptos::prelude::*;

use super::address;
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
    let (href, label) = match &error {
        Error::NoSuchPlace => (address::first_page(), "Open the first page of the list"),
        _ => (routes::home(&frame.slug), "Go to the first page"),
    };
    let Told { trouble, ticket } = told(error);
    view! {
        <Framed frame=frame title=trouble.title.clone()>
            <PageHead title=trouble.title.clone()/>
            <ErrorState what=trouble.what kept=trouble.kept remedy=trouble.remedy reference=ticket>
                <ButtonLink href=href>{label}</ButtonLink>
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
        answer.set_status(error.status());
    }
    let ticket = if let ApiError::Broken(ticket) = &error { Some(ticket.to_string()) } else { None };
    Told { trouble: missing.map_or_else(|| wording::trouble(&error), wording::forbidden), ticket }
}

fn missing(error: &Error) -> Option<Permission> {
    if let Error::Denied(Denied::Forbidden { permission, .. }) = error { Some(*permission) } else { None }
}

#[cfg(test)]
mod tests {
    use axum::http::{Request, StatusCode};
    use leptos_axum::ResponseOptions;

    use super::*;
    use crate::pages::tests::{frame, rendered};

    #[test]
    fn a_page_of_a_list_that_cannot_be_found_leads_to_the_first_one_with_the_same_search() {
        let answer = ResponseOptions::default();
        let html = rendered(|| {
            provide_context(answer.clone());
            provide_context(Request::builder().uri("/t/acme/accounts?q=dev&after=%00").body(()).unwrap().into_parts().0);
            refused_in_frame(frame(), Error::NoSuchPlace)
        });
        assert_eq!(answer.0.read().unwrap().status, Some(StatusCode::BAD_REQUEST));
        assert!(html.contains("This page of the list cannot be found") && html.contains(r#"role="alert""#), "{html}");
        assert!(html.contains(r#"href="/t/acme/accounts?q=dev""#) && html.contains("Open the first page"), "{html}");
    }
}
