//! Reading the organization, its root and its units.
//! Never here: making a unit.

use control::cloud::Page;
use domain::organization::{OrganizationFacts, ParentId, RootFacts, UnitFacts, UnitId};

use crate::desk::{Decision, Desk, Window, read};
use crate::refusal::Refusal;
use crate::state::Unit;

impl Desk<'_> {
    /// `DescribeOrganization`.
    pub(crate) fn describe_organization(&self) -> Decision<OrganizationFacts> {
        let organization = self.organization;
        let management_account = organization.management_account.clone();
        read(OrganizationFacts { id: organization.id.clone(), management_account, has_all_features: true })
    }

    /// `ListRoots`: the one root.
    pub(crate) fn list_roots(&self, window: &Window) -> Decision<Page<RootFacts>> {
        window.cut(vec![RootFacts { id: self.organization.root.clone(), name: "Root".to_owned(), has_scps_enabled: true }])
    }

    /// `ListOrganizationalUnitsForParent`.
    pub(crate) fn list_units_for_parent(&self, parent: &ParentId, window: &Window) -> Decision<Page<UnitFacts>> {
        self.must_have_parent(parent)?;
        let here = self.organization.units.iter().filter(|(_, unit)| unit.parent == *parent);
        window.cut(here.map(|(id, unit)| facts(id, unit)).collect())
    }

    /// `DescribeOrganizationalUnit`.
    pub(crate) fn describe_unit(&self, id: &UnitId) -> Decision<UnitFacts> {
        let unit = self.organization.units.get(id);
        unit.map_or_else(
            || Err(Refusal::not_found("OrganizationalUnitNotFoundException", "that organizational unit")),
            |unit| read(facts(id, unit)),
        )
    }

    /// `ListParents` of a unit.
    pub(crate) fn parent_of_unit(&self, id: &UnitId) -> Decision<ParentId> {
        let unit = self.organization.units.get(id).ok_or_else(|| Refusal::not_found("ChildNotFoundException", "that child"))?;
        read(unit.parent.clone())
    }
}

fn facts(id: &UnitId, unit: &Unit) -> UnitFacts {
    UnitFacts { id: id.clone(), name: unit.name.clone(), parent: unit.parent.clone() }
}
