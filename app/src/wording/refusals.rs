//! Rules that said no, in words.
//! Never here: the rules.

use domain::request::Refusal;

/// What the rule says, and what to do instead.
pub(crate) const fn refusal(refusal: Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::OwnRequest => (
            "You made this request or changed it last, so you cannot decide it.",
            "Ask another approver of this workspace to decide it.",
        ),
        Refusal::NotWaiting => {
            ("This request is not waiting for a decision any more.", "Open the request to see what became of it.")
        }
        Refusal::NotEditable => {
            ("This request cannot be changed any more.", "Open the request to see where it stands, or begin a new one.")
        }
        Refusal::NotWithdrawable => ("This request cannot be withdrawn any more.", "Open the request to see where it stands."),
        Refusal::NotTheRequester => ("Only the person who made this request can do that.", "Ask the requester to do it."),
        Refusal::ChangedSince => (
            "This was changed since you opened the page, perhaps in another window.",
            "Check what stands there now and do it again.",
        ),
        Refusal::OtherChoice => (
            "The OU or the policies that you chose are not those of the plan below, so nothing was approved.",
            "Choose again and draw the plan, then approve what it shows; or approve the plan as it stands here now.",
        ),
        Refusal::PlanMoved => (
            "AWS changed since this plan was drawn, so it was not carried out.",
            "Draw a new plan on the review page and decide again.",
        ),
        Refusal::NoOrganization => (
            "No AWS organization is connected to this workspace yet.",
            "An administrator connects one under Settings, Connection.",
        ),
        Refusal::NotObserved => {
            ("The AWS organization has not been read yet.", "An administrator reads it under Settings, Connection.")
        }
        Refusal::NotParked => ("This run is not waiting for anybody.", "Reload the page to see where it stands."),
        Refusal::NotRetryable => {
            ("This step cannot be tried again as it is.", "Stop the run, and begin a new request if the account is still needed.")
        }
        Refusal::NotOptional => (
            "This step cannot be skipped: the approved plan does not call it optional.",
            "Retry it or stop the run. Leaving it out needs a new plan and a new decision.",
        ),
        Refusal::LastAdministrator => {
            ("The workspace needs at least one active administrator.", "Make somebody else an administrator first.")
        }
        Refusal::CannotConnect => (
            "This AWS organization cannot be connected to this workspace.",
            "Check the role ARN, or ask whoever operates Charter whether the organization is connected elsewhere.",
        ),
        Refusal::ScpsNotEnabled => (
            "Service control policies are not enabled in this AWS organization.",
            "Enable service control policies for the root first, then connect again.",
        ),
        Refusal::ExternalIdNotNeeded => (
            "This role can be assumed without the external id, so anybody who knows its ARN could act through it.",
            "Add the condition sts:ExternalId to the role's trust policy, then connect again.",
        ),
        Refusal::TargetGone => {
            ("The chosen OU or a chosen policy is not in AWS any more.", "Choose again from what is there now.")
        }
        Refusal::OutcomeUnknown => (
            "AWS may still create the account, so the run cannot be stopped yet.",
            "Wait until the settling window is over, or retry: a retry looks at AWS before it sends anything.",
        ),
        Refusal::TooManyPolicies => {
            ("AWS does not allow so many policies on one target.", "Choose fewer policies, or attach them to the OU instead.")
        }
    }
}
