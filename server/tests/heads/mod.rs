//! Signed heads outside the database: the directory, the webhook, the task that brings them there, and the command line around them.
//! Never here: what a head is (`domain`), which heads there are (`control`).

mod directory;
mod webhook;

use control::evidence::HeadFile;
use domain::audit::Chain;
use domain::ids::TenantId;
use uuid::Uuid;

/// A head file with that size and content.
fn head(size: u64, content: &str) -> HeadFile {
    let tenant = TenantId::from_uuid(Uuid::from_u128(7));
    HeadFile { tenant, chain: Chain::Changes, size, bytes: content.as_bytes().to_vec() }
}
