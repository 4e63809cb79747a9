//! What moved in AWS since the plan that was shown before.
//! Never here: whether it matters; every difference is shown.

use domain::wire::MovedView;
use leptos::prelude::*;

use super::difference::difference;
use crate::components::{Diff, DiffLine, Notice, NoticeKind};

/// The differences, above the new plan; nothing where there are none.
#[component]
pub(crate) fn Moved(
    /// The differences.
    moved: Vec<MovedView>,
) -> impl IntoView {
    (!moved.is_empty()).then(|| {
        let items = moved.into_iter().map(one).collect_view();
        view! {
            <section class="stack" role="alert">
                <Notice kind=NoticeKind::Warn title="AWS changed since the plan was drawn, so it was not approved">
                    <p>"Nothing was sent to AWS. A new plan was drawn and stands below. Read what changed and decide again."</p>
                </Notice>
                <ul class="moved" role="list">{items}</ul>
            </section>
        }
    })
}

fn one(moved: MovedView) -> impl IntoView {
    match moved {
        MovedView::Path { was, is } => {
            view! { <li>"The OU moved: it was " <strong>{was}</strong> " and is " <strong>{is}</strong> "."</li> }.into_any()
        }
        MovedView::Attached { level, policy } => {
            view! { <li><strong>{policy.name}</strong> " is now attached to " <strong>{level}</strong> "."</li> }.into_any()
        }
        MovedView::Detached { level, policy } => {
            view! { <li><strong>{policy.name}</strong> " is no longer attached to " <strong>{level}</strong> "."</li> }.into_any()
        }
        MovedView::Content { policy, was, is, content_was, content_is } => {
            let gone = is.is_none();
            let now = is.map_or_else(|| "It is not in AWS any more.".to_owned(), |is| format!("SHA-256 now: {is}"));
            let lines = content_was.zip(content_is).map(|(was, is)| difference(&was, &is));
            // Texts are indented before they are compared: what is left of a change without a changed line is white space.
            let is_blank = lines.iter().any(|lines| lines.iter().all(|line| matches!(line, DiffLine::Same(_))));
            let lines = lines.filter(|_| !is_blank);
            let name = policy.name.clone();
            view! {
                <li class="stack">
                    <p>
                        "The content of "
                        <strong>{policy.name}</strong>
                        {match (gone, is_blank) {
                            (true, _) => " is gone.",
                            (false, true) => " changed, but only white space changed: it says the same.",
                            (false, false) => " changed.",
                        }}
                    </p>
                    {lines.map(|lines| view! { <Diff label=format!("Content of {name}, before and now") lines=lines/> })}
                    <p class="faint">"SHA-256 before: " <code>{was}</code> <br/> {now}</p>
                </li>
            }
            .into_any()
        }
        MovedView::Calls => {
            view! { <li>"The calls themselves are different: the request, the choice or the security contact changed."</li> }
                .into_any()
        }
    }
}
