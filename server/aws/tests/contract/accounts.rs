//! Creating an account, following it, moving it.

use control::cloud::{CreationState, CreationStatus};
use control::pages;
use domain::organization::{AccountState, ParentId, RootId, TargetId};
use domain::run::Reaction;

use crate::backend::{Backend, Kind, new_account};
use crate::on_both;

on_both! {
    an_account_is_created_in_the_root_with_its_tags
    a_second_account_with_the_email_fails_and_says_why
    every_creation_is_listed
    a_move_happens_once
    a_move_from_where_the_account_is_not_is_refused
    a_move_to_nowhere_is_refused
}

async fn an_account_is_created_in_the_root_with_its_tags(backend: &Backend) {
    let new = new_account("payments-prod", "aws+payments@example.com", "nonce-1");
    let taken = backend.cloud.create_account(&new).await.unwrap().value;
    assert_eq!(taken.account_name.as_deref(), Some("payments-prod"));
    // moto has the account ready in its first answer; AWS never has.
    assert_eq!(taken.state == CreationState::InProgress, backend.kind == Kind::Simulator);
    let CreationState::Succeeded(id) = backend.ended(taken).await.state else { panic!() };
    let account = backend.cloud.describe_account(&id).await.unwrap().value;
    assert_eq!(
        (account.email.as_str(), account.name.as_str(), account.state),
        ("aws+payments@example.com", "payments-prod", AccountState::Active)
    );
    assert!(account.joined_at.is_some());
    let root = backend.root().await;
    assert_eq!(backend.cloud.parent_of_account(&id).await.unwrap().value, ParentId::Root(root));
    let tags = backend.cloud.list_tags(&id, None).await.unwrap().value.items;
    assert!(tags.contains(&("charter:intent".to_owned(), "nonce-1".to_owned())), "{tags:?}");
    let attached = backend.cloud.list_policies_for_target(&TargetId::Account(id), None).await.unwrap().value.items;
    assert_eq!(attached.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>(), ["p-FullAWSAccess"]);
}

async fn a_second_account_with_the_email_fails_and_says_why(backend: &Backend) {
    backend.created(&new_account("first", "same@example.com", "a")).await;
    let taken = backend.cloud.create_account(&new_account("second", "SAME@example.com", "b")).await.unwrap().value;
    let ended = backend.ended(taken).await.state;
    let accounts = pages::all("ListAccounts", |token| backend.cloud.list_accounts(token)).await.unwrap();
    let with_email = accounts.iter().filter(|account| account.email.eq_ignore_ascii_case("same@example.com")).count();
    match backend.kind {
        Kind::Simulator => assert_eq!((ended, with_email), (CreationState::Failed("EMAIL_ALREADY_EXISTS".into()), 1)),
        // moto makes the second account: it is the double that shows a blind resend.
        Kind::Moto => assert!(matches!(ended, CreationState::Succeeded(_)) && with_email == 2),
    }
}

async fn every_creation_is_listed(backend: &Backend) {
    // More than two pages of moto's.
    let most = if backend.kind == Kind::Simulator { 45 } else { 250 };
    for index in 0..most {
        backend.created(&new_account(&format!("n{index}"), &format!("n{index}@example.com"), "x")).await;
    }
    let listed = pages::all("ListCreateAccountStatus", |token| backend.cloud.list_creations(token)).await;
    match backend.kind {
        Kind::Simulator => {
            let listed = listed.unwrap();
            assert_eq!(listed.len(), 45);
            let is_whole =
                |status: &CreationStatus| status.requested_at.is_some() && matches!(status.state, CreationState::Succeeded(_));
            assert!(listed.iter().all(is_whole));
        }
        // moto's token stands still from the second page on: nothing may be concluded from such a list.
        Kind::Moto => {
            let error = listed.unwrap_err();
            assert_eq!((error.code.as_str(), error.reaction), ("RepeatedToken", Reaction::Bug));
        }
    }
}

async fn a_move_happens_once(backend: &Backend) {
    let root = backend.root().await;
    let unit = ParentId::Unit(backend.unit(&ParentId::Root(root.clone()), "Workloads").await);
    let id = backend.created(&new_account("mover", "mover@example.com", "x")).await;
    backend.cloud.move_account(&id, &root, &unit).await.unwrap();
    assert_eq!(backend.cloud.parent_of_account(&id).await.unwrap().value, unit);
    let below = backend.cloud.list_accounts_for_parent(&unit, None).await.unwrap().value.items;
    assert_eq!(below.iter().map(|account| &account.id).collect::<Vec<_>>(), [&id]);
    let again = backend.cloud.move_account(&id, &root, &unit).await;
    match backend.kind {
        Kind::Simulator => {
            let error = again.unwrap_err();
            assert_eq!((error.code.as_str(), error.reaction), ("DuplicateAccountException", Reaction::AlreadyDone));
        }
        // moto moves to the same place again.
        Kind::Moto => assert!(again.is_ok()),
    }
    assert_eq!(backend.cloud.parent_of_account(&id).await.unwrap().value, unit);
}

async fn a_move_from_where_the_account_is_not_is_refused(backend: &Backend) {
    let root = backend.root().await;
    let (first, second) =
        (backend.unit(&ParentId::Root(root.clone()), "First").await, backend.unit(&ParentId::Root(root.clone()), "Second").await);
    let (first, second) = (ParentId::Unit(first), ParentId::Unit(second));
    let id = backend.created(&new_account("mover", "mover@example.com", "x")).await;
    backend.cloud.move_account(&id, &root, &first).await.unwrap();
    let from_root = backend.cloud.move_account(&id, &root, &second).await;
    let parent = backend.cloud.parent_of_account(&id).await.unwrap().value;
    match backend.kind {
        Kind::Simulator => {
            let error = from_root.unwrap_err();
            assert_eq!((error.code.as_str(), error.reaction), ("SourceParentNotFoundException", Reaction::StaleView));
            assert_eq!(parent, first);
        }
        // moto looks at no source, so that a late move chases the account.
        Kind::Moto => assert!(from_root.is_ok() && parent == second),
    }
}

async fn a_move_to_nowhere_is_refused(backend: &Backend) {
    let root = backend.root().await;
    let id = backend.created(&new_account("mover", "mover@example.com", "x")).await;
    let refused = backend.cloud.move_account(&id, &root, &"ou-none-12345678".parse().unwrap()).await.unwrap_err();
    // moto has one error for both ends of a move.
    let (destination, source) = match backend.kind {
        Kind::Simulator => ("DestinationParentNotFoundException", "SourceParentNotFoundException"),
        Kind::Moto => ("ParentNotFoundException", "ParentNotFoundException"),
    };
    assert_eq!((refused.code.as_str(), refused.reaction), (destination, Reaction::StaleView));
    let unit = ParentId::Unit(backend.unit(&ParentId::Root(root.clone()), "Unit").await);
    let other_root: RootId = "r-none".parse().unwrap();
    let refused = backend.cloud.move_account(&id, &other_root, &unit).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.reaction), (source, Reaction::StaleView));
    let nobody = "999999999999".parse().unwrap();
    let refused = backend.cloud.move_account(&nobody, &root, &unit).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.reaction), ("AccountNotFoundException", Reaction::StaleView));
    assert_eq!(backend.cloud.parent_of_account(&id).await.unwrap().value, ParentId::Root(root));
}
