//! The key that signs tree heads, and how one key hands over to the next.
//! Never here: where the private key lies, a private key in `Debug`.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, spki::der::pem::LineEnding};
use ed25519_dalek::{Signer as _, VerifyingKey};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::canonical::sha256;
use crate::time::{Timestamp, canonical_text};

/// What is hashed before a public key for its fingerprint, and signed before a key statement.
const DOMAIN: &[u8] = b"charter.key.v1\n";

/// An Ed25519 signature.
pub type Signature = [u8; 64];

/// The name of a key: SHA-256(`charter.key.v1\n` ‖ the 32 bytes of the public key), written as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Fingerprint {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let is_canonical = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let mut bytes = [0; 32];
        match hex::decode_to_slice(text, &mut bytes) {
            Ok(()) if is_canonical => Ok(Self(bytes)),
            _ => Err(NotAKey::Fingerprint),
        }
    }
}

/// Not a key, or not of one. Says nothing of what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAKey {
    /// The text of a fingerprint.
    #[error("a fingerprint is 64 lower-case hexadecimal digits")]
    Fingerprint,
    /// The bytes of a public key.
    #[error("these 32 bytes are not an Ed25519 public key")]
    Public,
    /// The text of a private key.
    #[error("this is not an Ed25519 private key in PKCS#8 PEM (openssl genpkey -algorithm ed25519 writes one)")]
    Private,
}

/// A public key that signs tree heads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// A key from its 32 bytes.
    ///
    /// # Errors
    /// [`NotAKey::Public`], also for points of small order, under which some signatures fit every message, and for a second spelling
    /// of a point (RFC 8032 §5.1.3 refuses it, the library does not).
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, NotAKey> {
        match VerifyingKey::from_bytes(bytes) {
            Ok(key) if !key.is_weak() && !is_second_spelling(bytes) => Ok(Self(key)),
            _ => Err(NotAKey::Public),
        }
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Its name.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(sha256(&[DOMAIN, self.0.as_bytes()]))
    }

    /// Whether the key signed the message (RFC 8032, strict: no malleable signature fits).
    pub(super) fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        self.0.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
    }
}

/// Whether y, in the lower 255 bits, is 2^255 − 19 or more: the same point has a smaller y.
fn is_second_spelling(bytes: &[u8; 32]) -> bool {
    bytes[0] >= 0xED && bytes[1..31].iter().all(|byte| *byte == 0xFF) && bytes[31] & 0x7F == 0x7F
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.fingerprint())
    }
}

/// The private key. Wiped when dropped; it has no `Debug`.
pub struct SecretKey(ed25519_dalek::SigningKey);

impl SecretKey {
    /// A key from 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Reads PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    /// [`NotAKey::Private`].
    pub fn from_pem(text: &str) -> Result<Self, NotAKey> {
        ed25519_dalek::SigningKey::from_pkcs8_pem(text.trim_ascii()).map(Self).map_err(|_| NotAKey::Private)
    }

    /// Writes PKCS#8 PEM; the text is wiped when dropped.
    ///
    /// # Errors
    /// [`NotAKey::Private`], which a key that exists never is.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, NotAKey> {
        self.0.to_pkcs8_pem(LineEnding::LF).map_err(|_| NotAKey::Private)
    }

    /// The public key.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).to_bytes()
    }

    /// Names `next` as this key's successor.
    pub fn endorse(&self, next: PublicKey, at: Timestamp) -> KeyStatement {
        let succession = Succession { previous: self.public().fingerprint(), at, signature: [0; 64] };
        let mut statement = KeyStatement { public: next, succession: Some(succession) };
        let signature = self.sign(&statement.message());
        if let Some(succession) = &mut statement.succession {
            succession.signature = signature;
        }
        statement
    }
}

/// Who a key is: the first of a line, or a successor that its predecessor signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStatement {
    /// The key.
    pub public: PublicKey,
    /// Absent for the first key of a line.
    pub succession: Option<Succession>,
}

/// How a key came after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The key before.
    pub previous: Fingerprint,
    /// When it was named.
    pub at: Timestamp,
    /// The previous key's signature over `charter.key.v1\n` ‖ the canonical statement.
    pub signature: Signature,
}

impl KeyStatement {
    /// The first key of a line.
    pub const fn first(public: PublicKey) -> Self {
        Self { public, succession: None }
    }

    /// The statement as JSON, without the signature.
    pub fn value(&self) -> Value {
        let public = hex::encode(self.public.to_bytes());
        match &self.succession {
            None => json!({ "public": public, "type": "charter.key", "v": 1 }),
            Some(Succession { previous, at, .. }) => json!({
                "at": canonical_text(*at), "previous": previous.to_string(), "public": public, "type": "charter.key", "v": 1,
            }),
        }
    }

    /// Whether `previous` is the key that this statement names and signed it. The first key of a line has no predecessor: no.
    pub fn is_endorsed_by(&self, previous: &PublicKey) -> bool {
        self.succession.as_ref().is_some_and(|succession| {
            succession.previous == previous.fingerprint() && previous.verifies(&self.message(), &succession.signature)
        })
    }

    fn message(&self) -> Vec<u8> {
        [DOMAIN, &super::written(&self.value())].concat()
    }
}
