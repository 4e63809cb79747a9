//! AWS's words as people read them: states of accounts, ways of joining.
//! Never here: what Charter does in a state.

use domain::organization::AccountState;

use crate::components::Status;

/// The look and the words of an account's `State`. A word that this version does not know is shown as AWS wrote it.
pub(crate) fn account_state(state: &str) -> (Status, String) {
    let (status, words) = match AccountState::from(state.to_owned()) {
        AccountState::PendingActivation => (Status::Waiting, "Activation pending"),
        AccountState::Active => (Status::Done, "Active"),
        AccountState::Suspended => (Status::Attention, "Suspended by AWS"),
        AccountState::PendingClosure => (Status::Running, "Closing"),
        AccountState::Closed => (Status::Closed, "Closed"),
        AccountState::Unknown(word) => return (Status::Attention, format!("{word} (as AWS says)")),
    };
    (status, words.to_owned())
}

/// How an account came into the organization.
pub(crate) fn joined_method(method: Option<&str>) -> String {
    match method {
        Some("CREATED") => "Created in this organization".to_owned(),
        Some("INVITED") => "Joined by invitation".to_owned(),
        Some(word) => word.to_owned(),
        None => "AWS does not say".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_state_has_words_of_its_own_and_an_unknown_one_is_shown_as_it_is() {
        let known = ["PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"].map(account_state);
        for (_, words) in &known {
            assert_eq!(known.iter().filter(|(_, other)| other == words).count(), 1, "{words}");
        }
        assert_eq!(account_state("REOPENING"), (Status::Attention, "REOPENING (as AWS says)".to_owned()));
    }
}
