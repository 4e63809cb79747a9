//! Where a request begins: what it will ask for, and the button that opens a draft.
//! Never here: the form (`edit.rs`).

use domain::wire::Frame;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::ApiError;
use crate::api::requests::BeginRequest;
use crate::components::{Button, ButtonKind, Notice, PageHead, Place};
use crate::pages::{boundary::load, form, form::Failed, framed::Framed};
use crate::routes;

/// `/t/{workspace}/requests/new`.
#[component]
pub(crate) fn New() -> impl IntoView {
    let failure = form::failure();
    load(async |caller| control::requests::can_begin(&caller).await, move |frame, can_begin| show(frame, can_begin, failure))
}

fn show(frame: Frame, can_begin: bool, failure: Option<ApiError>) -> impl IntoView {
    let title = form::form_title("Request an AWS account", failure.is_some());
    let slug = frame.slug.clone();
    // A press that was refused has said so already.
    let too_early = (!can_begin && failure.is_none()).then(|| {
        let connection = frame.can.can_connect.then(|| view! { <p><a href=routes::connection(&slug)>"Open the connection"</a></p> });
        view! {
            <Notice title="No request can be begun yet">
                <p>"An administrator of this workspace connects its AWS organization first. Then accounts can be requested here."</p>
                {connection}
            </Notice>
        }
    });
    let body = if frame.can.can_request {
        view! {
            <p>"You will be asked for:"</p>
            <ul>
                <li>"the account name, and the root e-mail if it shall not follow your workspace's pattern"</li>
                <li>"the owner, the team and the environment"</li>
                <li>"what the account is for"</li>
                <li>"tags, if you want any"</li>
            </ul>
            <p>
                "Your answers are kept as a draft that only you see, until you send the request. An approver then chooses the "
                <abbr title="organizational unit">"OU"</abbr>
                " and the policies. You cannot decide your own request."
            </p>
            <form method="post" action=BeginRequest::url()>
                <input type="hidden" name="workspace" value=slug/>
                <Button kind=ButtonKind::Primary>"Begin a request"</Button>
            </form>
        }
        .into_any()
    } else {
        view! {
            <Notice title="You cannot request accounts">
                <p>"This needs the role requester. An administrator of this workspace can give it to you under Members."</p>
            </Notice>
        }
        .into_any()
    };
    view! {
        <Framed frame=frame title=title place=Place::NewRequest>
            <PageHead title="Request an AWS account"/>
            <Failed failure=failure/>
            {too_early}
            {body}
        </Framed>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::tests::{frame, rendered};

    #[test]
    fn before_an_organization_is_connected_the_page_says_who_connects_it() {
        let page = |can_begin| rendered(move || show(frame(), can_begin, None));
        let early = page(false);
        assert!(early.contains("No request can be begun yet") && early.contains("/t/acme/settings/connection"), "{early}");
        assert!(!page(true).contains("No request can be begun yet"));
    }
}
