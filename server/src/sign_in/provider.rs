//! Identity providers as their discovery documents describe them, kept for an hour.
//! Never here: a request that does not go through `outbound`.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use domain::time::Timestamp;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, ClientId, DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IssuerUrl, ProviderMetadata, RedirectUrl,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::outbound::{Outbound, OutboundError};

/// What we read beyond OpenID Connect Discovery: RP-Initiated Logout and RFC 9207.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// Where a person can end the provider's own session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_session_endpoint: Option<Url>,
    /// Whether every answer to us names its issuer.
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Extra {}

/// A provider's description with its keys.
pub type Metadata = ProviderMetadata<
    Extra,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Our client at a provider.
pub type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// A request of the protocol under way.
pub type Sending = Pin<Box<dyn Future<Output = Result<HttpResponse, OutboundError>> + Send>>;

/// Why a provider cannot be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It does not answer, or must not be asked.
    #[error("the identity provider cannot be asked: {0}")]
    Outbound(OutboundError),
    /// What it answers is not what the standard says, or its address differs from the issuer it names.
    #[error("the identity provider's description is not valid")]
    Malformed,
}

/// How long a description is believed.
const BELIEVED: TimeDelta = TimeDelta::hours(1);
/// How soon after a description was read an unknown key may make us read it again.
const PATIENCE: TimeDelta = TimeDelta::minutes(1);

/// The providers. Reading one twice at once is harmless.
pub struct Providers {
    outbound: Outbound,
    known: Mutex<HashMap<String, (Timestamp, Arc<Metadata>)>>,
}

impl Providers {
    /// No provider is known yet.
    pub fn new(outbound: Outbound) -> Self {
        Self { outbound, known: Mutex::default() }
    }

    /// The provider's description, read from it if ours is older than an hour.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn describe(&self, issuer: &str, now: Timestamp) -> Result<Arc<Metadata>, ProviderError> {
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned();
        if let Some((at, metadata)) = kept
            && now - at < BELIEVED
        {
            return Ok(metadata);
        }
        let url = IssuerUrl::new(issuer.to_owned()).map_err(|_| ProviderError::Malformed)?;
        let http = self.http();
        let metadata = Metadata::discover_async(url, &http).await.map_err(|error| match error {
            DiscoveryError::Request(cause) => ProviderError::Outbound(cause),
            _ => ProviderError::Malformed,
        })?;
        let metadata = Arc::new(metadata);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(issuer.to_owned(), (now, metadata.clone()));
        Ok(metadata)
    }

    /// Forgets a description whose keys do not fit, so that the next reader asks again; not more than once a minute.
    pub fn doubt(&self, issuer: &str, now: Timestamp) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(issuer).is_some_and(|(at, _)| now - *at >= PATIENCE) {
            known.remove(issuer);
        }
    }

    /// What sends the requests of the protocol. Its futures are boxed: else the compiler cannot see that they may move between threads.
    pub fn http(&self) -> impl Fn(HttpRequest) -> Sending + Send + Sync + 'static {
        let outbound = self.outbound.clone();
        move |request| {
            let outbound = outbound.clone();
            Box::pin(async move { outbound.send(request).await })
        }
    }

    /// Whether a browser may be sent there: https, or what the operator permits.
    pub fn may_lead_to(&self, url: &Url) -> bool {
        url.scheme() == "https" || (url.scheme() == "http" && self.outbound.is_permitted(url))
    }
}

/// Our client at that provider. It is public: PKCE stands in for a secret.
pub fn client(metadata: &Metadata, client_id: &str, callback: Url) -> Client {
    let client = CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(client_id.to_owned()), None);
    client.set_redirect_uri(RedirectUrl::from_url(callback))
}
