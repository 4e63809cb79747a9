//! Tree heads: the size and root of a chain's tree at a time, signed.
//! Never here: when one is made, where it goes.

use serde_json::{Value, json};

use super::key::{Fingerprint, PublicKey, SecretKey, Signature};
use super::tree::Hash;
use crate::audit::Chain;
use crate::ids::TenantId;
use crate::time::{Timestamp, canonical_text};

/// What is signed before a head.
const DOMAIN: &[u8] = b"charter.head.v1\n";

/// What a chain's tree was at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeHead {
    /// The tenant.
    pub tenant: TenantId,
    /// The chain.
    pub chain: Chain,
    /// How many leaves; the sequence of the last event. At least 1.
    pub size: u64,
    /// The root.
    pub root: Hash,
    /// When it was signed.
    pub at: Timestamp,
    /// Who signed it.
    pub key: Fingerprint,
}

/// A head with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: TreeHead,
    /// The key's signature over `charter.head.v1\n` ‖ the canonical head.
    pub signature: Signature,
}

impl TreeHead {
    /// The head as JSON.
    pub fn value(&self) -> Value {
        json!({
            "at": canonical_text(self.at), "chain": self.chain, "key": self.key.to_string(), "root": hex::encode(self.root),
            "size": self.size, "tenant": self.tenant, "type": "charter.head", "v": 1,
        })
    }

    /// Signs the head; its `key` becomes that of `secret`.
    pub fn signed(mut self, secret: &SecretKey) -> SignedHead {
        self.key = secret.public().fingerprint();
        let signature = secret.sign(&self.message());
        SignedHead { head: self, signature }
    }

    fn message(&self) -> Vec<u8> {
        [DOMAIN, &super::written(&self.value())].concat()
    }
}

impl SignedHead {
    /// Whether `key` is the one that the head names and signed it.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        self.head.key == key.fingerprint() && key.verifies(&self.head.message(), &self.signature)
    }
}
