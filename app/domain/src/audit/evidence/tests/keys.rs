//! Keys, statements and heads in their published bytes.
//! Never here: files of evidence.

use chrono::DateTime;
use uuid::Uuid;

use super::super::*;
use crate::audit::Chain;
use crate::ids::TenantId;

/// As `openssl genpkey -algorithm ed25519` writes it: the key of RFC 8032 §7.1, test 1.
const PEM: &str =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";

fn key() -> SecretKey {
    match SecretKey::from_pem(PEM) {
        Ok(key) => key,
        Err(error) => panic!("{error}"),
    }
}

fn head() -> TreeHead {
    TreeHead {
        tenant: TenantId::from_uuid(Uuid::from_u128(2)),
        chain: Chain::Access,
        size: 3,
        root: [1; 32],
        at: DateTime::parse_from_rfc3339("2026-11-24T19:40:18.5Z").unwrap().to_utc(),
        key: key().public().fingerprint(),
    }
}

#[test]
fn a_key_that_openssl_wrote_is_read_and_written_keys_read_back() {
    let public = key().public();
    assert_eq!(hex::encode(public.to_bytes()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    assert_eq!(SecretKey::from_pem(&key().to_pem().unwrap()).ok().map(|key| key.public()), Some(public));
    assert_eq!(
        SecretKey::from_seed(&[5; 32]).public().fingerprint().to_string().parse(),
        Ok(SecretKey::from_seed(&[5; 32]).public().fingerprint())
    );
    for bad in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", &PEM.replace("VwB", "VuB")] {
        assert_eq!(SecretKey::from_pem(bad).err(), Some(NotAKey::Private));
    }
}

#[test]
fn a_fingerprint_has_one_spelling() {
    let text = key().public().fingerprint().to_string();
    assert_eq!(text, hex::encode(crate::canonical::sha256(&[b"charter.key.v1\n", &key().public().to_bytes()])));
    assert_eq!(text.to_uppercase().parse::<Fingerprint>(), Err(NotAKey::Fingerprint));
    assert_eq!(text[1..].parse::<Fingerprint>(), Err(NotAKey::Fingerprint));
}

#[test]
fn a_point_of_small_order_is_no_key() {
    let mut one = [0; 32];
    one[0] = 1;
    assert_eq!(PublicKey::from_bytes(&one), Err(NotAKey::Public));
}

#[test]
fn a_point_has_one_spelling() {
    // y = 3, and 2^255 − 19 + 3, which is the same number of the field.
    let (mut three, mut same) = ([0; 32], [0xFF; 32]);
    (three[0], same[0], same[31]) = (3, 0xF0, 0x7F);
    assert!(PublicKey::from_bytes(&three).is_ok());
    assert_eq!(PublicKey::from_bytes(&same), Err(NotAKey::Public));
    same[0] = 0xEC;
    assert_eq!(PublicKey::from_bytes(&same), Err(NotAKey::Public), "2^255 − 20 is -1, of small order");
    same[0] = 0xE9;
    assert_eq!(PublicKey::from_bytes(&same).map(|key| key.to_bytes()), Ok(same), "-4 has no smaller spelling");
}

#[test]
fn a_head_and_its_signature_are_as_published() {
    let signed = head().signed(&key());
    let expected = format!(
        r#"{{"at":"2026-11-24T19:40:18.500000Z","chain":"access","key":"{}","root":"{}","size":3,"tenant":"00000000-0000-0000-0000-000000000002","type":"charter.head","v":1}}"#,
        key().public().fingerprint(),
        "01".repeat(32)
    );
    assert_eq!(String::from_utf8(crate::canonical::bytes(&signed.head.value()).unwrap()).unwrap(), expected);
    assert!(key().public().verifies(&[b"charter.head.v1\n", expected.as_bytes()].concat(), &signed.signature));
    assert!(signed.is_signed_by(&key().public()));
    let other = SecretKey::from_seed(&[4; 32]);
    assert!(!signed.is_signed_by(&other.public()));
    let larger = SignedHead { head: TreeHead { size: 4, ..signed.head.clone() }, ..signed };
    assert!(!larger.is_signed_by(&key().public()));
}

#[test]
fn a_successor_is_endorsed_by_its_predecessor_only() {
    let next = SecretKey::from_seed(&[4; 32]);
    let statement = key().endorse(next.public(), head().at);
    assert!(statement.is_endorsed_by(&key().public()) && !statement.is_endorsed_by(&next.public()));
    assert!(!KeyStatement::first(next.public()).is_endorsed_by(&key().public()));
    let mut other = statement.clone();
    other.public = SecretKey::from_seed(&[6; 32]).public();
    assert!(!other.is_endorsed_by(&key().public()));
    let expected = format!(
        r#"{{"at":"2026-11-24T19:40:18.500000Z","previous":"{}","public":"{}","type":"charter.key","v":1}}"#,
        key().public().fingerprint(),
        hex::encode(next.public().to_bytes())
    );
    assert_eq!(String::from_utf8(crate::canonical::bytes(&statement.value()).unwrap()).unwrap(), expected);
}
