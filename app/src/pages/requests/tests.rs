//! The rules of the pages of requests.
//! Never here: rules of requests (those are the domain's).

use chrono::DateTime;
use domain::plan::Reversal;
use domain::request::{AccountForm, FieldError, FieldName, Problem, Refusal, Verdict};
use domain::run::ParkReason;
use domain::wire::{
    CallView, DecisionView, DraftView, LevelView, MovedView, PlanView, PolicyContentView, PolicyRef, RequestRow, RequestState,
    RequestView, ReviewView, RunOwner, RunView, StepView, StepWord, UnitChoice,
};
use leptos::prelude::*;

use super::{edit, review, show};
use crate::api::ApiError;
use crate::api::typed::Kept;
use crate::pages::tests::{frame, rendered};

fn row(state: RequestState) -> RequestRow {
    RequestRow {
        number: 1042,
        account_name: "Payments <prod>".into(),
        team: Some("Core".into()),
        environment: "production".into(),
        requester: "Ben".into(),
        state,
        at: DateTime::UNIX_EPOCH,
        is_own: false,
        waits_for: None,
    }
}

fn request(state: RequestState, run: Option<RunView>) -> RequestView {
    RequestView {
        row: row(state),
        version: 3,
        form: AccountForm { account_name: "Payments <prod>".into(), ..AccountForm::default() },
        root_email: Some("aws+payments@example.com".into()),
        decisions: vec![],
        plan: None,
        run,
        can_edit: false,
        can_withdraw: false,
        can_decide: false,
    }
}

fn draft(errors: Vec<FieldError>) -> DraftView {
    DraftView {
        number: 1042,
        version: 3,
        form: AccountForm { account_name: "Saved".into(), ..AccountForm::default() },
        errors,
        teams: vec![("t1".into(), "Core".into())],
        email_pattern: Some("aws+{name}@example.com".into()),
        asked: None,
        saved_at: DateTime::UNIX_EPOCH,
    }
}

fn plan() -> PlanView {
    let call = |key: &str, operation: &str, reversal| CallView {
        key: key.into(),
        operation: operation.into(),
        parameters: "{}".into(),
        reversal,
        is_optional: key == "contact-security",
    };
    PlanView {
        id: "plan-1".into(),
        hash: "9f3c2b1a00".into(),
        drawn_at: DateTime::UNIX_EPOCH,
        destination: "ou-abcd-12345678".into(),
        destination_path: "Root / Workloads".into(),
        calls: vec![
            call("create", "organizations:CreateAccount", Reversal::Never),
            call("await", "organizations:DescribeCreateAccountStatus", Reversal::ReadsOnly),
            call("move", "organizations:MoveAccount", Reversal::Reversible),
        ],
        levels: vec![],
        attached: vec![],
        contents: vec![],
    }
}

fn reviewed(plan: Option<PlanView>, refusal: Option<Refusal>, moved: Vec<MovedView>) -> ReviewView {
    ReviewView {
        request: request(RequestState::Waiting, None),
        units: vec![UnitChoice { id: "ou-abcd-12345678".into(), path: "Root / Workloads".into() }],
        chosen_unit: None,
        policies: vec![PolicyRef { id: "p-12345678".into(), name: "Deny root".into() }],
        chosen_policies: vec!["p-12345678".into()],
        plan,
        moved,
        refusal,
        trouble: None,
    }
}

fn owner(can_act: bool, is_reader: bool) -> RunOwner {
    RunOwner { name: "Ravi <b>".into(), can_act, is_reader }
}

fn run(word: StepWord, park_reason: Option<ParkReason>) -> RunView {
    let step = StepView {
        position: 1,
        key: "create".into(),
        operation: "organizations:CreateAccount".into(),
        word,
        at: DateTime::UNIX_EPOCH,
        wake_at: None,
        park_reason,
        code: None,
        message: None,
        attempts: vec![],
    };
    RunView {
        id: "run".into(),
        steps: vec![step],
        queued_at: DateTime::UNIX_EPOCH,
        ended_at: None,
        ending: None,
        stopped: None,
        account_id: None,
        owner: owner(true, false),
        can_retry: park_reason.is_some_and(ParkReason::is_retryable),
        can_skip: false,
        can_stop: true,
    }
}

