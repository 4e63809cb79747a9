//! The webhook: the same bytes as a file, and what its answers mean.
//! Never here: a database.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use control::evidence::{HeadSink as _, SinkError};
use server::sinks::webhook::Webhook;
use server::tasks::Tasks;
use std::time::Duration;
use tokio::net::TcpListener;

use super::head;

type Seen = Arc<Mutex<Vec<(String, Bytes)>>>;

#[tokio::test]
async fn a_webhook_gets_the_bytes_of_the_file_and_its_answer_decides() {
    let (seen, answer) = (Seen::default(), Arc::new(Mutex::new(StatusCode::NO_CONTENT)));
    let (keeping, answering) = (seen.clone(), answer.clone());
    let take = move |headers: HeaderMap, body: Bytes| {
        let kind = headers.get("content-type").map(|kind| kind.to_str().unwrap().to_owned()).unwrap_or_default();
        keeping.lock().unwrap().push((kind, body));
        let status = *answering.lock().unwrap();
        async move { status }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tasks = Tasks::default();
    let router = Router::new().route("/hook", post(take));
    tasks.start("hook", async move { axum::serve(listener, router).await.unwrap() });
    let sink = Webhook::new(format!("http://{address}/hook?token=secret").parse().unwrap(), "id".into()).unwrap();
    sink.put(&head(3, "{}\n")).await.unwrap();
    assert_eq!(seen.lock().unwrap()[0], ("application/jsonl".to_owned(), Bytes::from("{}\n")));
    for (status, expected) in [
        (StatusCode::INTERNAL_SERVER_ERROR, Err(SinkError::Unavailable("the webhook answered 500".into()))),
        (StatusCode::FOUND, Err(SinkError::Unavailable("the webhook answered 302".into()))),
        (StatusCode::CONFLICT, Err(SinkError::Differs)),
        (StatusCode::OK, Ok(())),
    ] {
        *answer.lock().unwrap() = status;
        assert_eq!(sink.put(&head(4, "{}\n")).await, expected);
    }
    assert_eq!(seen.lock().unwrap().len(), 5);
    tasks.finish(Duration::ZERO).await;
}

#[tokio::test]
async fn a_webhook_that_is_away_says_so_without_its_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let sink = Webhook::new(format!("http://{address}/secret-path").parse().unwrap(), "id".into()).unwrap();
    let error = sink.put(&head(1, "{}\n")).await.unwrap_err().to_string();
    assert!(!error.contains("secret") && !error.contains(&address.port().to_string()), "{error}");
}
