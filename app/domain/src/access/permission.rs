//! The things that a role can grant.
//! Never here: who has them.

/// One thing that a member may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// See the tree, the inventory and the policies of the organization.
    ViewOrganization,
    /// See requests: one's own and those of one's teams.
    ViewRequests,
    /// See the requests of everybody.
    ViewAllRequests,
    /// Keep a draft.
    DraftRequest,
    /// Submit and withdraw.
    SubmitRequest,
    /// Approve, decline, ask for changes.
    DecideRequest,
    /// Retry or stop a parked run.
    SteerRun,
    /// See the members and their roles.
    ViewMembers,
    /// Invite members and change their roles.
    ManageMembers,
    /// Connect an AWS organization.
    ConnectOrganization,
    /// Read the AWS organization now.
    ObserveOrganization,
    /// See the audit history.
    ViewAudit,
    /// Take the audit history away as a file.
    ExportAudit,
    /// Being a member is enough.
    Belong,
    /// Nobody has it by a role: the engine under an approved plan, or the operator on the command line.
    Reserved,
}

impl Permission {
    /// Every permission, for tables and tests.
    pub const ALL: [Permission; 15] = [
        Permission::ViewOrganization,
        Permission::ViewRequests,
        Permission::ViewAllRequests,
        Permission::DraftRequest,
        Permission::SubmitRequest,
        Permission::DecideRequest,
        Permission::SteerRun,
        Permission::ViewMembers,
        Permission::ManageMembers,
        Permission::ConnectOrganization,
        Permission::ObserveOrganization,
        Permission::ViewAudit,
        Permission::ExportAudit,
        Permission::Belong,
        Permission::Reserved,
    ];
}
