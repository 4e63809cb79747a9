//! Organizations over AWS JSON 1.1: the operation from `X-Amz-Target`, members in, members out.
//! Never here: an operation that does nothing; what is not simulated is an unknown operation.

use control::cloud::CreationStatus;
use domain::organization::{AccountId, TargetId};
use serde_json::{Value, json};

use super::fields::Fields;
use super::render::{self, Names};
use super::{Rendered, status};
use crate::desk::{Decision, Desk, Done};
use crate::operations::new_unit::NewUnit;
use crate::operations::policy_content::NewPolicy;
use crate::refusal::{Refusal, Trouble};
use crate::simulator::Simulator;

const TARGET: &str = "AWSOrganizationsV20161128.";

/// Every operation of the door, so that a call can be counted by its name.
const OPERATIONS: [&str; 27] = [
    "AttachPolicy",
    "CreateAccount",
    "CreateOrganizationalUnit",
    "CreatePolicy",
    "DescribeAccount",
    "DescribeCreateAccountStatus",
    "DescribeOrganization",
    "DescribeOrganizationalUnit",
    "DescribePolicy",
    "DetachPolicy",
    "DisableAWSServiceAccess",
    "EnableAWSServiceAccess",
    "ListAccounts",
    "ListAccountsForParent",
    "ListChildren",
    "ListCreateAccountStatus",
    "ListOrganizationalUnitsForParent",
    "ListParents",
    "ListPolicies",
    "ListPoliciesForTarget",
    "ListRoots",
    "ListTagsForResource",
    "ListTargetsForPolicy",
    "MoveAccount",
    "TagResource",
    "UntagResource",
    "UpdatePolicy",
];

/// Answers one call; `None` if the answer is lost.
pub(super) fn answer(simulator: &Simulator, caller: Option<&AccountId>, target: &str, body: &[u8]) -> Option<Rendered> {
    let name = target.strip_prefix(TARGET).unwrap_or_default();
    let operation = OPERATIONS.into_iter().find(|operation| *operation == name).unwrap_or("UnknownOperation");
    let (result, request) = simulator.call(operation, caller, |desk| act(desk, operation, &Fields::read(body)?));
    let content_type = "application/x-amz-json-1.1";
    Some(match result {
        Ok(value) => Rendered { status: axum::http::StatusCode::OK, content_type, request, body: value.to_string() },
        Err(trouble) => Rendered { status: status(&trouble)?, content_type, request, body: refused(&trouble).to_string() },
    })
}

fn refused(trouble: &Trouble) -> Value {
    match trouble {
        Trouble::Refused(Refusal { code, reason: Some(reason), message, .. }) => {
            json!({ "__type": code, "Message": message, "Reason": reason })
        }
        Trouble::Refused(Refusal { code, message, .. }) => json!({ "__type": code, "Message": message }),
        Trouble::Internal | Trouble::Lost => {
            json!({ "__type": "ServiceException", "Message": "Organizations can't complete your request." })
        }
    }
}

