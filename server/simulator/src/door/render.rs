//! Our types as AWS's JSON members.
//! Never here: a member that AWS does not have.

use control::cloud::{CreationState, CreationStatus, Page};
use domain::organization::{
    AccountFacts, AccountState, OrganizationFacts, ParentId, PolicyContent, PolicyFacts, RootFacts, TargetId, UnitFacts,
};
use domain::time::Timestamp;
use serde_json::{Value, json};

use crate::state::Organization;

/// Seconds since 1970 with fraction, as JSON 1.1 has it. Microseconds fit into the 53 bits of a float until the year 2255.
fn seconds(at: Timestamp) -> Value {
    json!(at.timestamp_micros() as f64 / 1e6)
}

/// A page: the list under its name, and the token if there is one.
pub(super) fn page<T>(name: &str, page: Page<T>, each: impl Fn(&T) -> Value) -> Value {
    let mut members = serde_json::Map::from_iter([(name.to_owned(), page.items.iter().map(each).collect())]);
    members.extend(page.next.map(|next| ("NextToken".to_owned(), Value::String(next))));
    Value::Object(members)
}

/// `Account`, with the new `State` and the old `Status`.
pub(super) fn account(account: &AccountFacts) -> Value {
    let status = match account.state {
        AccountState::PendingActivation | AccountState::Active | AccountState::Unknown(_) => "ACTIVE",
        AccountState::Suspended | AccountState::Closed => "SUSPENDED",
        AccountState::PendingClosure => "PENDING_CLOSURE",
    };
    json!({
        "Id": account.id,
        "Arn": account.arn,
        "Email": account.email,
        "Name": account.name,
        "State": account.state,
        "Status": status,
        "JoinedMethod": account.joined_method,
        "JoinedTimestamp": account.joined_at.map(seconds),
    })
}

/// `CreateAccountStatus`. It has no e-mail.
pub(super) fn creation(status: &CreationStatus) -> Value {
    let mut members =
        json!({ "Id": status.id, "AccountName": status.account_name, "RequestedTimestamp": status.requested_at.map(seconds) });
    let (state, name, value) = match &status.state {
        CreationState::InProgress => ("IN_PROGRESS", None, Value::Null),
        CreationState::Succeeded(account) => ("SUCCEEDED", Some("AccountId"), json!(account)),
        CreationState::Failed(reason) => ("FAILED", Some("FailureReason"), json!(reason)),
    };
    if let Value::Object(members) = &mut members {
        members.insert("State".to_owned(), json!(state));
        members.extend(name.map(|name| (name.to_owned(), value)));
    }
    members
}

/// `Parent`.
pub(super) fn parent(parent: &ParentId) -> Value {
    let kind = match parent {
        ParentId::Root(_) => "ROOT",
        ParentId::Unit(_) => "ORGANIZATIONAL_UNIT",
    };
    json!({ "Id": parent, "Type": kind })
}

/// Renders what has an ARN of the organization.
pub(super) struct Names<'a>(pub(super) &'a Organization);

impl Names<'_> {
    fn arn(&self, rest: &str) -> String {
        format!("arn:aws:organizations::{}:{rest}", self.0.management_account)
    }

    /// `Organization`.
    pub(super) fn organization(&self, facts: &OrganizationFacts) -> Value {
        let email = self.0.accounts.get(&facts.management_account).map(|account| account.email.as_str());
        json!({
            "Id": facts.id,
            "Arn": self.arn(&format!("organization/{}", facts.id)),
            "FeatureSet": if facts.has_all_features { "ALL" } else { "CONSOLIDATED_BILLING" },
            "MasterAccountArn": self.arn(&format!("account/{}/{}", facts.id, facts.management_account)),
            "MasterAccountId": facts.management_account,
            "MasterAccountEmail": email,
        })
    }

    /// `Root`.
    pub(super) fn root(&self, facts: &RootFacts) -> Value {
        let types =
            if facts.has_scps_enabled { json!([{ "Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED" }]) } else { json!([]) };
        json!({ "Id": facts.id, "Arn": self.arn(&format!("root/{}/{}", self.0.id, facts.id)), "Name": facts.name, "PolicyTypes": types })
    }

    /// `OrganizationalUnit`.
    pub(super) fn unit(&self, facts: &UnitFacts) -> Value {
        json!({ "Id": facts.id, "Arn": self.arn(&format!("ou/{}/{}", self.0.id, facts.id)), "Name": facts.name })
    }

    /// `PolicySummary`.
    pub(super) fn policy(&self, facts: &PolicyFacts) -> Value {
        let arn = if facts.is_aws_managed {
            format!("arn:aws:organizations::aws:policy/service_control_policy/{}", facts.id)
        } else {
            self.arn(&format!("policy/{}/service_control_policy/{}", self.0.id, facts.id))
        };
        json!({
            "Id": facts.id,
            "Arn": arn,
            "Name": facts.name,
            "Description": facts.description,
            "Type": "SERVICE_CONTROL_POLICY",
            "AwsManaged": facts.is_aws_managed,
        })
    }

    /// `Policy`.
    pub(super) fn policy_with_content(&self, policy: &PolicyContent) -> Value {
        json!({ "PolicySummary": self.policy(&policy.facts), "Content": policy.content })
    }

    /// `PolicyTargetSummary`.
    pub(super) fn target(&self, target: &TargetId) -> Value {
        let organization = &self.0.id;
        let (kind, rest, name) = match target {
            TargetId::Root(id) => ("ROOT", format!("root/{organization}/{id}"), Some("Root")),
            TargetId::Unit(id) => {
                ("ORGANIZATIONAL_UNIT", format!("ou/{organization}/{id}"), self.0.units.get(id).map(|unit| unit.name.as_str()))
            }
            TargetId::Account(id) => {
                ("ACCOUNT", format!("account/{organization}/{id}"), self.0.accounts.get(id).map(|account| account.name.as_str()))
            }
        };
        json!({ "TargetId": target, "Arn": self.arn(&rest), "Name": name, "Type": kind })
    }
}
