//! The port to places outside the database that keep signed heads.
//! Never here: a disk, a network, an address that is logged.

use async_trait::async_trait;
use domain::audit::Chain;
use domain::canonical::sha256;
use domain::ids::TenantId;

/// A signed head as it leaves the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadFile {
    /// Whose.
    pub tenant: TenantId,
    /// Which chain.
    pub chain: Chain,
    /// How many leaves it covers.
    pub size: u64,
    /// The key lines and the head line.
    pub bytes: Vec<u8>,
}

impl HeadFile {
    /// Its name below a directory or a prefix: `<tenant>/<chain>/<size, 12 digits>.jsonl`.
    pub fn name(&self) -> String {
        format!("{}/{}/{:012}.jsonl", self.tenant, self.chain, self.size)
    }
}

/// Why a sink did not take a head. The texts hold no address and no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SinkError {
    /// Not now; it is tried again.
    #[error("{0}")]
    Unavailable(String),
    /// It has another content under that name: the database is not the one that signed it, or somebody signs beside it.
    #[error("it has another head of this size")]
    Differs,
}

/// A place that keeps heads. It is given every head at least once, and those of a chain in order.
#[async_trait]
pub trait HeadSink: Send + Sync {
    /// What it is called in logs, e.g. `directory`; no address, which may hold a secret.
    fn kind(&self) -> &'static str;

    /// Stands for it in the database: [`sink_id`] of its address.
    fn id(&self) -> &str;

    /// Keeps a head for good. A head that is there already, with the same bytes, is kept.
    ///
    /// # Errors
    /// [`SinkError`].
    async fn put(&self, head: &HeadFile) -> Result<(), SinkError>;
}

/// 16 hexadecimal digits that stand for an address.
pub fn sink_id(address: &str) -> String {
    hex::encode(&sha256(&[b"charter.sink.v1\n", address.as_bytes()])[..8])
}
