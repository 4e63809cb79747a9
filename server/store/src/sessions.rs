//! Browser sessions (opener `lobby`): a row per session under a hash of its id. Idle and absolute limits are kept here.
//! Never here: a session's id; a cookie.

use chrono::TimeDelta;
use domain::time::Timestamp;
use serde_json::Value;

use crate::error::Result;
use crate::pool::Store;

/// SHA-256 of a session's id.
pub type SessionHash = [u8; 32];

/// How long a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without a request of the browser.
    pub idle: TimeDelta,
    /// At most, however busy.
    pub absolute: TimeDelta,
}

impl SessionLimits {
    /// Unless the operator says otherwise: an hour idle, twelve in all.
    pub const STANDARD: Self = Self { idle: TimeDelta::hours(1), absolute: TimeDelta::hours(12) };
}

/// A session as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptSession {
    /// What it holds.
    pub data: Value,
    /// When it ends if nothing happens.
    pub expires_at: Timestamp,
}

/// `last_seen` is written at most this often: reading a page should not write.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

impl Store {
    /// Keeps a new session. `false` if the hash is taken, which means that the id was.
    ///
    /// # Errors
    /// [`crate::Error::Driver`].
    pub async fn create_session(&self, hash: &SessionHash, data: &Value, limits: SessionLimits) -> Result<bool> {
        let now = self.clock.now();
        let made = sqlx::query!(
            "insert into session (session_hash, data, created_at, last_seen, expires_at) values ($1, $2, $3, $3, $4)
             on conflict on constraint session_pk do nothing",
            &hash[..],
            data,
            now,
            now + limits.idle.min(limits.absolute)
        )
        .execute(&self.pool)
        .await?;
        Ok(made.rows_affected() == 1)
    }

    /// Writes what a session holds. A session that ended meanwhile stays ended.
    ///
    /// # Errors
    /// [`crate::Error::Driver`].
    pub async fn save_session(&self, hash: &SessionHash, data: &Value) -> Result<()> {
        sqlx::query!("update session set data = $2 where session_hash = $1", &hash[..], data).execute(&self.pool).await?;
        Ok(())
    }

    /// Reads a session that has not ended, and moves its idle limit (at most once a minute, never beyond the absolute one).
    ///
    /// # Errors
    /// [`crate::Error::Driver`].
    pub async fn load_session(&self, hash: &SessionHash, limits: SessionLimits) -> Result<Option<KeptSession>> {
        let now = self.clock.now();
        let row = sqlx::query!(
            "select data, created_at, last_seen, expires_at from session where session_hash = $1 and expires_at > $2",
            &hash[..],
            now
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let mut expires_at = row.expires_at;
        if now - row.last_seen >= TOUCH_EVERY {
            expires_at = (now + limits.idle).min(row.created_at + limits.absolute);
            sqlx::query!(
                "update session set last_seen = $2, expires_at = $3 where session_hash = $1",
                &hash[..],
                now,
                expires_at
            )
            .execute(&self.pool)
            .await?;
        }
        Ok(Some(KeptSession { data: row.data, expires_at }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`crate::Error::Driver`].
    pub async fn delete_session(&self, hash: &SessionHash) -> Result<()> {
        sqlx::query!("delete from session where session_hash = $1", &hash[..]).execute(&self.pool).await?;
        Ok(())
    }

    /// Throws away sessions that ended by themselves, and says how many.
    ///
    /// # Errors
    /// [`crate::Error::Driver`].
    pub async fn delete_expired_sessions(&self) -> Result<u64> {
        let gone = sqlx::query!("delete from session where expires_at <= $1", self.clock.now()).execute(&self.pool).await?;
        Ok(gone.rows_affected())
    }
}
