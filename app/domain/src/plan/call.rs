//! The calls of a plan. What is known only at run time is a named slot.
//! Never here: a call that no plan makes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::organization::{AccountId, AlternateContact, ContactKind, CreateRequestId, ParentId, PolicyId, RootId, TargetId};
use crate::request::{AccountName, RootEmail};

/// A value that an earlier step gives, e.g. `{"$from":"create.AccountId"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Step key and member, joined by a dot.
    #[serde(rename = "$from")]
    pub from: String,
}

impl Slot {
    /// The account id that the creation gives.
    pub fn account() -> Self {
        Self { from: "create.AccountId".into() }
    }

    /// The creation request's id.
    pub fn create_request() -> Self {
        Self { from: "create.CreateAccountRequestId".into() }
    }
}

/// Whether what a call does can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reversal {
    /// By another call.
    Reversible,
    /// Not: an account can only be closed, and its e-mail is used up.
    Never,
    /// It changes nothing.
    ReadsOnly,
}

/// One AWS operation with its parameters, named as AWS names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", content = "parameters")]
pub enum Call {
    /// Asks for the account; asynchronous.
    #[serde(rename = "organizations:CreateAccount", rename_all = "PascalCase")]
    CreateAccount {
        /// The account name.
        account_name: AccountName,
        /// The root e-mail.
        email: RootEmail,
        /// Tags, the intent nonce among them; atomic with the creation.
        tags: BTreeMap<String, String>,
    },
    /// Waits until the creation ended; one entry, however often it asks.
    #[serde(rename = "organizations:DescribeCreateAccountStatus", rename_all = "PascalCase")]
    AwaitAccount {
        /// The creation request.
        create_account_request_id: Slot,
    },
    /// A compare-and-set from the root to the chosen unit.
    #[serde(rename = "organizations:MoveAccount", rename_all = "PascalCase")]
    MoveAccount {
        /// The account.
        account_id: Slot,
        /// New accounts land in the root.
        source_parent_id: RootId,
        /// The chosen unit.
        destination_parent_id: ParentId,
    },
    /// Attaches one service control policy to the account.
    #[serde(rename = "organizations:AttachPolicy", rename_all = "PascalCase")]
    AttachPolicy {
        /// The policy.
        policy_id: PolicyId,
        /// The account.
        target_id: Slot,
    },
    /// Sets an alternate contact of the account; the same again changes nothing.
    #[serde(rename = "account:PutAlternateContact", rename_all = "PascalCase")]
    PutAlternateContact {
        /// The account.
        account_id: Slot,
        /// Which contact.
        alternate_contact_type: ContactKind,
        /// The contact.
        #[serde(flatten)]
        contact: AlternateContact,
    },
    /// Reads back state, parent, policies and tags, and compares them with the plan.
    #[serde(rename = "charter:VerifyAccount", rename_all = "PascalCase")]
    VerifyAccount {
        /// The account.
        account_id: Slot,
        /// Where it must be.
        parent_id: ParentId,
        /// What must be attached to it (besides what AWS attaches).
        policy_ids: Vec<PolicyId>,
    },
}

impl Call {
    /// Whether it can be taken back.
    pub const fn reversal(&self) -> Reversal {
        match self {
            Call::CreateAccount { .. } => Reversal::Never,
            Call::MoveAccount { .. } | Call::AttachPolicy { .. } | Call::PutAlternateContact { .. } => Reversal::Reversible,
            Call::AwaitAccount { .. } | Call::VerifyAccount { .. } => Reversal::ReadsOnly,
        }
    }

    /// The operation's name, e.g. `organizations:CreateAccount`.
    pub const fn operation(&self) -> &'static str {
        match self {
            Call::CreateAccount { .. } => "organizations:CreateAccount",
            Call::AwaitAccount { .. } => "organizations:DescribeCreateAccountStatus",
            Call::MoveAccount { .. } => "organizations:MoveAccount",
            Call::AttachPolicy { .. } => "organizations:AttachPolicy",
            Call::PutAlternateContact { .. } => "account:PutAlternateContact",
            Call::VerifyAccount { .. } => "charter:VerifyAccount",
        }
    }
}

/// One entry of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Unique within the plan: `create`, `await`, `move`, `attach-1`, …, `contact-security`, `verify`.
    pub key: String,
    /// Whether a person may skip it; left out of the plan's bytes where it may not be.
    #[serde(rename = "optional", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_optional: bool,
    /// The call.
    #[serde(flatten)]
    pub call: Call,
}

/// The slots that a run has filled so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The creation request's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_request: Option<CreateRequestId>,
    /// The account's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
}

impl Filled {
    /// The account as a target of policies.
    pub fn target(&self) -> Option<TargetId> {
        self.account.clone().map(TargetId::Account)
    }
}
