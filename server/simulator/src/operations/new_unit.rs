//! CreateOrganizationalUnit: unique among siblings, at most five levels below the root.
//! Never here: a move of a unit (AWS has none).

use std::collections::BTreeMap;

use domain::organization::{ParentId, UnitFacts, UnitId, limits};

use super::creation::no_id;
use super::tag;
use crate::desk::{Decision, Desk, Done};
use crate::effect::Effect;
use crate::refusal::Refusal;

/// Parameters of CreateOrganizationalUnit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUnit {
    /// The name.
    pub name: String,
    /// What will contain it.
    pub parent: ParentId,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

impl Desk<'_> {
    /// `CreateOrganizationalUnit`.
    pub(crate) fn create_unit(&self, new: &NewUnit) -> Decision<UnitFacts> {
        self.must_have_parent(&new.parent)?;
        if new.name.is_empty() || new.name.chars().count() > 128 {
            return Err(Refusal::invalid("INVALID_PATTERN", "Name must have 1-128 characters."));
        }
        tag::check(&new.tags, 0)?;
        let organization = self.organization;
        if organization.units.values().any(|unit| unit.parent == new.parent && unit.name == new.name) {
            return Err(Refusal::duplicate(
                "DuplicateOrganizationalUnitException",
                "An OU with the same name already exists there.",
            ));
        }
        if organization.depth(&new.parent) >= limits::UNIT_DEPTH.value {
            return Err(Refusal::limit("OU_DEPTH_LIMIT_EXCEEDED", "You have exceeded the maximum depth of the OU tree."));
        }
        let root = organization.root.as_str().trim_start_matches("r-");
        let id: UnitId = format!("ou-{root}-{}", self.chance().word(8)).parse().map_err(|_| no_id())?;
        let management = organization.management_account.clone();
        let mut effects = vec![Effect::MakeUnit {
            organization: management.clone(),
            id: id.clone(),
            name: new.name.clone(),
            parent: new.parent.clone(),
        }];
        if !new.tags.is_empty() {
            effects.push(Effect::Tag { organization: management, resource: id.to_string(), tags: new.tags.clone() });
        }
        Ok(Done { value: UnitFacts { id, name: new.name.clone(), parent: new.parent.clone() }, effects })
    }
}
