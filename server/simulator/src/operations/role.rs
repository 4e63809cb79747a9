//! STS AssumeRole: the role must be in a management account of the simulated AWS, and the external id must be the one that it trusts.
//! Never here: real credentials. What is given out names an account and protects nothing.

use domain::organization::AccountId;

use crate::desk::{Decision, Done, read};
use crate::effect::Effect;
use crate::refusal::Refusal;
use crate::state::State;

/// Decides over AssumeRole. A role without a registered trust takes the first external id and keeps it. Answers the role's account.
pub(crate) fn assume(state: &State, role_arn: &str, external_id: Option<&str>) -> Decision<AccountId> {
    let denied = || Refusal::denied(&format!("User is not authorized to perform: sts:AssumeRole on resource: {role_arn}"));
    let mut parts = role_arn.split(':');
    let is_role = role_arn.starts_with("arn:")
        && parts.clone().count() == 6
        && parts.clone().nth(5).is_some_and(|rest| rest.starts_with("role/"));
    let account: Option<AccountId> = parts.nth(4).and_then(|digits| digits.parse().ok());
    let (true, Some(account)) = (is_role, account) else {
        return Err(Refusal {
            code: "ValidationError".to_owned(),
            reaction: domain::run::Reaction::Rejected,
            ..Refusal::denied("RoleArn is not valid.")
        });
    };
    let Some(external_id) = external_id.filter(|given| !given.is_empty()) else { return Err(denied()) };
    if !state.organizations.contains_key(&account) {
        return Err(denied());
    }
    match state.trusted_roles.get(role_arn) {
        Some(trusted) if trusted == external_id => read(account),
        Some(_) => Err(denied()),
        None => {
            let effect = Effect::TrustRole { role_arn: role_arn.to_owned(), external_id: external_id.to_owned() };
            Ok(Done { value: account, effects: vec![effect] })
        }
    }
}
