//! The two documents for the role in the management account: who may assume it, and what it may do there.
//! Never here: a secret (the external id is none: it only keeps others from using the role through us by mistake).

use serde_json::json;

/// Every operation of AWS Organizations and account management that Charter calls. The last and `TagResource` are never called: AWS asks for them when an
/// account is created with tags (Organizations API reference, "CreateAccount").
pub(super) const OPERATIONS: [&str; 20] = [
    "account:GetAlternateContact",
    "account:PutAlternateContact",
    "organizations:AttachPolicy",
    "organizations:CreateAccount",
    "organizations:DescribeAccount",
    "organizations:DescribeCreateAccountStatus",
    "organizations:DescribeOrganization",
    "organizations:DescribePolicy",
    "organizations:ListAccounts",
    "organizations:ListAccountsForParent",
    "organizations:ListCreateAccountStatus",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListParents",
    "organizations:ListPolicies",
    "organizations:ListPoliciesForTarget",
    "organizations:ListRoots",
    "organizations:ListTagsForResource",
    "organizations:MoveAccount",
    "organizations:TagResource",
    "iam:CreateServiceLinkedRole",
];

/// What stands for the identity that Charter runs as; only whoever operates Charter knows it.
pub(super) const OUR_IDENTITY: &str = "arn:aws:iam::111122223333:role/charter-server";

/// The trust policy with our external id.
pub(super) fn trust_policy(external_id: &str) -> String {
    indented(&json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "AWS": OUR_IDENTITY },
            "Action": "sts:AssumeRole",
            "Condition": { "StringEquals": { "sts:ExternalId": external_id } }
        }]
    }))
}

/// What the role may do.
pub(super) fn permissions_policy() -> String {
    indented(&json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": OPERATIONS, "Resource": "*" }]
    }))
}

fn indented(document: &serde_json::Value) -> String {
    format!("{document:#}")
}
