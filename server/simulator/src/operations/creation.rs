//! CreateAccount and what becomes of it: accepted at once, ended seconds later, e-mail unique across all of AWS.
//! Never here: a second meaning of success; a creation that failed leaves no account.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use control::cloud::{CreationState, CreationStatus, Page};
use domain::organization::{AccountId, CreateRequestId, limits};
use domain::request::RootEmail;
use domain::run::Reaction;
use domain::time::Timestamp;

use super::tag;
use crate::desk::{Decision, Desk, Done, Window, read};
use crate::effect::Effect;
use crate::refusal::Refusal;
use crate::state::{Creation, State};

/// How long a creation takes, in virtual milliseconds.
const DURATION: (u64, u64) = (3_000, 8_000);

impl Desk<'_> {
    /// `CreateAccount`.
    pub(crate) fn create_account(&self, name: &str, email: &str, tags: &BTreeMap<String, String>) -> Decision<CreationStatus> {
        if name.is_empty() || name.len() > 50 || !name.bytes().all(|byte| (0x20..=0x7E).contains(&byte)) {
            return Err(Refusal::invalid("INVALID_PATTERN", "AccountName must be 1-50 printable ASCII characters."));
        }
        if RootEmail::parse(email).is_err() || email.trim() != email {
            return Err(Refusal::invalid("INVALID_PATTERN", "Email is not a valid address."));
        }
        tag::check(tags, 0)?;
        let in_progress = self.organization.creations.iter().filter(|creation| creation.outcome.is_none()).count();
        if in_progress >= limits::CREATIONS_IN_PROGRESS.value {
            let message = "You have too many accounts in the process of being created. Try again later.";
            return Err(Refusal::new("TooManyRequestsException", Reaction::Throttled, message));
        }
        let mut chance = self.chance();
        let millis = i64::try_from(chance.between(DURATION.0, DURATION.1)).unwrap_or(3_000);
        let (id, account) = (format!("car-{}", chance.word(32)), self.free_account_id());
        let (Ok(id), Some(account)) = (id.parse::<CreateRequestId>(), account) else { return Err(no_id()) };
        let effect = Effect::TakeCreation {
            organization: self.organization.management_account.clone(),
            id: id.clone(),
            account,
            name: name.to_owned(),
            email: email.to_owned(),
            tags: tags.clone(),
            ends_at: self.at + TimeDelta::milliseconds(millis),
        };
        let status = CreationStatus {
            id,
            account_name: Some(name.to_owned()),
            state: CreationState::InProgress,
            requested_at: Some(self.at),
        };
        Ok(Done { value: status, effects: vec![effect] })
    }

    /// `ListCreateAccountStatus`, optionally only some states.
    pub(crate) fn list_creations(&self, states: &[String], window: &Window) -> Decision<Page<CreationStatus>> {
        let is_wanted = |creation: &&Creation| {
            let word = match creation.outcome {
                None => "IN_PROGRESS",
                Some(Ok(())) => "SUCCEEDED",
                Some(Err(_)) => "FAILED",
            };
            states.is_empty() || states.iter().any(|wanted| wanted == word)
        };
        window.cut(self.organization.creations.iter().filter(is_wanted).map(status).collect())
    }

    /// `DescribeCreateAccountStatus`.
    pub(crate) fn describe_creation(&self, id: &CreateRequestId) -> Decision<CreationStatus> {
        let creation = self.organization.creations.iter().find(|creation| creation.id == *id);
        creation.map_or_else(
            || Err(Refusal::not_found("CreateAccountStatusNotFoundException", "that account creation request")),
            |found| read(status(found)),
        )
    }

    fn free_account_id(&self) -> Option<AccountId> {
        let mut chance = self.chance();
        (0..100).filter_map(|_| chance.account_digits().parse().ok()).find(|id| !self.state.is_account_used(id))
    }
}

/// The chance gave nothing usable; cannot be told from a failure of AWS.
pub(crate) fn no_id() -> Refusal {
    Refusal::new("ServiceException", Reaction::Unknown, "No identifier could be drawn.")
}

fn status(creation: &Creation) -> CreationStatus {
    let state = match &creation.outcome {
        None => CreationState::InProgress,
        Some(Ok(())) => CreationState::Succeeded(creation.account.clone()),
        Some(Err(reason)) => CreationState::Failed(reason.clone()),
    };
    CreationStatus {
        id: creation.id.clone(),
        account_name: Some(creation.name.clone()),
        state,
        requested_at: Some(creation.requested_at),
    }
}

/// The effects of every creation whose time has come, earliest first. Without `unique_emails` (hostile) a second account with an e-mail is made.
pub(crate) fn due(state: &State, at: Timestamp, unique_emails: bool) -> Option<Effect> {
    let running = state
        .organizations
        .iter()
        .flat_map(|(organization, here)| here.creations.iter().map(move |creation| (organization, creation)));
    let (organization, creation) = running
        .filter(|(_, creation)| creation.outcome.is_none() && creation.ends_at <= at)
        .min_by_key(|(_, creation)| creation.ends_at)?;
    let (organization, id) = (organization.clone(), creation.id.clone());
    Some(if unique_emails && state.is_email_taken(&creation.email) {
        Effect::FailCreation { organization, id, reason: "EMAIL_ALREADY_EXISTS".to_owned() }
    } else {
        Effect::EndCreation { organization, id }
    })
}
