//! The timeline of a run: every step with its attempts, kept fresh while the engine works on it.
//! Never here: the buttons that steer it (`steer.rs`).

use domain::run::Ending;
use domain::wire::{AttemptView, RequestState, RunView, StepView, StepWord, StoppedView};
use leptos::html::meta;
use leptos::prelude::*;

use crate::components::{Chip, CopyId, LiveReload, Notice, NoticeKind, Rail, RailStep, Status, Time, utc_text};
use crate::{routes, wording};

/// A run. While it is active an island keeps it fresh; without script the page reloads itself, unless the reader stopped that.
#[component]
pub(crate) fn RunProgress(
    /// The workspace's address.
    workspace: String,
    /// Where the request stands: it stands here, and not in the head of the page, so that it is kept fresh too.
    state: RequestState,
    /// The run.
    run: RunView,
    /// Whether the page may reload itself where there is no script.
    is_refreshing: bool,
    /// What a person can do about it, if it waits for one.
    children: Children,
) -> impl IntoView {
    let is_active = run.is_active();
    let said = said(&run);
    let refresh = is_active.then(|| {
        view! {
            <LiveReload target="run"/>
            {is_refreshing
                .then(|| {
                    view! {
                        <noscript>
                            {meta().attr("http-equiv", "refresh").attr("content", "5")}
                            "This page reloads itself every 5 seconds. "
                            <a href="?refresh=off">"Stop refreshing"</a>
                        </noscript>
                    }
                })}
        }
    });
    let (status, words) = wording::request_state(state);
    let closable = is_active.then(|| view! { <p>"You can close this page: the run goes on without it."</p> });
    let n_skipped = run.n_skipped();
    let end = run.ending.map(|ending| ended(ending, n_skipped, run.account_id.clone(), run.stopped.clone(), &workspace));
    let queued_at = run.queued_at;
    let steps = run.steps.into_iter().map(step).collect_view();
    let announced = said.clone();
    view! {
        <h2>"Run"</h2>
        {refresh}
        <div id="run" class="stack" data-active=is_active.to_string() data-said=announced>
            <div class="head-meta">
                <Chip status=status words=words/>
                <span>{said} ", queued " <Time at=queued_at/></span>
            </div>
            {closable}
            {end}
            {children()}
            <Rail label="Steps of the run, in order">{steps}</Rail>
        </div>
    }
}

/// The state in one short text: it is announced when it changes.
fn said(run: &RunView) -> String {
    let (n_steps, n_skipped) = (run.steps.len(), run.n_skipped());
    match run.ending {
        Some(Ending::Succeeded) if n_skipped > 0 => {
            format!("{} of {n_steps} steps done, {n_skipped} skipped", run.n_done())
        }
        Some(Ending::Succeeded) => format!("All {n_steps} steps done"),
        Some(Ending::Stopped) => format!("Stopped after {} of {n_steps} steps", run.n_done()),
        None => run.steps.iter().find(|step| !matches!(step.word, StepWord::Done | StepWord::Skipped)).map_or_else(
            || format!("All {n_steps} steps done"),
            |step| {
                let (_, words) = wording::step_state(step.word);
                format!("Step {} of {n_steps}: {}: {}", step.position, wording::operation(&step.operation), uncapitalised(words))
            },
        ),
    }
}

/// The words as they stand after a colon; names such as AWS keep their capitals.
fn uncapitalised(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map(|first| first.to_lowercase().chain(rest).collect()).unwrap_or_default()
}

fn ended(
    ending: Ending,
    n_skipped: usize,
    account: Option<String>,
    stopped: Option<StoppedView>,
    workspace: &str,
) -> impl IntoView + use<> {
    let kind = if ending == Ending::Succeeded { NoticeKind::Ok } else { NoticeKind::Warn };
    let title = if ending == Ending::Succeeded { "The account is ready" } else { "This run was stopped" };
    let account = account.map(|id| {
        let href = routes::account(workspace, &id);
        view! {
            <p>
                <CopyId value=id what="account id"/>
                " "
                <a href=href>"Open it in the inventory"</a>
            </p>
        }
    });
    view! {
        <Notice kind=kind title=title>
            <p>{wording::ending_sentence(ending, n_skipped)}</p>
            {stopped.map(|StoppedView { by, reason }| view! { <p>{by} ": " <q>{reason}</q></p> })}
            {account}
        </Notice>
    }
}

fn step(step: StepView) -> impl IntoView {
    let (status, words) = wording::step_state(step.word);
    let (begun, at) = (step.word != StepWord::Pending, step.at);
    let title = format!("{}. {}", step.position, wording::operation(&step.operation));
    let wake = step.wake_at.filter(|_| step.word == StepWord::Waiting).map(|at| view! { <p>"Goes on at " <Time at=at/></p> });
    let trouble = trouble(&step);
    let details = attempts(step.position, step.operation, step.attempts);
    // A step that turns says so by its look; one that waits does not turn.
    let status = if step.word == StepWord::Waiting { Status::Waiting } else { status };
    view! {
        <RailStep status=status title=title words=words when=move || begun.then(|| view! { <Time at=at/> })>
            {wake}
            {trouble}
            {details}
        </RailStep>
    }
}

/// AWS's last words about a step that is not done.
fn trouble(step: &StepView) -> Option<impl IntoView + use<>> {
    let said = step.message.clone().filter(|_| step.word != StepWord::Done);
    let code = step.code.clone().filter(|_| step.word != StepWord::Done);
    // Most of AWS's messages name the code themselves.
    let code = code.filter(|code| !said.as_ref().is_some_and(|said| said.contains(code.as_str())));
    (said.is_some() || code.is_some()).then(|| {
        view! {
            <p>
                "AWS said: "
                {code.map(|code| view! { <code>{code}</code> })}
                " "
                {said}
            </p>
        }
    })
}

fn attempts(position: i32, operation: String, attempts: Vec<AttemptView>) -> Option<impl IntoView> {
    (!attempts.is_empty()).then(|| {
        let n_attempts = attempts.len();
        let words = if n_attempts == 1 { "1 attempt".to_owned() } else { format!("{n_attempts} attempts") };
        view! {
            <details id=format!("step-{position}")>
                <summary>{words} " of " <code>{operation}</code></summary>
                <ol class="attempts">{attempts.into_iter().map(attempt).collect_view()}</ol>
            </details>
        }
    })
}

fn attempt(attempt: AttemptView) -> impl IntoView {
    let until = attempt.concluded_at.map(|at| format!(" to {}", utc_text(at)));
    let request = attempt.aws_request.map(|id| view! { <br/>"AWS request " <code>{id}</code> });
    let code = attempt.code.map(|code| view! { <br/><code>{code}</code> });
    let message = attempt.message.map(|message| format!(" {message}"));
    view! {
        <li value=attempt.number.to_string()>
            <Time at=attempt.intended_at/>
            {until}
            ": "
            {wording::outcome(attempt.outcome.as_deref())}
            {request}
            {code}
            {message}
        </li>
    }
}
