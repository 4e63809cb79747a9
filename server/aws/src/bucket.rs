//! An S3-compatible bucket that keeps signed heads: one signed PUT each, which never replaces an object.
//! Never here: the SDK of S3 (two requests do not need it), a list of objects, a key of an object that needs escapes.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use control::evidence::{HeadFile, HeadSink, SinkError};
use domain::time::Timestamp;

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The most that an object is read of, to compare: heads are far below.
const MOST_BYTES: usize = 1 << 20;

/// Which bucket, and how it is reached.
#[derive(Clone)]
pub struct BucketSettings {
    /// `https://HOST[:PORT]`, without a path.
    pub endpoint: String,
    /// The bucket, addressed by path.
    pub bucket: String,
    /// What the keys begin with; no slash at either end, may be empty. Letters, digits, `.`, `_`, `-` and `/`, so that nothing is escaped.
    pub prefix: String,
    /// The region that requests are signed for.
    pub region: String,
    /// Access key id and secret; without them the SDK's default chain is asked.
    pub credentials: Option<(String, String)>,
    /// Stands for the bucket in the database.
    pub id: String,
}

/// A bucket.
pub struct Bucket {
    settings: BucketSettings,
    credentials: Option<SharedCredentialsProvider>,
    client: reqwest::Client,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Bucket {
    /// Prepares; nothing is sent. Credentials of the default chain are looked for with the first head.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub async fn new(settings: BucketSettings, now: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Result<Self, SinkError> {
        let credentials = match &settings.credentials {
            Some((id, secret)) => {
                let keys = Credentials::new(id.clone(), secret.clone(), None, None, "charter-operator");
                Some(SharedCredentialsProvider::new(keys))
            }
            None => {
                let loader = aws_config::defaults(BehaviorVersion::v2026_01_12()).region(Region::new(settings.region.clone()));
                loader.load().await.credentials_provider()
            }
        };
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).user_agent("charter");
        let client = client.build().map_err(|_| unavailable("TLS cannot be set up"))?;
        Ok(Self { settings, credentials, client, now })
    }

    async fn send(&self, method: &'static str, key: &str, body: Vec<u8>) -> Result<reqwest::Response, SinkError> {
        let BucketSettings { endpoint, bucket, prefix, region, .. } = &self.settings;
        let slash = if prefix.is_empty() { "" } else { "/" };
        let url = format!("{endpoint}/{bucket}/{prefix}{slash}{key}");
        let provider = self.credentials.as_ref().ok_or_else(|| unavailable("there are no credentials for the bucket"))?;
        let credentials =
            provider.provide_credentials().await.map_err(|_| unavailable("there are no credentials for the bucket"))?;
        let identity = credentials.into();
        let mut settings = SigningSettings::default();
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name("s3")
            .time(SystemTime::from((self.now)()))
            .settings(settings)
            .build()
            .map_err(|_| unavailable("the request cannot be signed"))?
            .into();
        let mut headers = Vec::new();
        if method == "PUT" {
            headers.extend([("content-type", "application/jsonl"), ("if-none-match", "*")]);
        }
        let signable = SignableRequest::new(method, &url, headers.iter().copied(), SignableBody::Bytes(&body));
        let signed =
            signable.and_then(|request| sign(request, &params)).map_err(|_| unavailable("the request cannot be signed"))?;
        let (instructions, _) = signed.into_parts();
        let mut request = match method {
            "PUT" => self.client.put(&url).body(body),
            _ => self.client.get(&url),
        };
        for (name, value) in headers.into_iter().chain(instructions.headers()) {
            request = request.header(name, value);
        }
        request.send().await.map_err(|_| unavailable("the bucket cannot be reached"))
    }

    /// Whether the object is there with exactly these bytes.
    async fn compare(&self, key: &str, bytes: &[u8]) -> Result<(), SinkError> {
        let mut answer = self.send("GET", key, Vec::new()).await?;
        if !answer.status().is_success() {
            return Err(refused("reading the object that is there", answer.status()));
        }
        let mut found = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| unavailable("the bucket's answer broke off"))? {
            found.extend_from_slice(&chunk);
            if found.len() > MOST_BYTES {
                return Err(SinkError::Differs);
            }
        }
        if found == bytes { Ok(()) } else { Err(SinkError::Differs) }
    }
}

#[async_trait]
impl HeadSink for Bucket {
    fn kind(&self) -> &'static str {
        "s3"
    }

    fn id(&self) -> &str {
        &self.settings.id
    }

    async fn put(&self, head: &HeadFile) -> Result<(), SinkError> {
        let key = head.name();
        let status = self.send("PUT", &key, head.bytes.clone()).await?.status();
        match status.as_u16() {
            200..=299 => Ok(()),
            // 412: it is there. 409: somebody puts it at this moment.
            409 | 412 => self.compare(&key, &head.bytes).await,
            _ => Err(refused("PutObject", status)),
        }
    }
}

fn unavailable(why: &str) -> SinkError {
    SinkError::Unavailable(why.to_owned())
}

fn refused(what: &str, status: reqwest::StatusCode) -> SinkError {
    SinkError::Unavailable(format!("the bucket answered {what} with {}", status.as_u16()))
}
