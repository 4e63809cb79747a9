//! What crosses the wire: views made for one screen each.
//! Never here: rules, secrets, a field that no screen shows.

mod accounts;
mod audit;
mod frame;
mod members;
mod organization;
mod requests;
mod runs;

pub use accounts::{AccountPlace, AccountRow, AccountView, AccountsQuery, AccountsView};
pub use audit::{AuditFilter, AuditRow, AuditView, ChangedField};
pub use frame::{Abilities, Frame};
pub use members::{MemberRow, MembersView, TeamRow};
pub use organization::{
    ConnectionView, LevelView, NodeView, PoliciesView, PolicyRef, PolicyRow, PolicyView, TargetRef, TreeView,
};
pub use requests::{
    CallView, CheckView, DecisionView, DraftView, MovedView, PlanView, PolicyContentView, RequestRow, RequestState, RequestView,
    RequestsView, ReviewView, UnitChoice,
};
pub use runs::{AttemptView, RunView, StepView, StepWord};
