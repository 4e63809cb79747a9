//! The SDK's shapes as our types. Optional members may be absent; identifiers may not.
//! Never here: a call.

use std::str::FromStr;

use aws_sdk_organizations::primitives::DateTime;
use aws_sdk_organizations::types::{
    Account, AccountJoinedMethod as SdkJoined, CreateAccountState, CreateAccountStatus, OrganizationalUnit, PolicySummary,
    PolicyType, PolicyTypeStatus, Root,
};
use chrono::TimeDelta;
use control::cloud::{Answer, CloudError, CreationState, CreationStatus, Outcome, Page};
use domain::organization::{AccountFacts, AccountState, JoinedMethod, ParentId, PolicyFacts, RootFacts, UnitFacts};
use domain::time::{Timestamp, whole_micros};

use crate::error::incomplete;

/// Where an answer came from: for errors about it.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// The operation.
    pub(crate) operation: &'static str,
    /// AWS's request id.
    pub(crate) aws_request: Option<&'a str>,
}

impl Origin<'_> {
    /// The error for a member that is absent or unusable.
    pub(crate) fn lacks(self, what: &str) -> CloudError {
        incomplete(self.operation, what, self.aws_request)
    }

    /// An identifier that must be there.
    pub(crate) fn id<T: FromStr>(self, what: &str, text: Option<&str>) -> Result<T, CloudError> {
        text.and_then(|text| text.parse().ok()).ok_or_else(|| self.lacks(what))
    }

    /// The answer.
    pub(crate) fn answer<T>(self, value: T) -> Outcome<T> {
        Ok(Answer { value, aws_request: self.aws_request.map(str::to_owned) })
    }

    /// A page, each entry converted. An empty token is the end.
    pub(crate) fn page<S, T>(
        self,
        items: &[S],
        next: Option<&str>,
        each: impl Fn(Self, &S) -> Result<T, CloudError>,
    ) -> Outcome<Page<T>> {
        let items = items.iter().map(|item| each(self, item)).collect::<Result<_, _>>()?;
        let next = next.filter(|token| !token.is_empty()).map(str::to_owned);
        self.answer(Page { items, next })
    }

    /// An account: `State` first, the retired `Status` where it is absent.
    pub(crate) fn account(self, account: &Account) -> Result<AccountFacts, CloudError> {
        let status = || account.status().map(|status| status.as_str().to_owned());
        let state =
            account.state().map(|state| state.as_str().to_owned()).or_else(status).unwrap_or_else(|| "UNKNOWN".to_owned());
        let joined_method = match account.joined_method() {
            Some(SdkJoined::Created) => Some(JoinedMethod::Created),
            Some(SdkJoined::Invited) => Some(JoinedMethod::Invited),
            _ => None,
        };
        Ok(AccountFacts {
            id: self.id("account id", account.id())?,
            arn: account.arn().unwrap_or_default().to_owned(),
            email: account.email().ok_or_else(|| self.lacks("account e-mail"))?.to_owned(),
            name: account.name().unwrap_or_default().to_owned(),
            state: AccountState::from(state),
            joined_method,
            joined_at: account.joined_timestamp().and_then(time),
        })
    }

    /// A unit below the parent that was asked for.
    pub(crate) fn unit(self, unit: &OrganizationalUnit, parent: &ParentId) -> Result<UnitFacts, CloudError> {
        let name = unit.name().ok_or_else(|| self.lacks("unit name"))?.to_owned();
        Ok(UnitFacts { id: self.id("unit id", unit.id())?, name, parent: parent.clone() })
    }

    /// A root.
    pub(crate) fn root(self, root: &Root) -> Result<RootFacts, CloudError> {
        let is_scp = |summary: &&aws_sdk_organizations::types::PolicyTypeSummary| {
            summary.r#type() == Some(&PolicyType::ServiceControlPolicy)
        };
        let has_scps_enabled =
            root.policy_types().iter().filter(is_scp).any(|scp| scp.status() == Some(&PolicyTypeStatus::Enabled));
        Ok(RootFacts { id: self.id("root id", root.id())?, name: root.name().unwrap_or("Root").to_owned(), has_scps_enabled })
    }

    /// A policy without its content.
    pub(crate) fn policy(self, policy: &PolicySummary) -> Result<PolicyFacts, CloudError> {
        Ok(PolicyFacts {
            id: self.id("policy id", policy.id())?,
            name: policy.name().ok_or_else(|| self.lacks("policy name"))?.to_owned(),
            description: policy.description().unwrap_or_default().to_owned(),
            is_aws_managed: policy.aws_managed(),
        })
    }

    /// A creation.
    pub(crate) fn creation(self, status: &CreateAccountStatus) -> Result<CreationStatus, CloudError> {
        let state = match status.state() {
            Some(CreateAccountState::InProgress) => CreationState::InProgress,
            Some(CreateAccountState::Succeeded) => {
                CreationState::Succeeded(self.id("id of the account that was created", status.account_id())?)
            }
            Some(CreateAccountState::Failed) => CreationState::Failed(
                status.failure_reason().map_or_else(|| "UNKNOWN".to_owned(), |reason| reason.as_str().to_owned()),
            ),
            _ => return Err(self.lacks("creation state")),
        };
        Ok(CreationStatus {
            id: self.id("creation request id", status.id())?,
            account_name: status.account_name().map(str::to_owned),
            state,
            requested_at: status.requested_timestamp().and_then(time),
        })
    }
}

/// On the wire an instant is a float of seconds, so that its nanoseconds are noise: to the nearest microsecond, not cut.
fn time(at: &DateTime) -> Option<Timestamp> {
    let instant = Timestamp::from_timestamp(at.secs(), at.subsec_nanos())?;
    instant.checked_add_signed(TimeDelta::nanoseconds(500)).map(whole_micros)
}
