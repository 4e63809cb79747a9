//! Reading: the organization, the tree, pages, tags.

use control::pages;
use domain::organization::ParentId;
use domain::run::Reaction;

use crate::backend::{Backend, Kind, new_account};
use crate::on_both;

on_both! {
    the_organization_and_its_root_are_read
    units_are_read_with_their_parent_over_several_pages
    accounts_are_read_over_several_pages
    tags_are_read_over_several_pages
    the_parent_of_a_unit_is_read
    what_is_not_there_is_a_stale_view
    an_answer_carries_the_id_that_aws_gave_the_request
}

async fn the_organization_and_its_root_are_read(backend: &Backend) {
    let organization = backend.cloud.describe_organization().await.unwrap().value;
    assert_eq!(organization.management_account, backend.account);
    assert!(organization.has_all_features);
    let roots = backend.cloud.list_roots(None).await.unwrap().value;
    assert_eq!((roots.items.len(), roots.next), (1, None));
    // moto's root has no enabled policy type in a new organization; AWS's has service control policies.
    assert_eq!(roots.items[0].has_scps_enabled, backend.kind == Kind::Simulator);
}

async fn units_are_read_with_their_parent_over_several_pages(backend: &Backend) {
    let root = ParentId::Root(backend.root().await);
    for index in 0..25 {
        backend.unit(&root, &format!("Unit {index}")).await;
    }
    let units =
        pages::all("ListOrganizationalUnitsForParent", |token| backend.cloud.list_units_for_parent(&root, token)).await.unwrap();
    assert_eq!(units.len(), 25);
    assert!(units.iter().all(|unit| unit.parent == root));
    let first = backend.cloud.list_units_for_parent(&root, None).await.unwrap().value;
    assert_eq!((first.items.len(), first.next.is_some()), (20, true));
}

async fn accounts_are_read_over_several_pages(backend: &Backend) {
    for index in 0..24 {
        backend.created(&new_account(&format!("n{index}"), &format!("n{index}@example.com"), "x")).await;
    }
    let all = pages::all("ListAccounts", |token| backend.cloud.list_accounts(token)).await.unwrap();
    assert_eq!(all.len(), 25, "the management account is one of them");
    let root = ParentId::Root(backend.root().await);
    let below = pages::all("ListAccountsForParent", |token| backend.cloud.list_accounts_for_parent(&root, token)).await.unwrap();
    assert_eq!(below.len(), 25);
    assert_eq!(backend.cloud.list_accounts(None).await.unwrap().value.items.len(), 20);
}

async fn tags_are_read_over_several_pages(backend: &Backend) {
    let mut new = new_account("tagged", "tagged@example.com", "x");
    new.tags = (0..45).map(|index| (format!("key-{index:02}"), format!("value of {index} = a/b+c@d"))).collect();
    let id = backend.created(&new).await;
    let tags = pages::all("ListTagsForResource", |token| backend.cloud.list_tags(&id, token)).await.unwrap();
    assert_eq!(tags.into_iter().collect::<std::collections::BTreeMap<_, _>>(), new.tags);
    // moto gives all tags at once.
    let first = backend.cloud.list_tags(&id, None).await.unwrap().value.items.len();
    assert_eq!(first, if backend.kind == Kind::Simulator { 20 } else { 45 });
}

async fn the_parent_of_a_unit_is_read(backend: &Backend) {
    let root = ParentId::Root(backend.root().await);
    let above = backend.unit(&root, "Above").await;
    let below = backend.unit(&ParentId::Unit(above.clone()), "Below").await;
    assert_eq!(backend.cloud.parent_of_unit(&below).await.unwrap().value, ParentId::Unit(above.clone()));
    assert_eq!(backend.cloud.parent_of_unit(&above).await.unwrap().value, root);
}

async fn what_is_not_there_is_a_stale_view(backend: &Backend) {
    let nobody = "999999999999".parse().unwrap();
    let missing = backend.cloud.describe_account(&nobody).await.unwrap_err();
    assert_eq!((missing.code.as_str(), missing.reaction), ("AccountNotFoundException", Reaction::StaleView));
    let missing = backend.cloud.parent_of_account(&nobody).await.unwrap_err();
    // moto asks for the account where AWS asks for the child.
    let code = if backend.kind == Kind::Simulator { "ChildNotFoundException" } else { "AccountNotFoundException" };
    assert_eq!((missing.code.as_str(), missing.reaction), (code, Reaction::StaleView));
    let request = "car-00000000000000000000000000000000".parse().unwrap();
    let missing = backend.cloud.describe_creation(&request).await.unwrap_err();
    // moto takes an unknown request for an unknown account.
    let code = if backend.kind == Kind::Simulator { "CreateAccountStatusNotFoundException" } else { "AccountNotFoundException" };
    assert_eq!((missing.code.as_str(), missing.reaction), (code, Reaction::StaleView));
    let missing = backend.cloud.list_units_for_parent(&"ou-none-12345678".parse().unwrap(), None).await.unwrap_err();
    assert_eq!((missing.code.as_str(), missing.reaction), ("ParentNotFoundException", Reaction::StaleView));
}

async fn an_answer_carries_the_id_that_aws_gave_the_request(backend: &Backend) {
    assert!(backend.cloud.list_accounts(None).await.unwrap().aws_request.is_some_and(|id| !id.is_empty()));
    let refused = backend.cloud.describe_account(&"999999999999".parse().unwrap()).await.unwrap_err();
    assert!(refused.aws_request.is_some_and(|id| !id.is_empty()));
}
