//! The proof that an event is part of the signed record: head, root, key and path.
//! Never here: a check of it (`charter audit verify` does that, offline).

use domain::wire::EventProof;
use leptos::prelude::*;

use crate::components::{ButtonLink, CopyId, KeyRow, Time};
use crate::wording::grouped;

/// Rows about the newest signed head.
pub(super) fn proof(head: Option<&EventProof>, sequence: i64) -> impl IntoView + use<> {
    let Some(head) = head else {
        return view! { <KeyRow label="Signed head">"No head of this chain was signed yet, so there is no proof so far."</KeyRow> }.into_any();
    };
    let (at, size) = (head.at, grouped(usize::try_from(head.size).unwrap_or_default()));
    let covers = if sequence <= head.size { "covers this event" } else { "does not cover this event yet" };
    let (root, key) = (head.root.clone(), head.key.clone());
    view! {
        <KeyRow label="Signed head">{format!("The head over {size} events {covers}; signed ")} <Time at=at/></KeyRow>
        <KeyRow label="Root of the tree">
            <CopyId value=root what="root of the tree"/>
        </KeyRow>
        <KeyRow label="Signed with key">
            <CopyId value=key what="fingerprint of the key"/>
        </KeyRow>
    }
    .into_any()
}

/// The path, folded, and the file.
#[component]
pub(super) fn Proof(
    /// The newest signed head with the way to it.
    head: Option<EventProof>,
    /// Where the file with the proof is; none for who may not take it away.
    download: Option<String>,
) -> impl IntoView {
    let path = head.and_then(|head| head.path).map(|path| {
        let n = path.len();
        let hashes = path.into_iter().map(|hash| view! { <li><code>{hash}</code></li> }).collect_view();
        view! {
            <details class="fold">
                <summary>{format!("The way from the leaf to the root ({n} hashes)")}</summary>
                <div class="stack">
                    <p class="faint">"Siblings from the leaf upwards, as RFC 9162 orders them."</p>
                    <ol class="hashes">{hashes}</ol>
                </div>
            </details>
        }
    });
    let download = download.map(|href| {
        view! {
            <p class="proof-file">
                <ButtonLink href=href>"Download event and proof"</ButtonLink>
                " "
                <span class="faint">"Check it offline with " <code>"charter audit verify"</code> ". The download is recorded."</span>
            </p>
        }
    });
    view! { {path} {download} }
}
