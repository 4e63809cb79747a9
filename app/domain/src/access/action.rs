//! The one table of actions: what each needs and which audit event it leaves. A new action is one line here.
//! Never here: what an action does.

use super::permission::Permission;
use crate::audit::Chain;

/// Something that a permit can be issued for.
pub trait Action: Send + Sync + 'static {
    /// The action's name for tables and refusals, e.g. `SubmitRequest`.
    const NAME: &'static str;
    /// What the member must have.
    const PERMISSION: Permission;
    /// Whether the member must have proved lately who they are (step-up, OWASP ASVS 5.0 §7.5.3).
    const NEEDS_PROOF: bool;
}

/// An action that only reads: opens a read transaction.
pub trait Reads: Action {}

/// An action that writes: opens a write transaction.
pub trait Writes: Action {}

/// A write that leaves exactly one kind of audit event, in the same transaction.
pub trait Recorded: Writes {
    /// The event's name: dotted, past tense.
    const EVENT: &'static str;
    /// The chain that the event goes to.
    const CHAIN: Chain;
}

/// A write that is not a change in the sense of the record (a draft before submit). The list is closed: see the test of this module.
pub trait Unrecorded: Writes {}

macro_rules! actions {
    (@kind $name:ident reads) => { impl Reads for $name {} };
    (@kind $name:ident unrecorded) => { impl Writes for $name {} impl Unrecorded for $name {} };
    (@kind $name:ident records $event:literal on $chain:ident) => {
        impl Writes for $name {}
        impl Recorded for $name { const EVENT: &'static str = $event; const CHAIN: Chain = Chain::$chain; }
    };
    (@proof) => { false };
    (@proof proof) => { true };
    (@event reads) => { None };
    (@event unrecorded) => { None };
    (@event records $event:literal on $chain:ident) => { Some($event) };
    (@word reads) => { "reads" };
    (@word unrecorded) => { "unrecorded" };
    (@word records $event:literal on $chain:ident) => { "records" };
    ($($(#[$doc:meta])* $name:ident needs $permission:ident $(and $proof:ident)? { $($kind:tt)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl Action for $name {
                const NAME: &'static str = stringify!($name);
                const PERMISSION: Permission = Permission::$permission;
                const NEEDS_PROOF: bool = actions!(@proof $($proof)?);
            }

            actions!(@kind $name $($kind)*);
        )*

        /// Every action: name, permission, kind (`reads`, `records`, `unrecorded`), event.
        pub const TABLE: &[(&str, Permission, &str, Option<&str>)] = &[
            $((stringify!($name), Permission::$permission, actions!(@word $($kind)*), actions!(@event $($kind)*)),)*
        ];
    };
}

actions! {
    /// See one's own name, roles and teams.
    ViewSelf needs Belong { reads }
    /// See the tree, accounts and policies.
    ViewOrganization needs ViewOrganization { reads }
    /// See requests.
    ViewRequests needs ViewRequests { reads }
    /// See what is needed to decide.
    ReviewRequest needs DecideRequest { reads }
    /// See members.
    ViewMembers needs ViewMembers { reads }
    /// See audit events.
    ViewAudit needs ViewAudit { reads }
    /// See the connection's external id and role.
    ViewConnection needs ConnectOrganization { reads }

    /// Keep a draft.
    SaveDraft needs DraftRequest { unrecorded }
    /// Throw a draft away.
    DiscardDraft needs DraftRequest { unrecorded }

    /// Send a request for decision.
    SubmitRequest needs SubmitRequest { records "request.submitted" on Changes }
    /// Take a request back.
    WithdrawRequest needs SubmitRequest { records "request.withdrawn" on Changes }
    /// Draw a plan from AWS as it is now.
    DrawPlan needs DecideRequest { records "plan.drawn" on Changes }
    /// Approve the plan that was shown.
    ApproveRequest needs DecideRequest and proof { records "request.approved" on Changes }
    /// Say no.
    DeclineRequest needs DecideRequest { records "request.declined" on Changes }
    /// Send a request back to the requester.
    AskForChanges needs DecideRequest { records "request.changes_asked" on Changes }
    /// Let a parked run try again.
    RetryRun needs SteerRun { records "run.retried" on Changes }
    /// Leave out the optional step for which a run is parked.
    SkipStep needs SteerRun { records "step.skipped" on Changes }
    /// End a parked run; what was done stays.
    StopRun needs SteerRun { records "run.stopped" on Changes }

    /// Invite a person.
    InviteMember needs ManageMembers and proof { records "member.invited" on Changes }
    /// Change a member's roles, team or standing.
    ChangeMember needs ManageMembers and proof { records "member.changed" on Changes }
    /// Create a team.
    CreateTeam needs ManageMembers { records "team.created" on Changes }
    /// Have the external id and the role shown, which let into an AWS organization.
    ReadConnection needs ConnectOrganization { records "organization.connection_read" on Access }
    /// Prepare a connection: draw the external id.
    PrepareConnection needs ConnectOrganization { records "organization.connection_prepared" on Changes }
    /// Connect the AWS organization.
    ConnectOrganization needs ConnectOrganization and proof { records "organization.connected" on Changes }
    /// Set or remove the security contact that new accounts get.
    ChangeSecurityContact needs ConnectOrganization { records "organization.contact_changed" on Changes }
    /// Read AWS into a snapshot, asked by a person.
    ObserveOrganization needs ObserveOrganization { records "organization.observed" on Changes }

    /// Take audit events away as a file.
    ExportAudit needs ExportAudit { records "audit.exported" on Access }
    /// Look at audit events, once for a while of looking.
    ReadAudit needs ViewAudit { records "audit.read" on Access }
    /// Sign out.
    SignOut needs Belong { records "session.signed_out" on Access }
    /// End one's own sign-ins elsewhere.
    EndSignIn needs Belong { records "session.ended" on Access }
    /// End all sign-ins of a member.
    SignMemberOut needs ManageMembers { records "member.signed_out" on Access }
    /// Note that a sign-in is used. No event: it is the state of a session, at most once in some minutes.
    NoteUse needs Belong { unrecorded }

    /// Put off when a waiting step is looked at again.
    Postpone needs Reserved { unrecorded }
    /// Commit what is about to be sent to AWS.
    RecordIntent needs Reserved { records "step.intended" on Changes }
    /// Commit what AWS answered.
    RecordOutcome needs Reserved { records "step.concluded" on Changes }
    /// Commit that a run ended.
    FinishRun needs Reserved { records "run.finished" on Changes }
    /// Read AWS into a snapshot after a run.
    ObserveAfterRun needs Reserved { records "organization.observed" on Changes }
    /// Read the run and its plan.
    ReadRun needs Reserved { reads }
    /// Read the record as a whole: to sign it, to take it away, to keep it.
    ReadRecord needs Reserved { reads }
    /// Store a signed tree head. No event: it is derived from events that are committed, and an event for each head would need a head itself.
    SignHead needs Reserved { unrecorded }
    /// Note that a sink has a head. No event: it is the state of a transport, and a head may be sent twice.
    NoteDelivery needs Reserved { unrecorded }
    /// Write the words by which events are found. No event: they are derived from events that are committed, and an event for each sweep
    /// would have words itself.
    IndexAudit needs Reserved { unrecorded }
    /// Take the whole record away as evidence, on the command line.
    ExportRecord needs Reserved { records "audit.exported" on Access }
    /// Erase a member's personal values, on the command line.
    EraseMember needs Reserved { records "audit.erased" on Changes }
    /// Cut a prefix of the record, on the command line.
    PruneRecord needs Reserved { records "audit.pruned" on Changes }
    /// Say how long the record is kept, on the command line.
    RetainRecord needs Reserved { records "audit.retention_set" on Changes }
    /// Hold the record: nothing is cut or erased, on the command line.
    HoldRecord needs Reserved { records "audit.held" on Changes }
    /// End the hold, on the command line.
    ReleaseRecord needs Reserved { records "audit.released" on Changes }
    /// Make a workspace, on the command line or by the set-up link.
    CreateWorkspace needs Reserved { records "workspace.created" on Changes }
    /// Sign in; the entry opener writes it.
    SignIn needs Reserved { records "session.signed_in" on Access }
    /// Refuse a sign-in or an action; the entry opener writes it.
    Refuse needs Reserved { records "access.refused" on Access }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;

    #[test]
    fn what_writes_without_an_event_is_a_closed_list() {
        let unrecorded: Vec<_> = TABLE.iter().filter(|row| row.2 == "unrecorded").map(|row| row.0).collect();
        assert_eq!(unrecorded, ["SaveDraft", "DiscardDraft", "NoteUse", "Postpone", "SignHead", "NoteDelivery", "IndexAudit"]);
    }

    #[test]
    fn what_gives_power_or_spends_it_needs_a_proof_of_who_acts() {
        let proven =
            [ApproveRequest::NEEDS_PROOF, InviteMember::NEEDS_PROOF, ChangeMember::NEEDS_PROOF, ConnectOrganization::NEEDS_PROOF];
        assert_eq!(proven, [true; 4]);
        assert_eq!([DeclineRequest::NEEDS_PROOF, SignMemberOut::NEEDS_PROOF, EndSignIn::NEEDS_PROOF], [false; 3]);
    }

    #[test]
    fn an_event_is_dotted_and_in_lower_case() {
        for (name, _, _, event) in TABLE {
            let Some(event) = event else { continue };
            assert!(
                event.contains('.') && event.bytes().all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'_'),
                "{name}: {event}"
            );
        }
    }

    #[test]
    fn role_by_action_is_as_reviewed() {
        let mut table = String::new();
        for (name, permission, kind, _) in TABLE {
            let marks: String = Role::ALL
                .iter()
                .map(|role| {
                    let granted = *permission == Permission::Belong || role.permissions().contains(permission);
                    if granted { " yes" } else { " -  " }
                })
                .collect();
            table.push_str(format!("{name:<22}{kind:<11}{marks}").trim_end());
            table.push('\n');
        }
        let golden = include_str!("roles.golden.txt");
        assert_eq!(table, golden, "\nthe table changed; if that is meant, store it in roles.golden.txt:\n{table}");
    }
}
