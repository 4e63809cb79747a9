//! What crosses the wire: views made for one screen each.
//! Never here: rules, secrets, a field that no screen shows.

mod accounts;
mod as_of;
mod audit;
mod frame;
mod members;
mod organization;
mod requests;
mod runs;
mod sign_ins;

pub use accounts::{AccountPlace, AccountRow, AccountView, AccountsQuery, AccountsView};
pub use as_of::{AccountEvent, AccountPage, AccountRecord, Dated, LifeView, MomentView};
pub use audit::{
    AuditEventView, AuditFilter, AuditRow, AuditTerm, AuditView, Bar, ChangedField, EventProof, Facet, FacetValue, RelatedEvent,
};
pub use frame::{Abilities, Frame};
pub use members::{MemberRow, MembersView, TeamRow};
pub use organization::{
    ConnectionView, LevelView, NodeView, PoliciesView, PolicyRef, PolicyRow, PolicyView, TargetRef, TreeView,
};
pub use requests::{
    CallView, CheckView, DecisionView, DraftView, MovedView, PlanView, PolicyContentView, RequestRow, RequestState, RequestView,
    RequestsView, ReviewView, TurnRow, UnitChoice,
};
pub use runs::{AttemptView, RunOwner, RunView, StepView, StepWord, StoppedView};
pub use sign_ins::SignInRow;
