//! The places outside the database that keep signed heads, as the operator named them. S3 is in the crate `aws`.
//! Never here: an address in a log; a tenant's say.

pub mod address;
pub mod directory;
pub mod webhook;

use std::sync::Arc;

use aws::{Bucket, BucketSettings};
use control::evidence::{HeadSink, SinkError, sink_id};
use store::Clock as _;

use crate::world::SystemClock;
use address::Address;
use directory::Directory;
use webhook::Webhook;

/// How S3-compatible buckets are reached.
#[derive(Clone)]
pub struct S3Access {
    /// The region that requests are signed for.
    pub region: String,
    /// Access key id and secret; without them the SDK's default chain is asked.
    pub credentials: Option<(String, String)>,
}

/// Makes the sink of an address. Nothing is sent.
///
/// # Errors
/// If TLS cannot be set up.
pub async fn open(address: Address, s3: &S3Access) -> Result<Arc<dyn HeadSink>, SinkError> {
    let id = sink_id(&address.to_string());
    Ok(match address {
        Address::Directory(path) => Arc::new(Directory::new(path, id)),
        Address::Webhook(url) => Arc::new(Webhook::new(url, id)?),
        Address::S3 { endpoint, bucket, prefix } => {
            let settings =
                BucketSettings { endpoint, bucket, prefix, region: s3.region.clone(), credentials: s3.credentials.clone(), id };
            Arc::new(Bucket::new(settings, Arc::new(|| SystemClock.now())).await?)
        }
    })
}
