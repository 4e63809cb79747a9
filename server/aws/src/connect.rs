//! Connections to organizations: the role is assumed with the installation's own credentials, and the client is kept per role and external id.
//! Never here: a tenant's say over an endpoint, a retry.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_organizations::config::SharedCredentialsProvider;
use control::cloud::{Cloud, CloudError, Clouds, Connection};

use crate::cloud::AwsCloud;
use crate::html::RefuseHtml;
use crate::role::{self, AssumedRole};
use crate::settings::AwsSettings;

/// Role ARN and external id.
type Key = (String, String);

/// AWS, as far as the operator's settings reach.
pub struct AwsClouds {
    settings: AwsSettings,
    base: SdkConfig,
    kept: Mutex<HashMap<Key, Arc<AwsCloud>>>,
}

impl AwsClouds {
    /// Prepares; nothing is sent. Credentials of the default chain are looked for with the first call.
    pub async fn new(settings: AwsSettings) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(settings.call_timeout)
            .operation_timeout(settings.call_timeout)
            .operation_attempt_timeout(settings.call_timeout)
            .build();
        // Every call is sent once: whoever called knows whether it may be sent again. Answers are small, so the timeout alone ends a slow one.
        let loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .region(Region::new(settings.region.clone()))
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        let base = match (&settings.sts_endpoint, &settings.credentials) {
            (Some(_), Some((id, secret))) => {
                loader
                    .credentials_provider(Credentials::new(id.clone(), secret.clone(), None, None, "charter-operator"))
                    .load()
                    .await
            }
            _ => loader.load().await,
        };
        Self { settings, base, kept: Mutex::new(HashMap::new()) }
    }

    /// The client that speaks with the installation's own credentials.
    pub(crate) fn sts(&self) -> aws_sdk_sts::Client {
        let mut config = aws_sdk_sts::config::Builder::from(&self.base);
        if let Some(endpoint) = &self.settings.sts_endpoint {
            config.set_endpoint_url(Some(endpoint.clone()));
        }
        aws_sdk_sts::Client::from_conf(config.build())
    }

    fn organizations(&self, role: SharedCredentialsProvider) -> aws_sdk_organizations::Client {
        let mut config = aws_sdk_organizations::config::Builder::from(&self.base)
            .credentials_provider(role)
            .identity_cache(aws_sdk_organizations::config::IdentityCache::lazy().build())
            .interceptor(RefuseHtml);
        if let Some(endpoint) = &self.settings.organizations_endpoint {
            config.set_endpoint_url(Some(endpoint.clone()));
        }
        aws_sdk_organizations::Client::from_conf(config.build())
    }

    fn account(&self, role: SharedCredentialsProvider) -> aws_sdk_account::Client {
        let mut config = aws_sdk_account::config::Builder::from(&self.base)
            .credentials_provider(role)
            .identity_cache(aws_sdk_account::config::IdentityCache::lazy().build())
            .interceptor(RefuseHtml);
        if let Some(endpoint) = &self.settings.account_endpoint {
            config.set_endpoint_url(Some(endpoint.clone()));
        }
        aws_sdk_account::Client::from_conf(config.build())
    }
}

#[async_trait]
impl Clouds for AwsClouds {
    async fn connect(&self, connection: &Connection) -> Result<Arc<dyn Cloud>, CloudError> {
        let key = (connection.role_arn.clone(), connection.external_id.clone());
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(cloud) = kept {
            return Ok(cloud);
        }
        let role = SharedCredentialsProvider::new(AssumedRole::assume(self.sts(), connection.clone()).await?);
        let cloud = Arc::new(AwsCloud::new(self.organizations(role.clone()), self.account(role)));
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(key, cloud.clone());
        Ok(cloud)
    }

    async fn can_assume_without_external_id(&self, role_arn: &str) -> Result<bool, CloudError> {
        if self.settings.sts_endpoint.is_some() && self.settings.has_lenient_sts {
            return Ok(false);
        }
        role::can_assume_without_external_id(&self.sts(), role_arn).await
    }
}

impl fmt::Debug for AwsClouds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsClouds").field("settings", &self.settings).finish_non_exhaustive()
    }
}
