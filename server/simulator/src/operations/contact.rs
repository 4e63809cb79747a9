//! Alternate contacts of member accounts, as the account service takes them from the management account.
//! Never here: DeleteAlternateContact; Charter removes no contact.

use domain::organization::{AccountId, AlternateContact, ContactFacts, ContactKind};
use domain::run::Reaction;

use super::trust::ACCOUNT_MANAGEMENT;
use crate::desk::{Decision, Desk, read, wrote};
use crate::effect::Effect;
use crate::refusal::Refusal;

/// The code for a contact that is not set.
pub(crate) const NOT_SET: &str = "ResourceNotFoundException";

impl Desk<'_> {
    /// `GetAlternateContact`.
    pub(crate) fn alternate_contact(&self, account: &AccountId, kind: ContactKind) -> Decision<ContactFacts> {
        self.may_manage("GetAlternateContact", account)?;
        let contact = self.organization.contacts.get(&(account.clone(), kind)).cloned();
        let not_set = || Refusal::new(NOT_SET, Reaction::StaleView, "No contact of the inputted alternate contact type found.");
        read(contact.ok_or_else(not_set)?)
    }

    /// `PutAlternateContact`: the whole contact; the same again is a success.
    pub(crate) fn put_alternate_contact(&self, account: &AccountId, kind: ContactKind, contact: ContactFacts) -> Decision<()> {
        self.may_manage("PutAlternateContact", account)?;
        if AlternateContact::parse(&contact).is_err() {
            let message = "The input fails to satisfy the constraints specified by an AWS service.";
            return Err(Refusal::new("ValidationException", Reaction::Rejected, message));
        }
        let organization = self.organization.management_account.clone();
        wrote(Effect::PutContact { organization, account: account.clone(), kind, contact })
    }

    /// AWS tells no difference between a switch that is off and an account that is not in the organization.
    fn may_manage(&self, operation: &str, account: &AccountId) -> Result<(), Refusal> {
        let is_trusted = self.organization.trusted_services.contains(ACCOUNT_MANAGEMENT);
        let is_member = *account != self.organization.management_account && self.organization.accounts.contains_key(account);
        if is_trusted && is_member {
            return Ok(());
        }
        let message = format!(
            "User is not authorized to perform: account:{operation} (Your organization must first enable trusted access with AWS Account Management.)"
        );
        Err(Refusal::new("AccessDeniedException", Reaction::Blocked, message))
    }
}
