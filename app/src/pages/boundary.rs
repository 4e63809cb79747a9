//! The one boundary of loading: enters the workspace, reads the frame and what the page shows, or shows why not.
//! Never here: what one page shows.

use axum::http::StatusCode;
use control::{Caller, Visitor};
use domain::wire::Frame;
use leptos::prelude::*;

use super::address;
use super::lost::{refused_in_frame, refused_plainly};
use crate::api::{self, typed};
use crate::routes;

/// Loads a page of a workspace: `read` is the use case, `show` arranges what it gives. Whoever is not signed in is sent to sign in
/// and comes back here.
pub(crate) fn load<T, Read, Reading, Show, V>(read: Read, show: Show) -> impl IntoView
where
    T: Send + 'static,
    Read: FnOnce(Caller) -> Reading + Send + 'static,
    Reading: Future<Output = control::Result<T>> + Send + 'static,
    Show: FnOnce(Frame, T) -> V + Send + 'static,
    V: IntoView + 'static,
{
    let workspace = address::workspace();
    let here = address::here();
    let visitor = use_context::<Visitor>();
    Suspend::new(async move {
        let (caller, frame) = match entered(visitor, &workspace).await {
            Ok(entered) => entered,
            Err(control::Error::SignIn) => {
                send_to(&routes::sign_in(&workspace, Some(&here)));
                return ().into_any();
            }
            Err(error) => return refused_plainly(error).into_any(),
        };
        match read(caller).await {
            Ok(value) => show(frame, value).into_any(),
            Err(error) => refused_in_frame(frame, error).into_any(),
        }
    })
}

async fn entered(visitor: Option<Visitor>, workspace: &str) -> control::Result<(Caller, Frame)> {
    // Without a visitor no session was read: nobody is signed in.
    let visitor = visitor.ok_or(control::Error::SignIn)?;
    let caller = visitor.enter(workspace).await?;
    typed::greet(&caller);
    let frame = control::frame::read(&caller).await?;
    Ok((caller, frame))
}

/// Sends the browser elsewhere instead of showing a page. Whatever it accepts: a page has no other answer to give.
pub(crate) fn send_to(path: &str) {
    api::go(path);
    if let Some(answer) = use_context::<leptos_axum::ResponseOptions>() {
        answer.set_status(StatusCode::FOUND);
    }
}
