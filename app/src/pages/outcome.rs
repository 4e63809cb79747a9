//! What became of one form of a page that has several: its failure, or the sentence after its success.
//! Never here: forms.

use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;

use super::address;
use crate::api::ApiError;
use crate::components::{Notice, NoticeKind};

/// Why the form that posts to the door `S` was not taken; `None` if it was not sent from this page.
pub(crate) fn failed_at<S: ServerFn<Error = ApiError>>() -> Option<ApiError> {
    let error = use_context::<ServerActionError>().filter(|error| error.path() == S::PATH)?;
    Some(ServerFnUrlError::<ApiError>::decode_err(error.err()))
}

/// The sentence after a success, if the address says that word. Only words that a page knows are ever said.
#[component]
pub(crate) fn Done(
    /// The word in the address.
    word: &'static str,
    /// The sentence.
    sentence: &'static str,
) -> impl IntoView {
    (address::query("done") == word).then(|| {
        view! {
            <div role="status">
                <Notice kind=NoticeKind::Ok>
                    <p>{sentence}</p>
                </Notice>
            </div>
        }
    })
}
