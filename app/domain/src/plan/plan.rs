//! Drawing a plan, its canonical bytes and its hash.
//! Never here: chance (the nonce comes in), a clock.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::basis::Basis;
use super::call::{Call, Slot, Step};
use crate::canonical;
use crate::organization::{AlternateContact, ContactKind, ParentId, PolicyId, RootId};
use crate::request::{AccountSpec, RESERVED_TAG_PREFIX};

/// 128 random bits, drawn once per request, by which an account is proven to be ours (tag `charter:intent`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nonce(String);

impl Nonce {
    /// The tag's key.
    pub const TAG: &'static str = "charter:intent";

    /// From random bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(hex::encode(bytes))
    }

    /// From stored text.
    pub fn from_text(text: String) -> Self {
        Self(text)
    }

    /// 32 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// SHA-256 of a plan: what a decision is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlanHash([u8; 32]);

impl PlanHash {
    /// The bytes, for the database.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first eight hexadecimal digits, for people.
    pub fn short(&self) -> String {
        hex::encode(&self.0[..4])
    }
}

impl fmt::Display for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// The text is not a plan hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a plan hash (64 hexadecimal digits)")]
pub struct NotAPlanHash;

impl FromStr for PlanHash {
    type Err = NotAPlanHash;

    fn from_str(text: &str) -> Result<Self, NotAPlanHash> {
        let bytes = hex::decode(text).map_err(|_| NotAPlanHash)?;
        bytes.try_into().map(Self).map_err(|_| NotAPlanHash)
    }
}

impl TryFrom<String> for PlanHash {
    type Error = NotAPlanHash;

    fn try_from(text: String) -> Result<Self, NotAPlanHash> {
        text.parse()
    }
}

impl From<PlanHash> for String {
    fn from(hash: PlanHash) -> String {
        hash.to_string()
    }
}

/// An immutable, ordered list of AWS calls and the basis on which it was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The calls, in order.
    pub calls: Vec<Step>,
    /// What they were drawn upon.
    pub basis: Basis,
}

/// The stored bytes are not a plan of this version.
#[derive(Debug, thiserror::Error)]
#[error("the stored plan cannot be read")]
pub struct UnreadablePlan(#[source] serde_json::Error);

impl Plan {
    /// Canonical bytes of {calls, basis}, with `v` = 1.
    pub fn bytes(&self) -> Vec<u8> {
        let value = json!({ "v": 1, "calls": self.calls, "basis": self.basis });
        // A plan holds texts, lists and maps only, so it always has a canonical form; the test of this module generates some.
        canonical::bytes(&value).unwrap_or_default()
    }

    /// SHA-256(`charter.plan.v1\n` ‖ canonical bytes).
    pub fn hash(&self) -> PlanHash {
        PlanHash(canonical::sha256(&[b"charter.plan.v1\n", &self.bytes()]))
    }

    /// Reads stored bytes.
    ///
    /// # Errors
    /// [`UnreadablePlan`] if they are not a plan.
    pub fn read(bytes: &[u8]) -> Result<Self, UnreadablePlan> {
        serde_json::from_slice(bytes).map_err(UnreadablePlan)
    }
}

/// What a plan is drawn from, besides the basis.
#[derive(Debug, Clone)]
pub struct Intent<'a> {
    /// What was asked for.
    pub spec: &'a AccountSpec,
    /// People's number of the request, e.g. `R-1042`.
    pub reference: String,
    /// The team's name, for the tag.
    pub team: &'a str,
    /// The request's nonce.
    pub nonce: &'a Nonce,
    /// The root, where new accounts land.
    pub root: &'a RootId,
    /// Where the approver wants the account.
    pub destination: &'a ParentId,
    /// What the approver wants attached to the account, in order.
    pub policies: &'a [PolicyId],
    /// The connection's security contact, if it has one.
    pub security_contact: Option<&'a AlternateContact>,
}

/// Draws the plan: create with tags → wait → move → attach → contact → verify. The move comes first after the creation,
/// because until then no guardrail of the unit applies.
pub fn draw(intent: &Intent<'_>, basis: Basis) -> Plan {
    let spec = intent.spec;
    let mut tags: BTreeMap<String, String> = spec.tags.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let own = [
        ("intent", intent.nonce.as_str()),
        ("request", intent.reference.as_str()),
        ("owner", spec.owner.as_str()),
        ("team", intent.team),
        ("environment", spec.environment.as_str()),
    ];
    tags.extend(own.map(|(key, value)| (format!("{RESERVED_TAG_PREFIX}{key}"), value.to_owned())));
    let mut calls = vec![
        step("create", Call::CreateAccount { account_name: spec.account_name.clone(), email: spec.root_email.clone(), tags }),
        step("await", Call::AwaitAccount { create_account_request_id: Slot::create_request() }),
    ];
    if *intent.destination != ParentId::Root(intent.root.clone()) {
        let destination_parent_id = intent.destination.clone();
        calls.push(step(
            "move",
            Call::MoveAccount { account_id: Slot::account(), source_parent_id: intent.root.clone(), destination_parent_id },
        ));
    }
    for (position, policy_id) in intent.policies.iter().cloned().enumerate() {
        calls.push(step(&format!("attach-{}", position + 1), Call::AttachPolicy { policy_id, target_id: Slot::account() }));
    }
    calls.extend(intent.security_contact.map(security_contact));
    let (parent_id, policy_ids) = (intent.destination.clone(), intent.policies.to_vec());
    calls.push(step("verify", Call::VerifyAccount { account_id: Slot::account(), parent_id, policy_ids }));
    Plan { calls, basis }
}

