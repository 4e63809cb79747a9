//! Reading service control policies and where they are attached.
//! Never here: their effect on a request.

use control::cloud::Page;
use domain::organization::{PolicyContent, PolicyFacts, PolicyId, TargetId};

use crate::desk::{Decision, Desk, Window, read};
use crate::refusal::Refusal;
use crate::state::Policy;

impl Desk<'_> {
    /// `ListPolicies`.
    pub(crate) fn list_policies(&self, window: &Window) -> Decision<Page<PolicyFacts>> {
        window.cut(self.organization.policies.iter().map(|(id, policy)| facts(id, policy)).collect())
    }

    /// `DescribePolicy`.
    pub(crate) fn describe_policy(&self, id: &PolicyId) -> Decision<PolicyContent> {
        let policy = self.policy(id)?;
        read(PolicyContent { facts: facts(id, policy), content: policy.content.clone() })
    }

    /// `ListPoliciesForTarget`.
    pub(crate) fn list_policies_for_target(&self, target: &TargetId, window: &Window) -> Decision<Page<PolicyFacts>> {
        self.must_have_target(target)?;
        let attached = self.organization.attachments.get(target).into_iter().flatten();
        window.cut(attached.filter_map(|id| Some(facts(id, self.organization.policies.get(id)?))).collect())
    }

    /// `ListTargetsForPolicy`.
    pub(crate) fn list_targets_for_policy(&self, id: &PolicyId, window: &Window) -> Decision<Page<TargetId>> {
        self.policy(id)?;
        let targets = self.organization.attachments.iter().filter(|(_, attached)| attached.contains(id));
        window.cut(targets.map(|(target, _)| target.clone()).collect())
    }

    /// The policy, or AWS's refusal.
    pub(crate) fn policy(&self, id: &PolicyId) -> Result<&Policy, Refusal> {
        self.organization.policies.get(id).ok_or_else(|| Refusal::not_found("PolicyNotFoundException", "that policy"))
    }

    /// Refuses a target that does not exist.
    pub(crate) fn must_have_target(&self, target: &TargetId) -> Result<(), Refusal> {
        if self.organization.has_target(target) {
            Ok(())
        } else {
            Err(Refusal::not_found("TargetNotFoundException", "that target"))
        }
    }
}

/// The facts without the content.
pub(crate) fn facts(id: &PolicyId, policy: &Policy) -> PolicyFacts {
    PolicyFacts {
        id: id.clone(),
        name: policy.name.clone(),
        description: policy.description.clone(),
        is_aws_managed: policy.is_aws_managed,
    }
}
