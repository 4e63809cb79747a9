//! Assuming a connection's role with our external id.
//! Never here: keeping credentials (the SDK's identity cache does, in memory), showing them.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as Providing;
use aws_credential_types::provider::{self, ProvideCredentials};
use aws_sdk_sts::operation::RequestId;
use control::cloud::{CloudError, Connection};

use crate::error::{classify, incomplete};

const OPERATION: &str = "AssumeRole";

/// Why a role was not assumed, carried through the SDK's errors.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NotAssumed(pub(crate) CloudError);

/// Gives the credentials of one connection: those of the first AssumeRole once, later by a new one.
pub(crate) struct AssumedRole {
    sts: aws_sdk_sts::Client,
    connection: Connection,
    first: Mutex<Option<Credentials>>,
}

impl AssumedRole {
    /// Assumes the role now, so that a refusal shows at once.
    pub(crate) async fn assume(sts: aws_sdk_sts::Client, connection: Connection) -> Result<Self, CloudError> {
        let role = Self { sts, connection, first: Mutex::new(None) };
        let credentials = role.fetch().await?;
        *role.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials);
        Ok(role)
    }

    async fn fetch(&self) -> Result<Credentials, CloudError> {
        let call = self.sts.assume_role().role_arn(&self.connection.role_arn).external_id(&self.connection.external_id);
        let answer = call.role_session_name("charter").send().await.map_err(|error| classify(OPERATION, &error))?;
        let credentials = answer.credentials().ok_or_else(|| incomplete(OPERATION, "credentials", answer.request_id()))?;
        let until = SystemTime::try_from(*credentials.expiration())
            .map_err(|_| incomplete(OPERATION, "expiration", answer.request_id()))?;
        let (id, secret, token) = (credentials.access_key_id(), credentials.secret_access_key(), credentials.session_token());
        Ok(Credentials::new(id, secret, Some(token.to_owned()), Some(until), "charter-assumed-role"))
    }

    async fn provide(&self) -> provider::Result {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        match first {
            Some(credentials) => Ok(credentials),
            None => self.fetch().await.map_err(|error| CredentialsError::provider_error(NotAssumed(error))),
        }
    }
}

/// Asks for the role without an external id; what is given is dropped at once.
pub(crate) async fn can_assume_without_external_id(sts: &aws_sdk_sts::Client, role_arn: &str) -> Result<bool, CloudError> {
    match sts.assume_role().role_arn(role_arn).role_session_name("charter-check").send().await {
        Ok(_) => Ok(true),
        Err(error) => match classify(OPERATION, &error) {
            denied if denied.code == "AccessDenied" => Ok(false),
            other => Err(other),
        },
    }
}

impl ProvideCredentials for AssumedRole {
    fn provide_credentials<'a>(&'a self) -> Providing<'a>
    where
        Self: 'a,
    {
        Providing::new(self.provide())
    }
}

impl fmt::Debug for AssumedRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssumedRole").field("role_arn", &self.connection.role_arn).finish_non_exhaustive()
    }
}