fn act(desk: &Desk<'_>, operation: &str, f: &Fields) -> Decision<Value> {
    let names = Names(desk.organization);
    let window = f.window();
    let creation = |status: CreationStatus| json!({ "CreateAccountStatus": render::creation(&status) });
    match operation {
        "DescribeOrganization" => to(desk.describe_organization(), |facts| json!({ "Organization": names.organization(&facts) })),
        "ListRoots" => to(desk.list_roots(&window), |page| render::page("Roots", page, |root| names.root(root))),
        "ListOrganizationalUnitsForParent" => to(desk.list_units_for_parent(&f.id("ParentId")?, &window), |page| {
            render::page("OrganizationalUnits", page, |unit| names.unit(unit))
        }),
        "DescribeOrganizationalUnit" => {
            to(desk.describe_unit(&f.id("OrganizationalUnitId")?), |unit| json!({ "OrganizationalUnit": names.unit(&unit) }))
        }
        "CreateOrganizationalUnit" => {
            let new = NewUnit { name: f.text("Name")?.to_owned(), parent: f.id("ParentId")?, tags: f.tags()? };
            to(desk.create_unit(&new), |unit| json!({ "OrganizationalUnit": names.unit(&unit) }))
        }
        "ListAccounts" => to(desk.list_accounts(&window), |page| render::page("Accounts", page, render::account)),
        "ListAccountsForParent" => {
            to(desk.list_accounts_for_parent(&f.id("ParentId")?, &window), |page| render::page("Accounts", page, render::account))
        }
        "ListChildren" => match f.text("ChildType")? {
            "ACCOUNT" => to(desk.list_accounts_for_parent(&f.id("ParentId")?, &window), |page| {
                render::page("Children", page, |account| json!({ "Id": account.id, "Type": "ACCOUNT" }))
            }),
            "ORGANIZATIONAL_UNIT" => to(desk.list_units_for_parent(&f.id("ParentId")?, &window), |page| {
                render::page("Children", page, |unit| json!({ "Id": unit.id, "Type": "ORGANIZATIONAL_UNIT" }))
            }),
            _ => Err(Refusal::invalid("INVALID_ENUM", "ChildType must be ACCOUNT or ORGANIZATIONAL_UNIT.")),
        },
        "DescribeAccount" => {
            to(desk.describe_account(&f.id("AccountId")?), |account| json!({ "Account": render::account(&account) }))
        }
        "ListParents" => {
            let parent = match f.id("ChildId")? {
                TargetId::Account(id) => desk.parent_of_account(&id),
                TargetId::Unit(id) => desk.parent_of_unit(&id),
                TargetId::Root(_) => Err(Refusal::invalid("INVALID_PATTERN", "A root has no parent.")),
            };
            to(parent, |parent| json!({ "Parents": [render::parent(&parent)] }))
        }
        "ListPolicies" => {
            f.must_be_scp("Filter")?;
            to(desk.list_policies(&window), |page| render::page("Policies", page, |facts| names.policy(facts)))
        }
        "DescribePolicy" => {
            to(desk.describe_policy(&f.id("PolicyId")?), |policy| json!({ "Policy": names.policy_with_content(&policy) }))
        }
        "ListPoliciesForTarget" => {
            f.must_be_scp("Filter")?;
            to(desk.list_policies_for_target(&f.id("TargetId")?, &window), |page| {
                render::page("Policies", page, |facts| names.policy(facts))
            })
        }
        "ListTargetsForPolicy" => to(desk.list_targets_for_policy(&f.id("PolicyId")?, &window), |page| {
            render::page("Targets", page, |target| names.target(target))
        }),
        "CreatePolicy" => {
            f.must_be_scp("Type")?;
            let new = NewPolicy {
                name: f.text("Name")?.to_owned(),
                description: f.text("Description")?.to_owned(),
                content: f.text("Content")?.to_owned(),
                tags: f.tags()?,
            };
            to(desk.create_policy(&new), |policy| json!({ "Policy": names.policy_with_content(&policy) }))
        }
        "UpdatePolicy" => {
            let updated =
                desk.update_policy(&f.id("PolicyId")?, f.optional("Name"), f.optional("Description"), f.optional("Content"));
            to(updated, |policy| json!({ "Policy": names.policy_with_content(&policy) }))
        }
        "AttachPolicy" => to(desk.attach_policy(&f.id("PolicyId")?, &f.id("TargetId")?), |()| json!({})),
        "DetachPolicy" => to(desk.detach_policy(&f.id("PolicyId")?, &f.id("TargetId")?), |()| json!({})),
        "EnableAWSServiceAccess" => to(desk.trust_service(f.text("ServicePrincipal")?, true), |()| json!({})),
        "DisableAWSServiceAccess" => to(desk.trust_service(f.text("ServicePrincipal")?, false), |()| json!({})),
        "ListTagsForResource" => to(desk.list_tags(f.text("ResourceId")?, &window), |page| {
            render::page("Tags", page, |(key, value)| json!({ "Key": key, "Value": value }))
        }),
        "TagResource" => to(desk.tag_resource(f.text("ResourceId")?, f.tags()?), |()| json!({})),
        "UntagResource" => to(desk.untag_resource(f.text("ResourceId")?, f.texts("TagKeys")), |()| json!({})),
        "CreateAccount" => to(desk.create_account(f.text("AccountName")?, f.text("Email")?, &f.tags()?), creation),
        "DescribeCreateAccountStatus" => to(desk.describe_creation(&f.id("CreateAccountRequestId")?), creation),
        "ListCreateAccountStatus" => to(desk.list_creations(&f.texts("States"), &window), |page| {
            render::page("CreateAccountStatuses", page, render::creation)
        }),
        "MoveAccount" => {
            to(desk.move_account(&f.id("AccountId")?, &f.id("SourceParentId")?, &f.id("DestinationParentId")?), |()| json!({}))
        }
        _ => Err(Refusal::new("UnknownOperationException", domain::run::Reaction::Bug, "This operation is not simulated.")),
    }
}

fn to<T>(decision: Decision<T>, render: impl FnOnce(T) -> Value) -> Decision<Value> {
    decision.map(|done| Done { value: render(done.value), effects: done.effects })
}