fn step(key: &str, call: Call) -> Step {
    Step { key: key.to_owned(), is_optional: false, call }
}

/// An account is of use without it, so a person may skip it.
fn security_contact(contact: &AlternateContact) -> Step {
    let call = Call::PutAlternateContact {
        account_id: Slot::account(),
        alternate_contact_type: ContactKind::Security,
        contact: contact.clone(),
    };
    Step { is_optional: true, ..step("contact-security", call) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::ids::TeamId;
    use crate::organization::ContactFacts;
    use crate::plan::Level;
    use crate::request::{AccountName, Environment, Purpose, RootEmail, Tags};

    fn spec(name: &str) -> AccountSpec {
        AccountSpec {
            account_name: AccountName::parse(name).unwrap(),
            root_email: RootEmail::parse("aws+x@example.com").unwrap(),
            owner: RootEmail::parse("ana@example.com").unwrap(),
            team: TeamId::from_uuid(Uuid::from_u128(5)),
            purpose: Purpose::parse("a place for tests").unwrap(),
            environment: Environment::Test,
            tags: Tags::parse([("cost", "12")]).unwrap(),
        }
    }

    fn plan(spec: &AccountSpec, sha: &str, destination: &str) -> Plan {
        plan_with(spec, sha, destination, None)
    }

    fn plan_with(spec: &AccountSpec, sha: &str, destination: &str, security_contact: Option<&AlternateContact>) -> Plan {
        let nonce = Nonce::from_bytes([1; 16]);
        let policies = ["p-12345678".parse().unwrap()];
        let (root, destination) = ("r-abcd".parse().unwrap(), destination.parse().unwrap());
        let intent = Intent {
            spec,
            reference: "R-1".into(),
            team: "Core",
            nonce: &nonce,
            root: &root,
            destination: &destination,
            policies: &policies,
            security_contact,
        };
        let basis = Basis {
            path: vec![Level { id: "r-abcd".parse().unwrap(), policies: vec![] }],
            policies: [("p-12345678".parse().unwrap(), sha.to_owned())].into(),
        };
        draw(&intent, basis)
    }

    #[test]
    fn the_hash_of_a_known_plan_does_not_change() {
        let plan = plan(&spec("a"), "00", "ou-abcd-12345678");
        let keys: Vec<_> = plan.calls.iter().map(|step| step.key.as_str()).collect();
        assert_eq!(keys, ["create", "await", "move", "attach-1", "verify"]);
        assert!(String::from_utf8(plan.bytes()).unwrap().contains(r#""AccountId":{"$from":"create.AccountId"}"#));
        assert_eq!(plan.hash(), Plan::read(&plan.bytes()).unwrap().hash());
        let golden = include_str!("plan.golden.json").trim_end();
        assert_eq!(String::from_utf8(plan.bytes()).unwrap(), golden);
    }

    fn contact(phone: &str) -> AlternateContact {
        let (name, title) = ("Sam Okafor".into(), "Head of security".into());
        AlternateContact::parse(&ContactFacts { name, title, email: "soc@example.com".into(), phone: phone.into() }).unwrap()
    }

    #[test]
    fn a_plan_with_a_security_contact_is_known_and_only_that_step_is_optional() {
        let plan = plan_with(&spec("a"), "00", "ou-abcd-12345678", Some(&contact("+1 555 0100")));
        let keys: Vec<_> = plan.calls.iter().map(|step| step.key.as_str()).collect();
        assert_eq!(keys, ["create", "await", "move", "attach-1", "contact-security", "verify"]);
        let optional: Vec<_> = plan.calls.iter().filter(|step| step.is_optional).map(|step| step.key.as_str()).collect();
        assert_eq!(optional, ["contact-security"]);
        let golden = include_str!("plan_with_contact.golden.json").trim_end();
        assert_eq!(String::from_utf8(plan.bytes()).unwrap(), golden);
        assert_eq!(Plan::read(&plan.bytes()).unwrap(), plan);
        let other = plan_with(&spec("a"), "00", "ou-abcd-12345678", Some(&contact("+1 555 0101")));
        assert_ne!(plan.hash(), other.hash());
    }

    #[test]
    fn the_hash_moves_with_the_basis_and_with_the_calls() {
        let hashes = [
            plan(&spec("a"), "00", "ou-abcd-12345678").hash(),
            plan(&spec("a"), "01", "ou-abcd-12345678").hash(),
            plan(&spec("b"), "00", "ou-abcd-12345678").hash(),
            plan(&spec("a"), "00", "ou-abcd-12345679").hash(),
        ];
        for (position, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..position].contains(hash), "{position}");
        }
    }

    #[test]
    fn an_account_that_stays_in_the_root_is_not_moved() {
        assert!(plan(&spec("a"), "00", "r-abcd").calls.iter().all(|step| step.key != "move"));
    }

    proptest! {
        #[test]
        fn every_plan_has_bytes_and_reads_back(name in "[!-;=?-~]{1,50}") {
            let plan = plan(&spec(&name), "00", "ou-abcd-12345678");
            prop_assert!(!plan.bytes().is_empty());
            prop_assert_eq!(Plan::read(&plan.bytes()).unwrap(), plan);
        }
    }
}
