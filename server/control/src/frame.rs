//! What the frame around every page shows.
//! Never here: a permit that a page uses; hiding is a courtesy, authorization is the rule.

use domain::access::{Permission, ViewSelf};
use domain::wire::{Abilities, Frame};
use store::frame::Figures;

use crate::caller::Caller;
use crate::error::Result;

/// Workspace, member, abilities, how many requests wait for this member's decision (0 without the permission), and whether a second
/// administrator is missing (told to administrators only). One query answers both; who may do neither costs none.
///
/// # Errors
/// A database error.
pub async fn read(caller: &Caller) -> Result<Frame> {
    let permit = caller.authorize(ViewSelf)?;
    let can = abilities(caller);
    let (decides, administers) = (can.can_decide, can.can_manage_members);
    let figures = match decides || administers {
        true => store::frame::figures(&mut caller.means.store.read(permit).await?, caller.member(), decides, administers).await?,
        false => Figures::default(),
    };
    Ok(Frame {
        slug: caller.slug.clone(),
        workspace: caller.workspace.clone(),
        member: caller.name.clone(),
        can,
        n_waiting: figures.n_waiting,
        has_one_administrator: figures.has_one_administrator,
    })
}

fn abilities(caller: &Caller) -> Abilities {
    let has = |permission| caller.grants.has(permission);
    Abilities {
        can_request: has(Permission::SubmitRequest),
        can_decide: has(Permission::DecideRequest),
        can_steer: has(Permission::SteerRun),
        can_view_members: has(Permission::ViewMembers),
        can_manage_members: has(Permission::ManageMembers),
        can_connect: has(Permission::ConnectOrganization),
        can_observe: has(Permission::ObserveOrganization),
        can_view_audit: has(Permission::ViewAudit),
        can_export_audit: has(Permission::ExportAudit),
    }
}
