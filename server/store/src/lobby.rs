//! The opener `lobby`: sign-ins in progress and the mark of a demo, read before a tenant is known.
//! Never here: a table of a tenant; anything in a lobby row but ids, hashes, times and what a sign-in in progress needs.

use chrono::TimeDelta;
use domain::ids::TenantId;
use domain::time::Timestamp;

use crate::error::Result;
use crate::pool::Store;

/// How long a sign-in may take.
pub const ATTEMPT_LIMIT: TimeDelta = TimeDelta::minutes(10);

/// A sign-in in progress.
#[derive(Clone)]
pub struct Attempt {
    /// SHA-256 of the secret that the browser keeps in a cookie.
    pub browser_hash: [u8; 32],
    /// The tenant whose provider was asked.
    pub tenant: TenantId,
    /// What the ID token must repeat.
    pub nonce: String,
    /// The secret of PKCE.
    pub verifier: String,
    /// Where to go afterwards: a path of ours.
    pub return_path: String,
    /// Whether the provider must have asked the person anew.
    pub must_prove: bool,
    /// When it began.
    pub at: Timestamp,
}

impl Store {
    /// Keeps a sign-in in progress under the hash of its state.
    ///
    /// # Errors
    /// [`crate::Error::Driver`]; a conflict if the state was drawn before.
    pub async fn open_attempt(&self, state_hash: &[u8; 32], attempt: &Attempt) -> Result<()> {
        sqlx::query!("delete from sign_in_attempt where created_at < $1", attempt.at - ATTEMPT_LIMIT).execute(&self.pool).await?;
        sqlx::query!(
            "insert into sign_in_attempt (state_hash, browser_hash, tenant_id, nonce, verifier, return_path, must_prove, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            &state_hash[..],
            &attempt.browser_hash[..],
            attempt.tenant.as_uuid(),
            attempt.nonce,
            attempt.verifier,
            attempt.return_path,
            attempt.must_prove,
            attempt.at
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes a sign-in in progress, once: a second call finds nothing, and neither does one after [`ATTEMPT_LIMIT`].
    ///
    /// # Errors
    /// [`crate::Error::Driver`].
    pub async fn take_attempt(&self, state_hash: &[u8; 32]) -> Result<Option<Attempt>> {
        let row = sqlx::query!(
            "delete from sign_in_attempt where state_hash = $1
             returning browser_hash, tenant_id, nonce, verifier, return_path, must_prove, created_at",
            &state_hash[..]
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row.filter(|row| row.created_at >= self.clock.now() - ATTEMPT_LIMIT) else { return Ok(None) };
        let browser_hash = row.browser_hash.try_into();
        let browser_hash = browser_hash.map_err(|_| crate::Error::inconsistent("sign_in_attempt", "a hash is not 32 bytes"))?;
        Ok(Some(Attempt {
            browser_hash,
            tenant: TenantId::from_uuid(row.tenant_id),
            nonce: row.nonce,
            verifier: row.verifier,
            return_path: row.return_path,
            must_prove: row.must_prove,
            at: row.created_at,
        }))
    }

    /// Whether this database belongs to a demo.
    ///
    /// # Errors
    /// [`crate::Error::Driver`].
    pub async fn is_demo(&self) -> Result<bool> {
        Ok(sqlx::query_scalar!("select is_demo from installation").fetch_optional(&self.pool).await?.unwrap_or(false))
    }
}
