//! One audit event, from the draft that a use case writes to the canonical bytes that are chained.
//! Never here: a personal value inside the bytes (its salted hash is there, the value lies beside it and can be erased).

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde_json::{Map, Value, json};

use super::chain::Leaf;
use super::readable::is_personal;
use crate::access::{Action, Actor, Origin, Recorded};
use crate::canonical::{self, NotCanonical};
use crate::ids::{EventId, TenantId};
use crate::time::{Timestamp, canonical_text};

/// A value of an event, classified. There is no third class: a secret never enters an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Stands in the bytes as it is, unless it looks like the hash of a personal value.
    Public(Value),
    /// Stands in the bytes as SHA-256(`charter.personal.v1\n` ‖ salt ‖ UTF-8 text).
    Personal(String),
}

impl Field {
    /// A public value.
    pub fn public(value: impl Into<Value>) -> Self {
        Self::Public(value.into())
    }

    /// A personal text: names, e-mail addresses, source addresses, free text that people wrote.
    pub fn personal(text: impl Into<String>) -> Self {
        Self::Personal(text.into())
    }
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The kind, e.g. `request`, `run`, `member`, `organization`.
    pub kind: &'static str,
    /// The identifier.
    pub id: String,
}

/// What an event belongs to. Absent members are left out of the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correlation {
    /// The request's id.
    pub request: Option<String>,
    /// The plan's hash, hexadecimal.
    pub plan: Option<String>,
    /// The decision's id.
    pub decision: Option<String>,
    /// The run's id.
    pub run: Option<String>,
    /// The step's key within the plan.
    pub step: Option<String>,
    /// The request id that AWS answered.
    pub aws_request: Option<String>,
}

/// What a use case says; the transaction adds who, when, sequence and predecessor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventBody {
    /// What it is about.
    pub object: Object,
    /// Fields before the change.
    pub before: BTreeMap<&'static str, Field>,
    /// Fields after the change.
    pub after: BTreeMap<&'static str, Field>,
    /// The reason or comment that a person gave.
    pub reason: Option<String>,
    /// What it belongs to.
    pub correlation: Correlation,
}

/// The event of action `A`. Another action's transaction does not take it.
#[derive(Debug)]
pub struct Event<A: Action> {
    body: EventBody,
    action: PhantomData<A>,
}

impl<A: Action> Event<A> {
    /// An event about an object.
    pub fn about(kind: &'static str, id: impl ToString) -> Self {
        let body = EventBody {
            object: Object { kind, id: id.to_string() },
            before: BTreeMap::new(),
            after: BTreeMap::new(),
            reason: None,
            correlation: Correlation::default(),
        };
        Self { body, action: PhantomData }
    }

    /// Adds a field as it was before.
    pub fn before(mut self, name: &'static str, field: Field) -> Self {
        self.body.before.insert(name, field);
        self
    }

    /// Adds a field as it is after.
    pub fn after(mut self, name: &'static str, field: Field) -> Self {
        self.body.after.insert(name, field);
        self
    }

    /// Adds the reason that a person gave; empty text is no reason.
    pub fn because(mut self, reason: &str) -> Self {
        self.body.reason = Some(reason.trim().to_owned()).filter(|text| !text.is_empty());
        self
    }

    /// Adds what the event belongs to.
    pub fn correlated(mut self, correlation: Correlation) -> Self {
        self.body.correlation = correlation;
        self
    }

    /// The body, for the transaction that seals it.
    pub fn into_body(self) -> EventBody {
        self.body
    }
}

/// What the transaction adds.
#[derive(Debug, Clone)]
pub struct Stamp<'a> {
    /// The event's id.
    pub id: EventId,
    /// The tenant.
    pub tenant: TenantId,
    /// 1 for the first event of the chain; no gaps.
    pub sequence: i64,
    /// The predecessor's leaf.
    pub previous: Leaf,
    /// When, in whole microseconds.
    pub at: Timestamp,
    /// Who.
    pub actor: &'a Actor,
    /// Where from.
    pub origin: &'a Origin,
}

/// A personal value beside an event: erasing it leaves the chain whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personal {
    /// Where in the event it belongs, e.g. `after/root_email`.
    pub path: String,
    /// 16 random bytes.
    pub salt: [u8; 16],
    /// The text.
    pub value: String,
}

/// An event in its final bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEvent {
    /// Canonical bytes (RFC 8785).
    pub bytes: Vec<u8>,
    /// SHA-256(0x00 ‖ bytes).
    pub leaf: Leaf,
    /// The personal values, to be stored beside.
    pub personal: Vec<Personal>,
}

