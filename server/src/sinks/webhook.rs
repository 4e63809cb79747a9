//! A webhook that keeps signed heads: a POST of the same bytes as a file. The operator named it, so it may be anywhere.
//! Never here: its address in an error; an answer that is read.

use std::time::Duration;

use async_trait::async_trait;
use control::evidence::{HeadFile, HeadSink, SinkError};
use url::Url;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// A webhook.
pub struct Webhook {
    url: Url,
    id: String,
    client: reqwest::Client,
}

impl Webhook {
    /// The webhook at that address.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(url: Url, id: String) -> Result<Self, SinkError> {
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).user_agent("charter");
        let client = client.build().map_err(|_| SinkError::Unavailable("TLS cannot be set up".to_owned()))?;
        Ok(Self { url, id, client })
    }
}

#[async_trait]
impl HeadSink for Webhook {
    fn kind(&self) -> &'static str {
        "webhook"
    }

    fn id(&self) -> &str {
        &self.id
    }

    async fn put(&self, head: &HeadFile) -> Result<(), SinkError> {
        let request = self.client.post(self.url.clone()).header("content-type", "application/jsonl").body(head.bytes.clone());
        let answer = request.send().await.map_err(|_| SinkError::Unavailable("the webhook cannot be reached".to_owned()))?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            // Whoever keeps heads and has another one of this size says so.
            409 => Err(SinkError::Differs),
            other => Err(SinkError::Unavailable(format!("the webhook answered {other}"))),
        }
    }
}
