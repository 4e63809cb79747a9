//! The members page.
//! Never here: issuer and subject.

use serde::{Deserialize, Serialize};

use crate::access::Role;

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    /// Our id.
    pub id: String,
    /// The e-mail of the invitation.
    pub email: String,
    /// The name that the identity provider gave.
    pub name: Option<String>,
    /// `invited`, `active` or `suspended`.
    pub standing: String,
    /// The roles.
    pub roles: Vec<Role>,
    /// The teams' names.
    pub teams: Vec<TeamRow>,
    /// Goes back with the form.
    pub version: i32,
}

/// The members page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembersView {
    /// By e-mail.
    pub members: Vec<MemberRow>,
    /// By name.
    pub teams: Vec<TeamRow>,
    /// Whether the reader may change them.
    pub can_manage: bool,
}
