//! Whom the site depends on: the identity provider of every workspace, and AWS.
//! Never here: a way to a provider that is not the site's own; credentials in a line.

use std::time::Duration;

use aws::AwsClouds;
use domain::time::Timestamp;
use futures::StreamExt as _;
use store::Issuer;

use super::finding::Finding;
use crate::config::Engine;
use crate::outbound::{Outbound, OutboundError};
use crate::sign_in::{ProviderError, Providers};

/// How many providers are asked at one time.
const AT_ONCE: usize = 8;
/// How long AWS may take, with the search for credentials.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks every workspace's provider for its description, as the site does.
pub async fn providers(issuers: Option<Vec<Issuer>>, allow: &[String], now: Timestamp) -> Vec<Finding> {
    const CHECK: &str = "identity providers";
    let Some(issuers) = issuers else {
        return vec![Finding::warn(CHECK, "not checked, because the workspaces could not be read", "mend the database first")];
    };
    if issuers.is_empty() {
        let remedy = "start `charter serve` and open the set-up link that it prints, or use `charter workspace create`";
        return vec![Finding::warn(CHECK, "there is no workspace yet", remedy)];
    }
    let outbound = match Outbound::new(allow.to_vec()) {
        Ok(outbound) => outbound,
        Err(_) => return vec![Finding::fail(CHECK, "TLS cannot be set up on this machine", "install its CA certificates")],
    };
    let providers = &Providers::new(outbound);
    let asked = issuers.into_iter().map(|one| async move {
        let answer = providers.describe(&one.issuer, now).await.map(|_| ());
        judged(&one, answer)
    });
    futures::stream::iter(asked).buffered(AT_ONCE).collect().await
}

fn judged(one: &Issuer, answer: Result<(), ProviderError>) -> Finding {
    let check = format!("identity provider of {}", one.slug);
    let issuer = &one.issuer;
    match answer {
        Ok(()) => Finding::ok(check, format!("{issuer} answers as exactly this issuer")),
        Err(ProviderError::Malformed) => {
            let what = format!(
                "{}/.well-known/openid-configuration describes no provider, or another issuer than exactly {issuer}",
                issuer.trim_end_matches('/')
            );
            let remedy = "compare it letter by letter with what the provider calls its issuer (a slash at the end counts); a workspace \
                          keeps its issuer, so one with a wrong issuer must be made anew";
            Finding::fail(check, what, remedy)
        }
        Err(ProviderError::Outbound(error)) => {
            let remedy = match error {
                OutboundError::NotHttps | OutboundError::NotPublic => {
                    "if it is meant to be so, name HOST:PORT in CHARTER_OUTBOUND_ALLOW"
                }
                OutboundError::Unreachable => {
                    "check that it runs, and that this machine reaches it: name, firewall, certificate; a private address must be named in \
                     CHARTER_OUTBOUND_ALLOW"
                }
                OutboundError::BadAnswer => "ask whoever runs it what answers at this address",
            };
            Finding::fail(check, format!("{issuer} cannot be asked: {error}"), remedy)
        }
    }
}

/// Asks AWS who we are to it: the identity that assumes the roles of connections.
pub async fn caller(engine: &Engine) -> Finding {
    const CHECK: &str = "AWS";
    const GIVE: &str = "give this process credentials by the AWS SDK's default chain: a role of the instance or task, AWS_PROFILE, or \
                        AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY";
    let settings = match engine.aws() {
        Ok(settings) => settings,
        Err(error) => return Finding::fail(CHECK, "its settings are not whole", error.to_string()),
    };
    let asked = async { AwsClouds::new(settings).await.caller_identity().await };
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(caller)) => Finding::ok(CHECK, format!("we are {} in the account {}", caller.arn, caller.account)),
        Ok(Err(error)) if error.code == "NoCredentials" => Finding::fail(CHECK, "there are no credentials", GIVE),
        Ok(Err(error)) => {
            let what = format!("GetCallerIdentity: {} ({})", error.message, error.code);
            Finding::fail(CHECK, what, format!("check the way to AWS and the credentials; {GIVE}"))
        }
        Err(_) => Finding::fail(CHECK, "no answer within 10 s", format!("check the way to AWS; {GIVE}")),
    }
}
