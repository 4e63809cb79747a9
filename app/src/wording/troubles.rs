//! What to say when something was not done or cannot be shown.
//! Never here: the cause inside the machine.

use domain::access::Permission;
use domain::run::Reaction;

use super::{people, reaction, refusal};
use crate::api::ApiError;

/// A failure in words: title of a page, what happened, what was kept, what to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// The title, if it fills a page.
    pub title: String,
    /// What happened, in one sentence.
    pub what: String,
    /// What was kept.
    pub kept: String,
    /// What to do now.
    pub remedy: String,
}

impl Trouble {
    fn new(title: &str, what: &str, kept: &str, remedy: &str) -> Self {
        Self { title: title.into(), what: what.into(), kept: kept.into(), remedy: remedy.into() }
    }
}

/// The words for an answer that is no.
pub(crate) fn trouble(error: &ApiError) -> Trouble {
    match error {
        ApiError::SignIn => Trouble::new(
            "Sign in",
            "You are not signed in to this workspace any more.",
            "Nothing was changed.",
            "Sign in and send it again.",
        ),
        ApiError::NotFound => Trouble::new(
            "There is no such page here",
            "Nothing at this address is there for you.",
            "It may never have existed, or it may be visible to others only.",
            "Check the address, or start from the first page.",
        ),
        ApiError::Forbidden => Trouble::new(
            "You cannot do this",
            "None of your roles lets you do this.",
            "Nothing was changed.",
            "An administrator of this workspace can give you a role under Members.",
        ),
        ApiError::Unproven => Trouble::new(
            "Confirm that it is you",
            "This needs a sign-in within the last five minutes.",
            "Nothing was changed, and what you typed is kept.",
            "Confirm that it is you, and send it again.",
        ),
        ApiError::Refused(rule) => {
            let (what, remedy) = refusal(*rule);
            Trouble::new("This cannot be done now", what, "Nothing was changed.", remedy)
        }
        ApiError::Invalid(_) => Trouble::new(
            "Some answers cannot be taken",
            "Some answers cannot be taken.",
            "Nothing was changed.",
            "Go back, correct them and send the form again.",
        ),
        ApiError::NoSuchPlace => Trouble::new(
            "This page of the list cannot be found",
            "The address does not say where in the list this page begins.",
            "It may have been cut off or changed on the way. What you search for is kept.",
            "Go on from the first page of the list.",
        ),
        ApiError::Moved(_) => Trouble::new(
            "AWS changed since the plan was drawn",
            "AWS changed since the plan was drawn, so it was not approved.",
            "A new plan was drawn.",
            "Read what changed in the new plan and decide again.",
        ),
        ApiError::Aws(class) => {
            Trouble::new("AWS did not answer as needed", reaction(*class), "Nothing was changed.", remedy(*class))
        }
        ApiError::TryLater => Trouble::new(
            "Charter is busy",
            "The database of Charter does not answer right now.",
            "If you sent something, it may have happened or not.",
            "Open the page again in a minute, and look before you repeat it. If it lasts, tell whoever operates Charter.",
        ),
        ApiError::Malformed => Trouble::new(
            "The form could not be read",
            "What your browser sent is not a form of this page.",
            "Nothing was changed.",
            "Open the page again and send the form from there.",
        ),
        ApiError::Broken(_) => Trouble::new(
            "Something broke",
            "Something in Charter broke that should not.",
            "If you sent something, it may have happened or not.",
            "Open the page again, and look before you repeat it. If it happens again, give the reference to whoever operates Charter.",
        ),
    }
}

/// What to do about an answer of AWS that a person waited for.
const fn remedy(class: Reaction) -> &'static str {
    match class {
        Reaction::Throttled | Reaction::Busy | Reaction::Unknown => "Try again in a minute.",
        Reaction::AlreadyDone | Reaction::StaleView => "Read AWS anew, then look at the page again.",
        Reaction::Limit => "Ask AWS to raise the quota, or free some of it, then try again.",
        Reaction::Rejected => "Check what you typed against what AWS has, then try again.",
        Reaction::Blocked => {
            "In the management account, check the role's ARN, its trust policy with the external id, and its permissions; then try again."
        }
        Reaction::Bug => "Try again. If it happens again, tell whoever operates Charter.",
    }
}

/// The words for a page or act that needs what the member does not have: which role, and who can give it.
pub(crate) fn forbidden(missing: Permission) -> Trouble {
    let roles = people::roles_with(missing);
    let mut words = trouble(&ApiError::Forbidden);
    if !roles.is_empty() {
        words.what = format!("This needs the role {}, which you do not have.", roles.join(" or "));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_passes_by_itself_is_answered_by_waiting() {
        let waits = |class| trouble(&ApiError::Aws(class)).remedy.contains("in a minute");
        assert!(waits(Reaction::Busy) && waits(Reaction::Throttled) && waits(Reaction::Unknown));
        assert!(!waits(Reaction::Blocked) && !waits(Reaction::Limit));
    }

    #[test]
    fn where_a_change_may_have_happened_nobody_is_told_that_nothing_was_changed() {
        for error in [ApiError::TryLater, ApiError::Broken(uuid::Uuid::nil())] {
            let words = trouble(&error);
            assert!(!words.kept.contains("Nothing") && words.remedy.contains("look before you repeat it"), "{words:?}");
        }
    }

    #[test]
    fn who_is_not_allowed_learns_which_role_and_who_gives_it() {
        let words = forbidden(Permission::DecideRequest);
        assert_eq!(words.what, "This needs the role approver, which you do not have.");
        assert!(words.remedy.contains("administrator"));
        assert!(!forbidden(Permission::Reserved).what.contains("role ,"));
    }
}
