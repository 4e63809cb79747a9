//! What the operator decides about reaching AWS. Tenants decide nothing of it.
//! Never here: reading the environment.

use std::fmt;
use std::time::Duration;

/// Settings of the adapter.
#[derive(Clone)]
pub struct AwsSettings {
    /// Instead of `https://organizations.us-east-1.amazonaws.com`.
    pub organizations_endpoint: Option<String>,
    /// Instead of `https://account.us-east-1.amazonaws.com`.
    pub account_endpoint: Option<String>,
    /// Instead of AWS's STS endpoint.
    pub sts_endpoint: Option<String>,
    /// Whether the STS endpoint of the operator's own looks at no external ids (an emulator), so that it must not be asked whether a role
    /// needs one. At AWS itself it is always asked.
    pub has_lenient_sts: bool,
    /// Access key id and secret for AssumeRole at an overridden STS endpoint. Real AWS gets the SDK's default chain instead; without them
    /// an overridden endpoint does too.
    pub credentials: Option<(String, String)>,
    /// The signing region; Organizations and account management are signed for `us-east-1`.
    pub region: String,
    /// The longest time from sending a call to the end of its answer. It must stay below the engine's send deadline.
    pub call_timeout: Duration,
}

impl Default for AwsSettings {
    fn default() -> Self {
        Self {
            organizations_endpoint: None,
            account_endpoint: None,
            sts_endpoint: None,
            has_lenient_sts: false,
            credentials: None,
            region: "us-east-1".to_owned(),
            call_timeout: Duration::from_secs(3),
        }
    }
}

impl fmt::Debug for AwsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsSettings")
            .field("organizations_endpoint", &self.organizations_endpoint)
            .field("account_endpoint", &self.account_endpoint)
            .field("sts_endpoint", &self.sts_endpoint)
            .field("has_lenient_sts", &self.has_lenient_sts)
            .field("credentials", &self.credentials.as_ref().map(|_| "…"))
            .field("region", &self.region)
            .field("call_timeout", &self.call_timeout)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_show_no_credentials() {
        let settings = AwsSettings { credentials: Some(("AKIAEXAMPLE".into(), "very-secret".into())), ..AwsSettings::default() };
        let shown = format!("{settings:?}");
        assert!(!shown.contains("AKIAEXAMPLE") && !shown.contains("very-secret"), "{shown}");
    }
}
