//! An identity provider that does one thing wrong. It hands out its tokens without asking anybody.
//! Never here: something that the site's own provider could be made to do.

use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AccessToken, Audience, EmptyAdditionalClaims, EndUserEmail, IssuerUrl, JsonWebKeyId, Nonce, PrivateSigningKey as _,
    StandardClaims, SubjectIdentifier,
};
use serde_json::{Value, json};
use store::Clock;
use store::testing::FixedClock;
use tokio::net::TcpListener;

use super::{CLIENT_ID, TestSite};

/// What it does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing: the token is good.
    Nothing,
    /// The token repeats another nonce.
    Nonce,
    /// The token is not signed at all.
    NoSignature,
    /// The token is signed with the client's id as a shared secret, as HS256.
    Symmetric,
    /// The token is signed with a key that it does not publish.
    Key,
    /// The token is for another client.
    Audience,
    /// The token is of another issuer.
    Issuer,
    /// The token has expired.
    Expired,
    /// The hash of the access token is another one's.
    AccessTokenHash,
    /// The e-mail is not verified.
    UnverifiedEmail,
    /// There is no ID token.
    NoToken,
    /// The description names another issuer.
    Description,
    /// The answer is HTML.
    Html,
}

struct Desk {
    issuer: String,
    wrong: Wrong,
    key: CoreEdDsaPrivateSigningKey,
    unpublished: CoreEdDsaPrivateSigningKey,
    nonce: Mutex<String>,
    clock: Arc<FixedClock>,
}

/// The running provider.
#[derive(Clone)]
pub struct Hostile {
    desk: Arc<Desk>,
}

impl Hostile {
    /// Starts one, with a site and the workspace `acme` that trusts it.
    pub async fn start(wrong: Wrong) -> (Self, TestSite) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let test = TestSite::new(&[port]).await;
        let issuer = format!("http://localhost:{port}");
        let desk = Desk {
            issuer: issuer.clone(),
            wrong,
            key: key("a"),
            unpublished: key("a"),
            nonce: Mutex::default(),
            clock: test.clock.clone(),
        };
        let hostile = Self { desk: Arc::new(desk) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .with_state(hostile.clone());
        test.serve(listener, router);
        test.create_workspace("acme", &issuer).await;
        (hostile, test)
    }

    /// The way back for an address that the site sent a browser to, without anybody being asked.
    pub fn callback(&self, address: &str, iss: &str) -> String {
        let url = url::Url::parse(address).unwrap();
        let find = |name: &str| url.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned();
        *self.desk.nonce.lock().unwrap() = find("nonce");
        let mut back = url::form_urlencoded::Serializer::new(String::new());
        back.append_pair("code", "any").append_pair("state", &find("state"));
        if !iss.is_empty() {
            back.append_pair("iss", iss);
        }
        format!("/sign-in/callback?{}", back.finish())
    }

    /// The issuer.
    pub fn issuer(&self) -> &str {
        &self.desk.issuer
    }
}

fn key(id: &str) -> CoreEdDsaPrivateSigningKey {
    let pkcs8 = aws_lc_rs::signature::Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).unwrap();
    let encoded = STANDARD.encode(pkcs8.as_ref());
    let lines: Vec<&str> = encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(id.to_owned()))).unwrap()
}

async fn describe(State(hostile): State<Hostile>) -> Json<Value> {
    let issuer = &hostile.desk.issuer;
    let named = if hostile.desk.wrong == Wrong::Description { "https://id.example.com" } else { issuer };
    // It claims to sign with `none` and HS256 too: the site's own list must win.
    Json(json!({
        "issuer": named,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "none", "HS256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(State(hostile): State<Hostile>) -> Json<CoreJsonWebKeySet> {
    Json(CoreJsonWebKeySet::new(vec![hostile.desk.key.as_verification_key()]))
}

async fn token(State(hostile): State<Hostile>, Form(_): Form<Vec<(String, String)>>) -> axum::response::Response {
    use axum::response::IntoResponse as _;
    let desk = &hostile.desk;
    let mut answer = json!({ "access_token": "access", "token_type": "Bearer", "expires_in": 300 });
    match desk.wrong {
        Wrong::Html => return axum::response::Html("<p>Gateway error</p>").into_response(),
        Wrong::NoToken => {}
        _ => answer["id_token"] = json!(desk.token()),
    }
    Json(answer).into_response()
}

impl Desk {
    fn token(&self) -> String {
        let now = self.clock.now();
        let wrong = |case: Wrong, bad: &str, good: &str| if self.wrong == case { bad.to_owned() } else { good.to_owned() };
        let issuer = wrong(Wrong::Issuer, "https://id.example.com", &self.issuer);
        let audience = wrong(Wrong::Audience, "another-client", CLIENT_ID);
        let nonce = wrong(Wrong::Nonce, "another", &self.nonce.lock().unwrap());
        let expires = if self.wrong == Wrong::Expired { now - TimeDelta::minutes(1) } else { now + TimeDelta::minutes(5) };
        if matches!(self.wrong, Wrong::NoSignature | Wrong::Symmetric) {
            return self.unproven(&issuer, &audience, &nonce, expires.timestamp());
        }
        let standard = StandardClaims::new(SubjectIdentifier::new("ana".to_owned()))
            .set_email(Some(EndUserEmail::new("ana@acme.example".to_owned())))
            .set_email_verified(Some(self.wrong != Wrong::UnverifiedEmail));
        let claims = CoreIdTokenClaims::new(
            IssuerUrl::new(issuer).unwrap(),
            vec![Audience::new(audience)],
            expires,
            now,
            standard,
            EmptyAdditionalClaims {},
        );
        let claims = claims.set_nonce(Some(Nonce::new(nonce)));
        let key = if self.wrong == Wrong::Key { &self.unpublished } else { &self.key };
        let access = AccessToken::new(wrong(Wrong::AccessTokenHash, "another", "access"));
        CoreIdToken::new(claims, key, CoreJwsSigningAlgorithm::EdDsa, Some(&access), None).unwrap().to_string()
    }

    /// A token that proves nothing: unsigned, or signed with what everybody knows.
    fn unproven(&self, issuer: &str, audience: &str, nonce: &str, expires: i64) -> String {
        let algorithm = if self.wrong == Wrong::Symmetric { "HS256" } else { "none" };
        let header = URL_SAFE_NO_PAD.encode(json!({ "alg": algorithm, "typ": "JWT" }).to_string());
        let claims = json!({
            "iss": issuer, "aud": audience, "nonce": nonce, "sub": "ana", "email": "ana@acme.example", "email_verified": true,
            "exp": expires, "iat": expires - 300,
        });
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, CLIENT_ID.as_bytes());
        let signature = if self.wrong == Wrong::Symmetric {
            URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&key, signed.as_bytes()))
        } else {
            String::new()
        };
        format!("{signed}.{signature}")
    }
}
