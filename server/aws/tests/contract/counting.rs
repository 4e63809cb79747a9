//! An HTTP server that counts what arrives and answers as a test wants. STS is answered well, unless told otherwise.
//! Never here: an assertion.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::task::JoinSet;

/// What it answers.
#[derive(Clone, Copy, Debug)]
pub enum Says {
    Html(u16),
    /// JSON 1.1 of AWS's own failure.
    ServiceException,
    /// A JSON object without any member.
    Nothing,
    /// Not even JSON, with status 200.
    Garbage,
    /// To another page.
    Redirect,
    /// Never.
    Silence,
    /// STS's refusal.
    Denied,
    /// Credentials that are over at once.
    ExpiredCredentials,
    Credentials,
}

#[derive(Clone)]
pub struct Counting {
    pub url: String,
    pub organizations: Arc<AtomicU32>,
    pub sts: Arc<AtomicU32>,
    says: Arc<Mutex<(Says, Says)>>,
    _door: Arc<JoinSet<()>>,
}

impl Counting {
    pub async fn start(organizations: Says, sts: Says) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let says = Arc::new(Mutex::new((organizations, sts)));
        let (organizations, sts) = (Arc::default(), Arc::default());
        let mut counting = Counting { url, organizations, sts, says, _door: Arc::default() };
        let router = Router::new().fallback(answer).with_state(counting.clone());
        let mut door = JoinSet::new();
        door.spawn(async move { axum::serve(listener, router).await.unwrap() });
        counting._door = Arc::new(door);
        counting
    }

    pub fn sts_says(&self, says: Says) {
        self.says.lock().unwrap().1 = says;
    }

    pub fn organizations_calls(&self) -> u32 {
        self.organizations.load(Ordering::SeqCst)
    }
}

async fn answer(State(counting): State<Counting>, headers: HeaderMap) -> Response {
    let (organizations, sts) = *counting.says.lock().unwrap();
    let (count, says) =
        if headers.contains_key("x-amz-target") { (&counting.organizations, organizations) } else { (&counting.sts, sts) };
    count.fetch_add(1, Ordering::SeqCst);
    let json = [(header::CONTENT_TYPE, "application/x-amz-json-1.1")];
    match says {
        Says::Html(status) => {
            let page = "<!doctype html><html><body>A proxy's page</body></html>";
            (StatusCode::from_u16(status).unwrap(), [(header::CONTENT_TYPE, "text/html")], page).into_response()
        }
        Says::ServiceException => {
            (StatusCode::INTERNAL_SERVER_ERROR, json, r#"{"__type":"ServiceException","Message":"later"}"#).into_response()
        }
        Says::Nothing => (json, "{}").into_response(),
        Says::Garbage => (json, "\u{1}\u{2} neither").into_response(),
        Says::Redirect => (StatusCode::FOUND, [(header::LOCATION, "http://127.0.0.1:9/login")]).into_response(),
        Says::Silence => std::future::pending().await,
        Says::Denied => {
            let error = "<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error>";
            (StatusCode::FORBIDDEN, format!("<ErrorResponse>{error}<RequestId>r-1</RequestId></ErrorResponse>")).into_response()
        }
        Says::Credentials => credentials("2100-01-01T00:00:00Z"),
        Says::ExpiredCredentials => credentials("2000-01-01T00:00:00Z"),
    }
}

fn credentials(until: &str) -> Response {
    let inner = "<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>assumed-secret</SecretAccessKey><SessionToken>assumed-token</SessionToken>";
    let result =
        format!("<AssumeRoleResult><Credentials>{inner}<Expiration>{until}</Expiration></Credentials></AssumeRoleResult>");
    format!("<AssumeRoleResponse>{result}</AssumeRoleResponse>").into_response()
}
