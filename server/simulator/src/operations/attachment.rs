//! AttachPolicy and DetachPolicy: one to ten direct service control policies per root, unit or account.
//! Never here: inherited policies (they do not count).

use domain::organization::{PolicyId, TargetId, limits};

use crate::desk::{Decision, Desk, wrote};
use crate::effect::Effect;
use crate::refusal::Refusal;

impl Desk<'_> {
    /// `AttachPolicy`.
    pub(crate) fn attach_policy(&self, policy: &PolicyId, target: &TargetId) -> Decision<()> {
        self.policy(policy)?;
        self.must_have_target(target)?;
        let attached = self.attached(target);
        if attached.contains(policy) {
            return Err(Refusal::duplicate(
                "DuplicatePolicyAttachmentException",
                "The policy is already attached to that target.",
            ));
        }
        if attached.len() >= limits::SCPS_PER_TARGET.value {
            let message = "You have exceeded the number of policies of that type that can be attached.";
            return Err(Refusal::limit("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", message));
        }
        wrote(Effect::Attach {
            organization: self.organization.management_account.clone(),
            policy: policy.clone(),
            target: target.clone(),
        })
    }

    /// `DetachPolicy`.
    pub(crate) fn detach_policy(&self, policy: &PolicyId, target: &TargetId) -> Decision<()> {
        self.policy(policy)?;
        self.must_have_target(target)?;
        let attached = self.attached(target);
        if !attached.contains(policy) {
            return Err(Refusal::duplicate("PolicyNotAttachedException", "The policy isn't attached to that target."));
        }
        if attached.len() == 1 {
            let message = "You can't detach the last service control policy of an entity.";
            return Err(Refusal::limit("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", message));
        }
        wrote(Effect::Detach {
            organization: self.organization.management_account.clone(),
            policy: policy.clone(),
            target: target.clone(),
        })
    }

    fn attached(&self, target: &TargetId) -> &[PolicyId] {
        self.organization.attachments.get(target).map_or(&[], Vec::as_slice)
    }
}
