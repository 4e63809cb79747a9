//! The key of a demo's identity provider: Ed25519, drawn at each start.
//! Never here: a key that outlives the process.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openidconnect::JsonWebKeyId;
use openidconnect::core::CoreEdDsaPrivateSigningKey;
use store::Chance;

/// Draws a key; its id is new each time, so that a reader notices the change.
pub fn draw(chance: &dyn Chance) -> Option<CoreEdDsaPrivateSigningKey> {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).ok()?;
    // PEM lines have 64 characters; the reader is strict about it.
    let encoded = STANDARD.encode(pkcs8.as_ref());
    let lines: Vec<&str> = encoded.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
    let mut id = [0; 8];
    chance.fill(&mut id);
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(hex::encode(id)))).ok()
}

#[cfg(test)]
mod tests {
    use openidconnect::PrivateSigningKey as _;
    use openidconnect::core::CoreJwsSigningAlgorithm;

    use crate::world::OsChance;

    #[test]
    fn a_drawn_key_signs() {
        let key = super::draw(&OsChance).unwrap();
        assert!(key.sign(&CoreJwsSigningAlgorithm::EdDsa, b"message").is_ok());
    }
}
