//! The bucket that keeps heads, against moto server's S3: a head is put once, found again, and never replaced.
//! Never here: S3 as a whole.

use std::sync::Arc;

use aws::{Bucket, BucketSettings};
use chrono::DateTime;
use control::evidence::{HeadFile, HeadSink, SinkError};
use domain::audit::Chain;
use domain::ids::TenantId;

use crate::moto::Moto;

fn head(size: u64, content: &str) -> HeadFile {
    let tenant: TenantId = "00000000-0000-0000-0000-000000000007".parse().unwrap();
    HeadFile { tenant, chain: Chain::Access, size, bytes: content.as_bytes().to_vec() }
}

async fn bucket(endpoint: &str, bucket: &str, prefix: &str) -> Bucket {
    let settings = BucketSettings {
        endpoint: endpoint.to_owned(),
        bucket: bucket.to_owned(),
        prefix: prefix.to_owned(),
        region: "us-east-1".to_owned(),
        credentials: Some(("testing".to_owned(), "testing".to_owned())),
        id: "0011223344556677".to_owned(),
    };
    let now = DateTime::parse_from_rfc3339("2026-05-20T09:00:00Z").unwrap().to_utc();
    Bucket::new(settings, Arc::new(move || now)).await.unwrap()
}

/// Makes a bucket; moto asks nobody who they are.
async fn make(moto: &Moto, name: &str) {
    let made = reqwest::Client::builder().build().unwrap().put(format!("{}/{name}", moto.url())).send().await.unwrap();
    assert!(made.status().is_success(), "{}", made.status());
}

#[tokio::test]
async fn a_head_is_kept_under_its_name_and_may_come_twice() {
    let moto = Moto::get();
    make(&moto, "heads-twice").await;
    let sink = bucket(&moto.url(), "heads-twice", "charter/prod").await;
    for _ in 0..2 {
        sink.put(&head(12, "one\n")).await.unwrap();
    }
    let name = "charter/prod/00000000-0000-0000-0000-000000000007/access/000000000012.jsonl";
    // Without any signature moto takes us for the public, which this object is not for.
    let authorization = "AWS4-HMAC-SHA256 Credential=testing/20260520/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    let request = reqwest::Client::builder().build().unwrap().get(format!("{}/heads-twice/{name}", moto.url()));
    let found = request.header("authorization", authorization).send().await.unwrap();
    assert_eq!(found.headers()["content-type"], "application/jsonl");
    assert_eq!(found.text().await.unwrap(), "one\n");
}

#[tokio::test]
async fn another_head_of_that_size_is_an_alarm_and_the_first_stays() {
    let moto = Moto::get();
    make(&moto, "heads-differ").await;
    let sink = bucket(&moto.url(), "heads-differ", "").await;
    sink.put(&head(1, "one\n")).await.unwrap();
    assert_eq!(sink.put(&head(1, "two\n")).await, Err(SinkError::Differs));
    sink.put(&head(1, "one\n")).await.unwrap();
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_asked_again_and_works_once_it_is() {
    let moto = Moto::get();
    let sink = bucket(&moto.url(), "heads-later", "p").await;
    let refused = sink.put(&head(1, "one\n")).await.unwrap_err();
    assert_eq!(refused, SinkError::Unavailable("the bucket answered PutObject with 404".to_owned()));
    make(&moto, "heads-later").await;
    sink.put(&head(1, "one\n")).await.unwrap();
    let away = bucket("http://127.0.0.1:9", "heads-later", "p").await;
    assert_eq!(away.put(&head(1, "one\n")).await, Err(SinkError::Unavailable("the bucket cannot be reached".to_owned())));
}
