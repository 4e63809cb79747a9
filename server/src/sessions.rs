//! Browser sessions: tower-sessions over our table, and what a session holds.
//! Never here: who may do what; a session's id anywhere but in the cookie.

use std::fmt;

use async_trait::async_trait;
use control::SignedIn;
use domain::canonical::sha256;
use domain::ids::{MemberId, SignInId, TenantId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::sessions::{SessionHash, SessionLimits};
use store::{Chance, Store};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore, session_store};

/// The key of the sign-ins.
const SIGNED_IN: &str = "signed_in";

/// The session table, for tower-sessions.
#[derive(Clone)]
pub struct KeptSessions {
    store: Store,
    limits: SessionLimits,
    chance: std::sync::Arc<dyn Chance>,
}

impl KeptSessions {
    /// The table in that database.
    pub fn new(store: Store, limits: SessionLimits, chance: std::sync::Arc<dyn Chance>) -> Self {
        Self { store, limits, chance }
    }
}

impl fmt::Debug for KeptSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptSessions")
    }
}

/// The layer: a cookie that scripts cannot read, gone with the browser's session; the limits are the table's.
pub fn layer(
    store: Store,
    limits: SessionLimits,
    chance: std::sync::Arc<dyn Chance>,
    cookie: &'static str,
    is_secure: bool,
) -> SessionManagerLayer<KeptSessions> {
    SessionManagerLayer::new(KeptSessions::new(store, limits, chance))
        .with_name(cookie)
        .with_secure(is_secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd)
}

/// The hash under which a session is kept.
pub fn hash(id: &Id) -> SessionHash {
    sha256(&[&id.0.to_be_bytes()])
}

/// What stands in events for a session: the first 16 hexadecimal digits of its hash.
pub fn mark(id: &Id) -> String {
    hex::encode(&hash(id)[..8])
}

fn backend(error: store::Error) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

fn data(record: &Record) -> session_store::Result<serde_json::Value> {
    serde_json::to_value(&record.data).map_err(|error| session_store::Error::Encode(error.to_string()))
}

#[async_trait]
impl SessionStore for KeptSessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let data = data(record)?;
        loop {
            // Our own source of chance: 128 bits.
            let mut id = [0; 16];
            self.chance.fill(&mut id);
            record.id = Id(i128::from_be_bytes(id));
            if self.store.create_session(&hash(&record.id), &data, self.limits).await.map_err(backend)? {
                return Ok(());
            }
        }
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.store.save_session(&hash(&record.id), &data(record)?).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let Some(kept) = self.store.load_session(&hash(id), self.limits).await.map_err(backend)? else { return Ok(None) };
        let decode = |text: &dyn fmt::Display| session_store::Error::Decode(text.to_string());
        let data = serde_json::from_value(kept.data).map_err(|error| decode(&error))?;
        let expiry_date =
            time::OffsetDateTime::from_unix_timestamp(kept.expires_at.timestamp()).map_err(|error| decode(&error))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.store.delete_session(&hash(id)).await.map_err(backend)
    }
}

/// One sign-in, as kept.
#[derive(Serialize, Deserialize)]
struct KeptSignIn {
    tenant: TenantId,
    member: MemberId,
    id: SignInId,
    at: Timestamp,
}

/// The sign-ins of a session that are not older than the absolute limit: a later sign-in elsewhere does not prolong them.
///
/// # Errors
/// If the session cannot be read.
pub async fn signed_in(
    session: &Session,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Vec<SignedIn>, tower_sessions::session::Error> {
    // What an older version kept has no id, and opens nothing.
    let kept: Vec<serde_json::Value> = session.get(SIGNED_IN).await?.unwrap_or_default();
    let kept = kept.into_iter().filter_map(|one| serde_json::from_value::<KeptSignIn>(one).ok());
    let fresh = kept.filter(|one| now - one.at < limits.absolute);
    Ok(fresh.map(|one| SignedIn { tenant: one.tenant, member: one.member, id: one.id, at: one.at }).collect())
}

/// The sign-ins as they stand now, read again: a sign-out in another tab may have taken some away since this request began, and those
/// must not come back with what this one writes.
///
/// # Errors
/// If the session cannot be read.
pub async fn standing(
    session: &Session,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Vec<SignedIn>, tower_sessions::session::Error> {
    if session.id().is_some() {
        session.load().await?;
    }
    signed_in(session, limits, now).await
}

/// Gives the session a new id and ends the old one. Answers with the sign-ins that still stand.
///
/// # Errors
/// If the session cannot be read or written.
pub async fn renew(
    session: &Session,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Vec<SignedIn>, tower_sessions::session::Error> {
    let standing = standing(session, limits, now).await?;
    session.cycle_id().await?;
    keep(session, &standing).await?;
    session.save().await?;
    Ok(standing)
}

/// Writes the sign-ins of a session. An id that came with fewer sign-ins must have been replaced before.
///
/// # Errors
/// If the session cannot be written.
pub async fn keep(session: &Session, all: &[SignedIn]) -> Result<(), tower_sessions::session::Error> {
    let kept = |one: &SignedIn| KeptSignIn { tenant: one.tenant, member: one.member, id: one.id, at: one.at };
    let kept: Vec<KeptSignIn> = all.iter().map(kept).collect();
    session.insert(SIGNED_IN, kept).await
}
