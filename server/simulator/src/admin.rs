//! What an administrator does beside Charter, in process: units, policies, detaching, tags. Over the wire these are AWS's own operations.
//! Never here: anything that AWS has no operation for (see `Simulator::happen`).

use std::collections::BTreeMap;

use control::cloud::Outcome;
use domain::organization::{PolicyContent, PolicyId, TargetId, UnitFacts};

use crate::cloud::SimulatedCloud;
use crate::operations::new_unit::NewUnit;
use crate::operations::policy_content::NewPolicy;

impl SimulatedCloud {
    /// `CreateOrganizationalUnit`.
    ///
    /// # Errors
    /// As AWS refuses.
    pub fn create_unit(&self, new: &NewUnit) -> Outcome<UnitFacts> {
        self.call("CreateOrganizationalUnit", |desk| desk.create_unit(new))
    }

    /// `CreatePolicy` of a service control policy.
    ///
    /// # Errors
    /// As AWS refuses.
    pub fn create_policy(&self, new: &NewPolicy) -> Outcome<PolicyContent> {
        self.call("CreatePolicy", |desk| desk.create_policy(new))
    }

    /// `UpdatePolicy` of the content alone.
    ///
    /// # Errors
    /// As AWS refuses.
    pub fn update_policy(&self, policy: &PolicyId, content: &str) -> Outcome<PolicyContent> {
        self.call("UpdatePolicy", |desk| desk.update_policy(policy, None, None, Some(content.to_owned())))
    }

    /// `DetachPolicy`.
    ///
    /// # Errors
    /// As AWS refuses.
    pub fn detach_policy(&self, policy: &PolicyId, target: &TargetId) -> Outcome<()> {
        self.call("DetachPolicy", |desk| desk.detach_policy(policy, target))
    }

    /// `EnableAWSServiceAccess` or `DisableAWSServiceAccess`.
    ///
    /// # Errors
    /// As AWS refuses.
    pub fn trust_service(&self, service: &str, is_trusted: bool) -> Outcome<()> {
        let operation = if is_trusted { "EnableAWSServiceAccess" } else { "DisableAWSServiceAccess" };
        self.call(operation, |desk| desk.trust_service(service, is_trusted))
    }

    /// `TagResource`.
    ///
    /// # Errors
    /// As AWS refuses.
    pub fn tag_resource(&self, resource: &str, tags: BTreeMap<String, String>) -> Outcome<()> {
        self.call("TagResource", |desk| desk.tag_resource(resource, tags))
    }
}
