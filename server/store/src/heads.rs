//! The opener `heads`: which workspaces there are, the keys that sign tree heads, and whose turn it is, before a tenant is known.
//! Never here: a table of a tenant; a private key.

use domain::audit::evidence::{KeyStatement, PublicKey, Succession};
use domain::ids::TenantId;
use sqlx::{Postgres, Transaction};

use crate::error::{Error, Result};
use crate::pool::Store;

/// Advisory locks of Charter: the class, `chrt` in ASCII.
pub(crate) const LOCKS: i32 = 0x6368_7274;

/// Something that only one process of an installation does at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty<'a> {
    /// Sign tree heads.
    Sign,
    /// Deliver them to the sink with this id (hexadecimal).
    Deliver(&'a str),
}

impl Duty<'_> {
    fn lock(self) -> (i32, i32) {
        match self {
            Self::Sign => (LOCKS, 1),
            Self::Deliver(sink) => {
                let number = sink.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0);
                (LOCKS + 1, number.cast_signed())
            }
        }
    }
}

/// The lock that an export shares and that whoever erases or cuts takes alone.
pub(crate) const STILL: i32 = 2;

/// The turn to do a [`Duty`], until it is dropped. Should the database end its transaction, another process may begin: what both
/// would write is kept single by keys.
pub struct Turn {
    held: Transaction<'static, Postgres>,
}

impl Turn {
    /// Gives the turn back now. Dropping it does the same, a moment later.
    pub async fn end(self) {
        // What cannot be rolled back is a connection that is gone, and its lock with it.
        let _ = self.held.rollback().await;
    }
}

/// A workspace's tenant and address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The tenant.
    pub tenant: TenantId,
    /// The address.
    pub slug: String,
}

impl Store {
    /// Takes the turn, or nothing if another process has it.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn turn(&self, duty: Duty<'_>) -> Result<Option<Turn>> {
        let (class, object) = duty.lock();
        let mut held = self.pool.begin().await?;
        let got = sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1, $2) as "got!""#, class, object)
            .fetch_one(&mut *held)
            .await?;
        Ok(got.then_some(Turn { held }))
    }

    /// As long as it is held, nobody erases or cuts; waits for whoever does.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn hold_still(&self) -> Result<Turn> {
        let mut held = self.pool.begin().await?;
        sqlx::query!("select pg_advisory_xact_lock_shared($1, $2)", LOCKS, STILL).execute(&mut *held).await?;
        Ok(Turn { held })
    }

    /// Whether the role behind this store may erase and cut: that of `charter_keeper`.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn is_keeper(&self) -> Result<bool> {
        let may = sqlx::query_scalar!(r#"select has_table_privilege(current_user, 'audit_event', 'delete') as "may!""#);
        Ok(may.fetch_one(&self.pool).await?)
    }

    /// Every workspace, by tenant.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn places(&self) -> Result<Vec<Place>> {
        let rows = sqlx::query!("select tenant_id, slug from workspace order by tenant_id").fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| Place { tenant: TenantId::from_uuid(row.tenant_id), slug: row.slug }).collect())
    }

    /// The statements of every key, those of first keys first.
    ///
    /// # Errors
    /// [`Error::Driver`]; [`Error::Inconsistent`] for a row that is no statement, or whose fingerprint is not that of its key.
    pub async fn log_keys(&self) -> Result<Vec<KeyStatement>> {
        let rows = sqlx::query!(
            "select fingerprint, public_key, previous, added_at, signature from audit_key order by added_at nulls first"
        )
        .fetch_all(&self.pool)
        .await?;
        let wrong = |what: &'static str| Error::inconsistent("audit_key", what);
        rows.into_iter()
            .map(|row| {
                let bytes = row.public_key.try_into().map_err(|_| wrong("a public key is not 32 bytes"))?;
                let public = PublicKey::from_bytes(&bytes).map_err(|error| Error::inconsistent("audit_key", error))?;
                if public.fingerprint().to_string() != row.fingerprint {
                    return Err(wrong("a fingerprint is not that of its key"));
                }
                let succession = match (row.previous, row.added_at, row.signature) {
                    (Some(previous), Some(at), Some(signature)) => Some(Succession {
                        previous: previous.parse().map_err(|error| Error::inconsistent("audit_key", error))?,
                        at,
                        signature: signature.try_into().map_err(|_| wrong("a signature is not 64 bytes"))?,
                    }),
                    (None, None, None) => None,
                    _ => return Err(wrong("a key is endorsed in part")),
                };
                Ok(KeyStatement { public, succession })
            })
            .collect()
    }

    /// Keeps a key. A first key that is there already is left as it is.
    ///
    /// # Errors
    /// A conflict on `audit_key_is_followed_once` if the endorsing key has a successor, on `audit_key_pk` if a successor is known already.
    pub async fn add_log_key(&self, key: &KeyStatement) -> Result<()> {
        let (fingerprint, public) = (key.public.fingerprint().to_string(), key.public.to_bytes());
        match &key.succession {
            None => {
                sqlx::query!(
                    "insert into audit_key (fingerprint, public_key) values ($1, $2) on conflict on constraint audit_key_pk do nothing",
                    fingerprint,
                    &public[..]
                )
                .execute(&self.pool)
                .await?
            }
            Some(by) => {
                sqlx::query!(
                    "insert into audit_key (fingerprint, public_key, previous, added_at, signature) values ($1, $2, $3, $4, $5)",
                    fingerprint,
                    &public[..],
                    by.previous.to_string(),
                    by.at,
                    &by.signature[..]
                )
                .execute(&self.pool)
                .await?
            }
        };
        Ok(())
    }
}
