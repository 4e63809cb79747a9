//! AWS Organizations and account management over the AWS SDK, as the port that `control` knows. The only crate with the SDK.
//! Never here: a retry (the engine owns them), a page loop, a decision, a credential in a log or an error.

mod accounts;
mod bucket;
mod cloud;
mod connect;
mod contacts;
mod convert;
mod error;
mod html;
mod identity;
mod policies;
mod reads;
mod role;
mod settings;

pub use bucket::{Bucket, BucketSettings};
pub use connect::AwsClouds;
pub use identity::CallerIdentity;
pub use settings::AwsSettings;
