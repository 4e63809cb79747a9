//! Who this installation is to AWS, before any role is assumed.
//! Never here: credentials shown.

use aws_sdk_sts::operation::RequestId as _;
use control::cloud::CloudError;

use crate::connect::AwsClouds;
use crate::error::{classify, incomplete};

const OPERATION: &str = "GetCallerIdentity";

/// The principal whose credentials assume the roles of connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerIdentity {
    /// Its account, 12 digits.
    pub account: String,
    /// Its ARN.
    pub arn: String,
}

impl AwsClouds {
    /// Asks STS who we are. One call, which needs no permission.
    ///
    /// # Errors
    /// [`CloudError`], with the code `NoCredentials` if the SDK's default chain has none.
    pub async fn caller_identity(&self) -> Result<CallerIdentity, CloudError> {
        let answer = self.sts().get_caller_identity().send().await.map_err(|error| classify(OPERATION, &error))?;
        let missing = |what| incomplete(OPERATION, what, answer.request_id());
        let account = answer.account().ok_or_else(|| missing("account"))?.to_owned();
        let arn = answer.arn().ok_or_else(|| missing("ARN"))?.to_owned();
        Ok(CallerIdentity { account, arn })
    }
}