/// Writes the canonical bytes of an event. `salt` is asked once for each personal field.
///
/// # Errors
/// [`NotCanonical`] if a public field holds a fraction.
pub fn seal<A: Recorded>(
    body: EventBody,
    stamp: &Stamp<'_>,
    mut salt: impl FnMut() -> [u8; 16],
) -> Result<SealedEvent, NotCanonical> {
    let mut personal = Vec::new();
    let mut hide = |path: String, value: String| {
        let salt = salt();
        let hash = canonical::sha256(&[b"charter.personal.v1\n", &salt, value.as_bytes()]);
        personal.push(Personal { path, salt, value });
        json!({ "personal": hex::encode(hash) })
    };
    let mut event = Map::new();
    let mut put = |name: &str, value: Value| event.insert(name.to_owned(), value);
    put("v", json!(1));
    put("id", json!(stamp.id));
    put("tenant", json!(stamp.tenant));
    put("chain", json!(A::CHAIN));
    put("sequence", json!(stamp.sequence));
    put("previous", json!(hex::encode(stamp.previous)));
    put("at", json!(canonical_text(stamp.at)));
    put("action", json!(A::EVENT));
    put("actor", actor(stamp.actor));
    put("object", json!({ "kind": body.object.kind, "id": body.object.id }));
    for (side, fields) in [("before", body.before), ("after", body.after)] {
        if fields.is_empty() {
            continue;
        }
        let fields: Map<String, Value> = fields
            .into_iter()
            .map(|(name, field)| {
                let value = match field {
                    // A tag named `personal` can look like the hash of a personal value; hidden as one, it is none without a value.
                    Field::Public(value) if is_personal(&value) => hide(format!("{side}/{name}"), value.to_string()),
                    Field::Public(value) => value,
                    Field::Personal(text) => hide(format!("{side}/{name}"), text),
                };
                (name.to_owned(), value)
            })
            .collect();
        put(side, Value::Object(fields));
    }
    if let Some(reason) = body.reason {
        put("reason", hide("reason".into(), reason));
    }
    let mut origin = Map::new();
    if let Some(session) = &stamp.origin.session {
        origin.insert("session".into(), json!(session));
    }
    if let Some(address) = &stamp.origin.address {
        origin.insert("address".into(), hide("origin/address".into(), address.clone()));
    }
    if !origin.is_empty() {
        put("origin", Value::Object(origin));
    }
    let of = body.correlation;
    let links = [
        ("request", of.request),
        ("plan", of.plan),
        ("decision", of.decision),
        ("run", of.run),
        ("step", of.step),
        ("aws_request", of.aws_request),
    ];
    let links: Map<String, Value> = links.into_iter().filter_map(|(name, id)| Some((name.to_owned(), json!(id?)))).collect();
    if !links.is_empty() {
        put("correlation", Value::Object(links));
    }
    let bytes = canonical::bytes(&Value::Object(event))?;
    let leaf = super::chain::leaf_of(&bytes);
    Ok(SealedEvent { bytes, leaf, personal })
}

fn actor(actor: &Actor) -> Value {
    match actor {
        Actor::Member(member) => json!({ "kind": "member", "member": member }),
        Actor::Engine { on_behalf_of } => json!({ "kind": "engine", "on_behalf_of": on_behalf_of }),
        Actor::Operator => json!({ "kind": "operator" }),
        Actor::Nobody => json!({ "kind": "nobody" }),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::access::SubmitRequest;
    use crate::audit::{FIRST_PREVIOUS, leaf_of};
    use crate::ids::MemberId;

    fn sealed(email: &str) -> SealedEvent {
        let actor = Actor::Member(MemberId::from_uuid(Uuid::from_u128(7)));
        let origin = Origin { address: Some("192.0.2.1".into()), session: Some("00ff".into()) };
        let stamp = Stamp {
            id: EventId::from_uuid(Uuid::from_u128(1)),
            tenant: TenantId::from_uuid(Uuid::from_u128(2)),
            sequence: 1,
            previous: FIRST_PREVIOUS,
            at: chrono::DateTime::parse_from_rfc3339("2026-11-24T19:40:18Z").unwrap().to_utc(),
            actor: &actor,
            origin: &origin,
        };
        let event =
            Event::<SubmitRequest>::about("request", "R-1").after("email", Field::personal(email)).after("n", Field::public(3));
        seal::<SubmitRequest>(event.into_body(), &stamp, || [9; 16]).unwrap()
    }

    #[test]
    fn the_bytes_of_an_event_are_as_published() {
        let expected = concat!(
            r#"{"action":"request.submitted","actor":{"kind":"member","member":"00000000-0000-0000-0000-000000000007"},"#,
            r#""after":{"email":{"personal":"EMAIL"},"n":3},"at":"2026-11-24T19:40:18.000000Z","chain":"changes","#,
            r#""id":"00000000-0000-0000-0000-000000000001","object":{"id":"R-1","kind":"request"},"#,
            r#""origin":{"address":{"personal":"ADDRESS"},"session":"00ff"},"#,
            r#""previous":"0000000000000000000000000000000000000000000000000000000000000000","sequence":1,"#,
            r#""tenant":"00000000-0000-0000-0000-000000000002","v":1}"#
        );
        let hash = |text: &str| hex::encode(canonical::sha256(&[b"charter.personal.v1\n", &[9; 16], text.as_bytes()]));
        let expected = expected.replace("EMAIL", &hash("ana@example.com")).replace("ADDRESS", &hash("192.0.2.1"));
        let event = sealed("ana@example.com");
        assert_eq!(String::from_utf8(event.bytes.clone()).unwrap(), expected);
        assert_eq!(event.leaf, leaf_of(&event.bytes));
    }

    #[test]
    fn a_personal_value_is_beside_the_bytes_and_not_in_them() {
        let event = sealed("ana@example.com");
        assert!(!String::from_utf8_lossy(&event.bytes).contains("ana@"));
        assert!(event.personal.iter().any(|personal| personal.path == "after/email" && personal.value == "ana@example.com"));
    }
}
