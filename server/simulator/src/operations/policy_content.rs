//! CreatePolicy and UpdatePolicy: the text is kept character for character, after its shape and size were checked.
//! Never here: an opinion about what a policy permits.

use std::collections::BTreeMap;

use domain::organization::{PolicyContent, PolicyFacts, PolicyId, limits};
use domain::run::Reaction;

use super::creation::no_id;
use super::{policy::facts, tag};
use crate::desk::{Decision, Desk, Done};
use crate::effect::Effect;
use crate::refusal::Refusal;

/// Parameters of CreatePolicy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPolicy {
    /// The name, unique.
    pub name: String,
    /// The description, possibly empty.
    pub description: String,
    /// The text.
    pub content: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

impl Desk<'_> {
    /// `CreatePolicy` of a service control policy.
    pub(crate) fn create_policy(&self, new: &NewPolicy) -> Decision<PolicyContent> {
        check_text(&new.content)?;
        self.check_name(&new.name, None)?;
        tag::check(&new.tags, 0)?;
        let id: PolicyId = format!("p-{}", self.chance().word(8)).parse().map_err(|_| no_id())?;
        let organization = self.organization.management_account.clone();
        let mut effects = vec![Effect::MakePolicy {
            organization: organization.clone(),
            id: id.clone(),
            name: new.name.clone(),
            description: new.description.clone(),
            content: new.content.clone(),
        }];
        if !new.tags.is_empty() {
            effects.push(Effect::Tag { organization, resource: id.to_string(), tags: new.tags.clone() });
        }
        let facts = PolicyFacts { id, name: new.name.clone(), description: new.description.clone(), is_aws_managed: false };
        Ok(Done { value: PolicyContent { facts, content: new.content.clone() }, effects })
    }

    /// `UpdatePolicy`: what is absent stays; the last writer wins.
    pub(crate) fn update_policy(
        &self,
        id: &PolicyId,
        name: Option<String>,
        description: Option<String>,
        content: Option<String>,
    ) -> Decision<PolicyContent> {
        let policy = self.policy(id)?;
        if policy.is_aws_managed {
            return Err(Refusal::invalid("IMMUTABLE_POLICY", "You can't change a policy that AWS manages."));
        }
        if let Some(content) = &content {
            check_text(content)?;
        }
        if let Some(name) = &name {
            self.check_name(name, Some(id))?;
        }
        let mut changed = facts(id, policy);
        changed.name = name.clone().unwrap_or(changed.name);
        changed.description = description.clone().unwrap_or(changed.description);
        let value = PolicyContent { facts: changed, content: content.clone().unwrap_or_else(|| policy.content.clone()) };
        let organization = self.organization.management_account.clone();
        Ok(Done { value, effects: vec![Effect::ChangePolicy { organization, id: id.clone(), name, description, content }] })
    }

    fn check_name(&self, name: &str, own: Option<&PolicyId>) -> Result<(), Refusal> {
        if name.is_empty() || name.chars().count() > 128 {
            return Err(Refusal::invalid("INVALID_PATTERN", "Name must have 1-128 characters."));
        }
        if self.organization.policies.iter().any(|(id, policy)| policy.name == name && Some(id) != own) {
            return Err(Refusal::duplicate("DuplicatePolicyException", "A policy with the same name already exists."));
        }
        Ok(())
    }
}

fn check_text(content: &str) -> Result<(), Refusal> {
    if content.chars().count() > limits::SCP_CHARACTERS.value {
        return Err(Refusal::limit("POLICY_CONTENT_LIMIT_EXCEEDED", "You have exceeded the maximum size of a policy."));
    }
    let malformed = |why: policy::Malformed| {
        Refusal::new(
            "MalformedPolicyDocumentException",
            Reaction::Rejected,
            format!("The provided policy document does not meet the requirements: {why}."),
        )
    };
    policy::Document::parse(content).map(drop).map_err(malformed)
}