fn shown(view: RequestView, is_refreshing: bool) -> String {
    rendered(|| show::show(frame(), view, show::Before { is_refreshing, ..show::Before::default() }))
}

#[test]
fn what_was_typed_comes_back_although_it_could_not_be_saved() {
    let kept = AccountForm { account_name: "Typed \"after\"".into(), purpose: "</textarea>".into(), ..AccountForm::default() };
    let tried = edit::Tried {
        failure: Some(ApiError::Refused(Refusal::ChangedSince)),
        is_checked: false,
        is_saved: false,
        kept: Kept::Text(kept),
    };
    let html = rendered(|| edit::show(frame(), draft(vec![]), tried));
    assert!(html.contains("Typed &quot;after&quot;") && html.contains("&lt;/textarea>"), "{html}");
    assert!(!html.contains(r#"value="Saved""#), "{html}");
    assert!(html.contains("What you typed last was not saved"), "{html}");
    assert!(html.contains("changed since you opened"), "{html}");
}

#[test]
fn a_draft_is_not_blamed_before_its_author_goes_on() {
    let errors = vec![FieldError::new(FieldName::Owner, Problem::Missing)];
    let tried = |is_checked| edit::Tried { failure: None, is_checked, is_saved: false, kept: Kept::Nothing };
    let html = rendered(|| edit::show(frame(), draft(errors.clone()), tried(false)));
    assert!(!html.contains("There is a problem"), "{html}");
    let html = rendered(|| edit::show(frame(), draft(errors.clone()), tried(true)));
    assert!(html.contains("There is a problem") && html.contains(r##"href="#form-owner-""##), "{html}");
    assert_eq!(html.matches(r#"id="form-owner-""#).count(), 1, "{html}");
}

#[test]
fn a_decision_is_bound_to_the_plan_in_sight() {
    let html = rendered(|| review::show(frame(), reviewed(Some(plan()), None, vec![]), None, Kept::Nothing));
    assert!(html.contains(r#"name="hash" value="9f3c2b1a00""#) && html.contains(r#"name="plan" value="plan-1""#), "{html}");
    assert!(html.contains("Approve plan 9f3c2b1a"), "{html}");
    for words in ["Cannot be undone: an account can only be closed", "Can be undone", "Reads only", "organizations:MoveAccount"] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn without_a_plan_there_is_nothing_to_approve() {
    let html = rendered(|| review::show(frame(), reviewed(None, None, vec![]), None, Kept::Text("keep me".into())));
    assert!(!html.contains("Approve plan") && html.contains("Nothing to approve yet"), "{html}");
    assert!(html.contains("Decline request") && html.contains("keep me"), "{html}");
}

#[test]
fn whoever_cannot_decide_learns_why_and_gets_no_buttons() {
    let html = rendered(|| review::show(frame(), reviewed(Some(plan()), Some(Refusal::OwnRequest), vec![]), None, Kept::Nothing));
    assert!(html.contains("You made this request or changed it last"), "{html}");
    for button in ["Approve plan", "Decline request", "Draw the plan"] {
        assert!(!html.contains(button), "{button}: {html}");
    }
}

#[test]
fn a_plan_that_moved_is_shown_with_the_difference_first() {
    let policy = PolicyRef { id: "p-12345678".into(), name: "Deny root".into() };
    let moved = MovedView::Content {
        policy,
        was: "aa".into(),
        is: Some("bb".into()),
        content_was: Some("{\n  1\n}".into()),
        content_is: Some("{\n  2\n}".into()),
    };
    let html = rendered(|| review::show(frame(), reviewed(Some(plan()), None, vec![moved]), None, Kept::Nothing));
    let (told, form) = (html.find("so it was not approved").unwrap(), html.find("Approve plan").unwrap());
    assert!(told < form);
    assert!(html.contains("diff-removed") && html.contains("diff-added"), "{html}");
}

#[test]
fn a_text_that_was_too_long_to_come_back_is_said_to_be_lost() {
    let tried = edit::Tried { failure: Some(ApiError::SignIn), is_checked: false, is_saved: false, kept: Kept::TooLong };
    let html = rendered(|| edit::show(frame(), draft(vec![]), tried));
    assert!(html.contains("too long to be kept") && html.contains(r#"value="Saved""#), "{html}");
    let html = rendered(|| review::show(frame(), reviewed(None, None, vec![]), None, Kept::TooLong));
    assert!(html.contains("too long to be kept"), "{html}");
    let html = rendered(|| review::show(frame(), reviewed(None, None, vec![]), None, Kept::Nothing));
    assert!(!html.contains("too long to be kept"), "{html}");
}

#[test]
fn the_approver_reads_every_text_that_the_hash_covers() {
    let policy = |id: &str, name: &str| PolicyRef { id: id.into(), name: name.into() };
    let text = |id: &str, name: &str, content: Option<&str>, snapshot: Option<&str>| PolicyContentView {
        id: id.into(),
        name: name.into(),
        sha256: "ab12cd34ef56".into(),
        content: content.map(Into::into),
        snapshot_sha256: snapshot.map(Into::into),
    };
    let mut drawn = plan();
    drawn.levels =
        vec![LevelView { id: "r-abcd".into(), name: "Root".into(), policies: vec![policy("p-FullAWSAccess", "FullAWSAccess")] }];
    drawn.attached = vec![policy("p-12345678", "Deny root"), policy("p-87654321", "New")];
    drawn.contents = vec![
        text("p-12345678", "Deny root", Some("{\n  \"Sid\": \"</code><b>\"\n}"), Some("another")),
        text("p-87654321", "New", None, None),
        text("p-FullAWSAccess", "FullAWSAccess", Some("{\"all\"}"), Some("ab12cd34ef56")),
    ];
    let html = rendered(|| review::show(frame(), reviewed(Some(drawn), None, vec![]), None, Kept::Nothing));
    for id in ["p-12345678", "p-87654321", "p-FullAWSAccess"] {
        assert_eq!(html.matches(&format!(r##"href="#text-{id}""##)).count(), 1, "{id}: {html}");
        assert_eq!(html.matches(&format!(r#"id="text-{id}""#)).count(), 1, "{id}: {html}");
    }
    assert!(html.contains("&lt;/code&gt;&lt;b&gt;") && html.contains("ab12cd34</code>"), "{html}");
    assert_eq!(html.matches("another text than this").count(), 1, "{html}");
    assert_eq!(html.matches("the same text").count(), 1, "{html}");
    assert!(html.contains("The text was not kept") && !html.contains("policies/p-87654321"), "{html}");
    let (text, approve) = (html.find("Sid").unwrap(), html.find("Approve plan").unwrap());
    assert!(text < approve);
}

#[test]
fn a_change_of_white_space_alone_is_called_that() {
    let content = |was: &str, is: &str| MovedView::Content {
        policy: PolicyRef { id: "p-12345678".into(), name: "Deny root".into() },
        was: "aa".into(),
        is: Some("bb".into()),
        content_was: Some(was.into()),
        content_is: Some(is.into()),
    };
    let shown = |moved| rendered(|| review::show(frame(), reviewed(Some(plan()), None, vec![moved]), None, Kept::Nothing));
    let html = shown(content("{\n  1\n}", "{\n  1\n}"));
    assert!(html.contains("only white space changed") && !html.contains(r#"class="diff""#), "{html}");
    let html = shown(content("{\n  1\n}", "{\n  2\n}"));
    assert!(!html.contains("only white space changed") && html.contains("diff-added"), "{html}");
}

#[test]
fn a_running_run_reloads_itself_without_script_until_the_reader_stops_it() {
    let view = || request(RequestState::Running, Some(run(StepWord::Calling, None)));
    let html = shown(view(), true);
    let (before, refresh) = (html.find("<noscript>").unwrap(), html.find(r#"http-equiv="refresh""#).unwrap());
    assert!(before < refresh && html.contains("Stop refreshing"), "{html}");
    assert!(html.contains(r#"data-active="true""#) && html.contains("Step 1 of 1: Create the account: calling AWS"), "{html}");
    assert!(!shown(view(), false).contains("http-equiv"), "the reader stopped it");
}

#[test]
fn a_parked_run_says_why_and_what_can_be_done_and_does_not_reload() {
    let html = shown(request(RequestState::NeedsAttention, Some(run(StepWord::Parked, Some(ParkReason::Limit)))), true);
    assert!(
        html.contains("A quota of AWS is used up.") && html.contains("Retry this step") && html.contains("Stop run"),
        "{html}"
    );
    assert!(!html.contains("http-equiv") && html.contains(r#"data-active="false""#), "{html}");
    let moved = shown(request(RequestState::NeedsAttention, Some(run(StepWord::Parked, Some(ParkReason::PlanMoved)))), true);
    assert!(!moved.contains("Retry this step"), "{moved}");
}

#[test]
fn a_parked_run_says_for_whom_it_waits_and_who_else_may_act() {
    let page = |owner| {
        let run = RunView { owner, ..run(StepWord::Parked, Some(ParkReason::Limit)) };
        shown(request(RequestState::NeedsAttention, Some(run)), true)
    };
    let html = page(owner(true, false));
    assert!(html.contains("It waits for Ravi &lt;b&gt;, who approved it. Any other approver or administrator may act"), "{html}");
    assert!(page(owner(true, true)).contains("It waits for you, who approved it"));
    let html = page(owner(false, false));
    assert!(
        html.contains("cannot act here any more. Any approver or administrator may act.") && !html.contains("waits for Ravi")
    );
    let html = shown(request(RequestState::Running, Some(run(StepWord::Calling, None))), true);
    assert!(!html.contains("Ravi"), "only a parked run waits for somebody: {html}");
}

#[test]
fn a_list_says_for_whom_a_parked_run_waits() {
    let list = |waits_for| {
        let row = RequestRow { waits_for, ..row(RequestState::NeedsAttention) };
        rendered(|| view! { <super::RequestTable workspace="acme".into() caption="Requests" when="At" rows=vec![row]/> })
    };
    assert!(list(Some(owner(true, false))).contains("waits for Ravi &lt;b&gt;"));
    assert!(list(Some(owner(true, true))).contains("waits for you"));
    assert!(list(Some(owner(false, false))).contains("waits for any approver"));
    assert!(!list(None).contains("waits for"));
}

#[test]
fn a_comment_of_a_decision_is_text_only() {
    let mut view = request(RequestState::Declined, None);
    let comment = "<script>1</script>".to_owned();
    view.decisions =
        vec![DecisionView { verdict: Verdict::Decline, by: "Cem".into(), at: DateTime::UNIX_EPOCH, comment, plan_hash: None }];
    let html = shown(view, true);
    assert!(!html.contains("<script>1") && html.contains("Declined"), "{html}");
    assert!(html.contains("Payments &lt;prod&gt;"), "{html}");
}

#[test]
fn only_an_optional_step_is_said_to_be_one_and_offers_to_be_skipped() {
    let mut plan = plan();
    plan.calls.push(CallView {
        key: "contact-security".into(),
        operation: "account:PutAlternateContact".into(),
        parameters: "{}".into(),
        reversal: Reversal::Reversible,
        is_optional: true,
    });
    let html = rendered(|| review::show(frame(), reviewed(Some(plan), None, vec![]), None, Kept::Nothing));
    assert_eq!(html.matches("It can be skipped").count(), 1, "{html}");
    let parked = |can_skip| {
        let run = RunView { can_skip, ..run(StepWord::Parked, Some(ParkReason::ContactsBlocked)) };
        shown(request(RequestState::NeedsAttention, Some(run)), true)
    };
    let html = parked(true);
    assert!(
        html.contains("/api/runs/skip") && html.contains("account.amazonaws.com") && html.contains("Retry this step"),
        "{html}"
    );
    assert!(!parked(false).contains("/api/runs/skip"));
}

#[test]
fn a_run_that_went_on_without_a_step_does_not_say_that_all_is_done() {
    let run = RunView { ending: Some(domain::run::Ending::Succeeded), ..run(StepWord::Skipped, None) };
    let html = shown(request(RequestState::Ready, Some(run)), true);
    assert!(html.contains("0 of 1 steps done, 1 skipped") && html.contains("Skipped by a person"), "{html}");
    assert!(!html.contains("All 1 steps done") && html.contains("but what a person skipped"), "{html}");
}
