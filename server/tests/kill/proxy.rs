//! A proxy before moto that counts calls and kills a process at the n-th, before or after it forwards the call.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::process::Child;
use tokio::task::JoinSet;

/// What happens at which call.
#[derive(Default)]
struct Fuse {
    calls: u32,
    at: u32,
    after_effect: bool,
    victim: Option<Child>,
    has_burned: bool,
}

#[derive(Clone)]
struct Means {
    upstream: String,
    http: reqwest::Client,
    fuse: Arc<Mutex<Fuse>>,
}

/// A running proxy; ended when dropped.
pub struct Proxy {
    /// Its address.
    pub url: String,
    fuse: Arc<Mutex<Fuse>>,
    _server: JoinSet<()>,
}

impl Proxy {
    /// Starts one before `upstream`.
    pub async fn start(upstream: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let fuse = Arc::new(Mutex::new(Fuse::default()));
        let http = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        let means = Means { upstream: upstream.to_owned(), http, fuse: fuse.clone() };
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, Router::new().fallback(pass).with_state(means)).await.unwrap() });
        Self { url: format!("http://{address}"), fuse, _server: server }
    }

    /// Arms it: at the `at`-th call from now the victim is killed; 0 only counts.
    pub fn arm(&self, at: u32, after_effect: bool, victim: Child) {
        *self.fuse.lock().unwrap() = Fuse { calls: 0, at, after_effect, victim: Some(victim), has_burned: false };
    }

    /// Calls since it was armed.
    pub fn calls(&self) -> u32 {
        self.fuse.lock().unwrap().calls
    }

    /// Whether it killed its victim.
    pub fn has_burned(&self) -> bool {
        self.fuse.lock().unwrap().has_burned
    }

    /// Takes the process back, if there is one.
    pub fn take_victim(&self) -> Option<Child> {
        self.fuse.lock().unwrap().victim.take()
    }
}

async fn pass(State(means): State<Means>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let (is_due, after_effect) = {
        let mut fuse = means.fuse.lock().unwrap();
        fuse.calls += 1;
        (fuse.at != 0 && fuse.calls == fuse.at, fuse.after_effect)
    };
    if is_due && !after_effect {
        kill(&means.fuse);
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let mut forwarded = headers;
    forwarded.remove("host");
    forwarded.remove("content-length");
    let answer = means.http.request(method, format!("{}{uri}", means.upstream)).headers(forwarded).body(body).send().await;
    let Ok(answer) = answer else { return StatusCode::BAD_GATEWAY.into_response() };
    let (status, headers) = (answer.status(), answer.headers().clone());
    let Ok(body) = answer.bytes().await else { return StatusCode::BAD_GATEWAY.into_response() };
    if is_due {
        kill(&means.fuse);
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let mut response = (status, body).into_response();
    for name in ["content-type", "x-amzn-requestid"] {
        if let Some(value) = headers.get(name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// SIGKILL. This must not wait: with the victim its connection dies, and with that the task that runs this.
fn kill(fuse: &Mutex<Fuse>) {
    let mut fuse = fuse.lock().unwrap();
    if let Some(victim) = &mut fuse.victim {
        victim.start_kill().unwrap();
    }
    fuse.has_burned = true;
}
