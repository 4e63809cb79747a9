//! Reading accounts, and MoveAccount, which is a compare-and-set.
//! Never here: the creation of an account.

use control::cloud::Page;
use domain::organization::{AccountFacts, AccountId, ParentId};

use crate::desk::{Decision, Desk, Window, read, wrote};
use crate::effect::Effect;
use crate::refusal::Refusal;
use crate::state::Account;

impl Desk<'_> {
    /// `ListAccounts`. An account that is still being created is not in it.
    pub(crate) fn list_accounts(&self, window: &Window) -> Decision<Page<AccountFacts>> {
        window.cut(self.organization.accounts.iter().map(|(id, account)| self.account_facts(id, account)).collect())
    }

    /// `ListAccountsForParent`.
    pub(crate) fn list_accounts_for_parent(&self, parent: &ParentId, window: &Window) -> Decision<Page<AccountFacts>> {
        self.must_have_parent(parent)?;
        let here = self.organization.accounts.iter().filter(|(_, account)| account.parent == *parent);
        window.cut(here.map(|(id, account)| self.account_facts(id, account)).collect())
    }

    /// `DescribeAccount`.
    pub(crate) fn describe_account(&self, id: &AccountId) -> Decision<AccountFacts> {
        read(self.account_facts(id, self.account(id)?))
    }

    /// `ListParents` of an account.
    pub(crate) fn parent_of_account(&self, id: &AccountId) -> Decision<ParentId> {
        let account =
            self.organization.accounts.get(id).ok_or_else(|| Refusal::not_found("ChildNotFoundException", "that child"))?;
        read(account.parent.clone())
    }

    /// `MoveAccount`: only from where it is.
    pub(crate) fn move_account(&self, id: &AccountId, source: &ParentId, destination: &ParentId) -> Decision<()> {
        let account = self.account(id)?;
        if !self.organization.has_parent(destination) {
            return Err(Refusal::not_found("DestinationParentNotFoundException", "the destination container"));
        }
        if account.parent == *destination {
            return Err(Refusal::duplicate(
                "DuplicateAccountException",
                "That account is already present in the specified destination.",
            ));
        }
        if account.parent != *source {
            return Err(Refusal::not_found("SourceParentNotFoundException", "the account in the source container"));
        }
        wrote(Effect::Move {
            organization: self.organization.management_account.clone(),
            account: id.clone(),
            to: destination.clone(),
        })
    }

    fn account(&self, id: &AccountId) -> Result<&Account, Refusal> {
        self.organization.accounts.get(id).ok_or_else(|| Refusal::not_found("AccountNotFoundException", "that account"))
    }

    /// Refuses a parent that does not exist.
    pub(crate) fn must_have_parent(&self, parent: &ParentId) -> Result<(), Refusal> {
        if self.organization.has_parent(parent) {
            Ok(())
        } else {
            Err(Refusal::not_found("ParentNotFoundException", "that root or organizational unit"))
        }
    }

    fn account_facts(&self, id: &AccountId, account: &Account) -> AccountFacts {
        let organization = self.organization;
        AccountFacts {
            id: id.clone(),
            arn: format!("arn:aws:organizations::{}:account/{}/{id}", organization.management_account, organization.id),
            email: account.email.clone(),
            name: account.name.clone(),
            state: account.state.clone(),
            joined_method: Some(account.joined_method),
            joined_at: Some(account.joined_at),
        }
    }
}
