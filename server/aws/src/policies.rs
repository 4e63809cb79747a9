//! Reading service control policies and attaching them.
//! Never here: other policy types.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::operation::RequestId;
use aws_sdk_organizations::types::PolicyType;
use control::cloud::{Outcome, Page};
use domain::organization::{PolicyContent, PolicyFacts, PolicyId, TargetId};

use crate::convert::Origin;
use crate::error::classify;
use crate::reads::page_size;

/// `ListPolicies`.
pub(crate) async fn list_policies(client: &Client, token: Option<String>) -> Outcome<Page<PolicyFacts>> {
    const OPERATION: &str = "ListPolicies";
    let call = client.list_policies().filter(PolicyType::ServiceControlPolicy).max_results(page_size()).set_next_token(token);
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    origin.page(answer.policies(), answer.next_token(), Origin::policy)
}

/// `DescribePolicy`.
pub(crate) async fn describe_policy(client: &Client, policy: &PolicyId) -> Outcome<PolicyContent> {
    const OPERATION: &str = "DescribePolicy";
    let answer = client.describe_policy().policy_id(policy.as_str()).send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    let policy = answer.policy().ok_or_else(|| origin.lacks("policy"))?;
    let facts = origin.policy(policy.policy_summary().ok_or_else(|| origin.lacks("policy summary"))?)?;
    let content = policy.content().ok_or_else(|| origin.lacks("policy content"))?.to_owned();
    origin.answer(PolicyContent { facts, content })
}

/// `ListPoliciesForTarget`.
pub(crate) async fn list_policies_for_target(
    client: &Client,
    target: &TargetId,
    token: Option<String>,
) -> Outcome<Page<PolicyFacts>> {
    const OPERATION: &str = "ListPoliciesForTarget";
    let call = client.list_policies_for_target().target_id(target.as_str()).filter(PolicyType::ServiceControlPolicy);
    let call = call.max_results(page_size()).set_next_token(token);
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    let origin = Origin { operation: OPERATION, aws_request: answer.request_id() };
    origin.page(answer.policies(), answer.next_token(), Origin::policy)
}

/// `AttachPolicy`.
pub(crate) async fn attach_policy(client: &Client, policy: &PolicyId, target: &TargetId) -> Outcome<()> {
    const OPERATION: &str = "AttachPolicy";
    let call = client.attach_policy().policy_id(policy.as_str()).target_id(target.as_str());
    let answer = call.send().await.map_err(|error| classify(OPERATION, &error))?;
    Origin { operation: OPERATION, aws_request: answer.request_id() }.answer(())
}
