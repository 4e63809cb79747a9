//! Questions that a test asks of the truth itself, not through AWS's operations.
//! Never here: anything that an AWS caller could use.

use domain::organization::AccountId;

use crate::state::State;

impl State {
    /// Every account with the e-mail, in any organization. More than one is the failure that must never happen.
    pub fn accounts_per_email(&self, email: &str) -> Vec<AccountId> {
        let accounts = self.organizations.values().flat_map(|organization| &organization.accounts);
        accounts.filter(|(_, account)| account.email.eq_ignore_ascii_case(email)).map(|(id, _)| id.clone()).collect()
    }

    /// Every account with the tag, in any organization.
    pub fn accounts_with_tag(&self, key: &str, value: &str) -> Vec<AccountId> {
        let mut found = Vec::new();
        for organization in self.organizations.values() {
            let has_tag =
                |id: &&AccountId| organization.tags.get(id.as_str()).and_then(|tags| tags.get(key)).is_some_and(|is| is == value);
            found.extend(organization.accounts.keys().filter(has_tag).cloned());
        }
        found
    }
}
