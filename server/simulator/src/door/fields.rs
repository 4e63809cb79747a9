//! Members of a JSON request, read with AWS's refusals.
//! Never here: a default that AWS does not have.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::Value;

use crate::desk::Window;
use crate::refusal::Refusal;

/// The members of one request.
pub(super) struct Fields(Value);

impl Fields {
    /// Reads the body.
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let malformed =
            || Refusal::new("SerializationException", domain::run::Reaction::Bug, "The request is not a JSON object.");
        let value: Value = serde_json::from_slice(body).map_err(|_| malformed())?;
        if value.is_object() { Ok(Self(value)) } else { Err(malformed()) }
    }

    /// A member that is a text.
    pub(super) fn text(&self, name: &str) -> Result<&str, Refusal> {
        let missing = || Refusal::invalid("INPUT_REQUIRED", format!("{name} is required."));
        self.0.get(name).and_then(Value::as_str).ok_or_else(missing)
    }

    /// A text that may be absent.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Value::as_str).map(str::to_owned)
    }

    /// A member that is an identifier.
    pub(super) fn id<T: FromStr>(&self, name: &str) -> Result<T, Refusal> {
        self.text(name)?.parse().map_err(|_| {
            Refusal::invalid(
                "INVALID_PATTERN",
                format!("You provided a value for {name} that does not match the required pattern."),
            )
        })
    }

    /// A list of texts, empty if absent.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let list = self.0.get(name).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// `Tags`, each key once.
    pub(super) fn tags(&self) -> Result<BTreeMap<String, String>, Refusal> {
        let mut tags = BTreeMap::new();
        for tag in self.0.get("Tags").and_then(Value::as_array).into_iter().flatten() {
            let member = |name: &str| tag.get(name).and_then(Value::as_str).map(str::to_owned);
            let (Some(key), Some(value)) = (member("Key"), member("Value")) else {
                return Err(Refusal::invalid("INPUT_REQUIRED", "A tag needs Key and Value."));
            };
            if tags.insert(key, value).is_some() {
                return Err(Refusal::invalid(
                    "DUPLICATE_TAG_KEY",
                    "Tag keys must be unique among the tags attached to an entity.",
                ));
            }
        }
        Ok(tags)
    }

    /// `MaxResults` and `NextToken`.
    pub(super) fn window(&self) -> Window {
        Window { most: self.0.get("MaxResults").and_then(Value::as_i64), token: self.optional("NextToken") }
    }

    /// Refuses any other policy type than service control policies.
    pub(super) fn must_be_scp(&self, name: &str) -> Result<(), Refusal> {
        if self.text(name)? == "SERVICE_CONTROL_POLICY" {
            return Ok(());
        }
        Err(Refusal::invalid("INVALID_ENUM_POLICY_TYPE", "Only service control policies are simulated."))
    }
}
