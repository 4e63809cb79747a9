//! AWS Organizations in our types: identifiers as AWS spells them, accounts, units, policies, limits.
//! Never here: an answer of the SDK, a rule of the workflow.

mod account;
mod as_of;
mod contact;
mod ids;
pub mod limits;
mod nodes;
mod reading;
mod role_arn;

pub use account::{AccountFacts, AccountPosition, AccountState, JoinedMethod};
pub use as_of::{AsOf, AsOfProblem, AsOfQuery, instant_text};
pub use contact::{AlternateContact, ContactEmail, ContactFacts, ContactKind, ContactName, ContactPhone, ContactTitle};
pub use ids::{AccountId, AwsOrganizationId, CreateRequestId, NotAnAwsId, ParentId, PolicyId, RootId, TargetId, UnitId};
pub use nodes::{Attachment, OrganizationFacts, PolicyContent, PolicyFacts, RootFacts, UnitFacts};
pub use reading::{AccountReading, PlacedAccount, Reading};
pub use role_arn::RoleArn;
