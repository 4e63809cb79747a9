//! The moment that a page of the organization shows: the form that chooses it, the banner of the past, and links that keep it.
//! Never here: reading what was typed, the clock.

use axum::http::StatusCode;
use domain::organization::{AsOf, AsOfQuery, instant_text};
use domain::time::Timestamp;
use domain::wire::{Frame, LifeView, MomentView};
use leptos::prelude::*;

use super::not_read;
use crate::components::{Button, EmptyState, ErrorSummary, FieldError, Notice, NoticeKind, TextField, Time, utc_text};
use crate::pages::address;
use crate::pages::form::form_title;
use crate::routes;
use crate::wording::{as_of_problem, moment, short_moment};

/// Addresses of pages of the organization at one moment.
#[derive(Clone)]
pub(super) struct Then {
    slug: String,
    text: String,
}

impl Then {
    pub(super) fn new(slug: &str, moment: &MomentView) -> Self {
        Self { slug: slug.to_owned(), text: moment.text() }
    }

    /// The moment in addresses; empty for now.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn slug(&self) -> &str {
        &self.slug
    }

    pub(super) fn tree(&self) -> String {
        self.at(routes::tree(&self.slug))
    }

    pub(super) fn accounts(&self, pairs: &[(&str, &str)]) -> String {
        let all: Vec<_> = pairs.iter().copied().chain([("as_of", self.text())]).collect();
        routes::with_query(routes::accounts(&self.slug), &all)
    }

    pub(super) fn account(&self, id: &str) -> String {
        self.at(routes::account(&self.slug, id))
    }

    pub(super) fn policies(&self) -> String {
        self.at(routes::policies(&self.slug))
    }

    pub(super) fn policy(&self, id: &str) -> String {
        self.at(routes::policy(&self.slug, id))
    }

    fn at(&self, path: String) -> String {
        routes::with_query(path, &[("as_of", &self.text)])
    }
}

/// What the address asks for.
pub(super) fn asked() -> AsOfQuery {
    AsOfQuery { as_of: address::query("as_of"), as_of_time: address::query("as_of_time") }
}

/// The title of the window: with the moment, if it is past, and what is wrong first.
pub(super) fn title(words: &str, view: &MomentView) -> String {
    let at = view.as_of.map_or_else(|| words.to_owned(), |as_of| format!("{words}, {}", short_moment(as_of)));
    form_title(&at, view.problem.is_some())
}

/// When AWS was read last until the moment, and the form that chooses another: for the meta line of a page.
#[component]
pub(super) fn AsOfLine(
    /// The moment.
    view: MomentView,
    /// The page's own path.
    here: String,
    /// Pairs of the page's query that stay.
    #[prop(optional)]
    kept: Vec<(&'static str, String)>,
) -> impl IntoView {
    let problem = view.problem.map(as_of_problem);
    let wrong = |field: &str| problem.filter(|(name, _)| *name == field).map(|(_, message)| message.to_owned());
    let (day, time) = fields(&view);
    let (day_kind, time_kind) = (kind(is_day(&day), "date"), kind(is_time(&time), "time"));
    let since = view.watched_since;
    let (day_wrong, time_wrong) = (wrong("as_of"), wrong("as_of_time"));
    view! {
        <crate::pages::as_of::AsOf at=view.observed_at/>
        {since
            .map(|since| {
                view! {
                    <details class="as-of" id="as-of" open=problem.is_some()>
                        <summary>"Another time"</summary>
                        <form class="filter" method="get" action=here aria-label="Another time">
                            {kept
                                .into_iter()
                                .filter(|(_, value)| !value.is_empty())
                                .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
                                .collect_view()}
                            <TextField name="as_of" label="Day (UTC)" kind=day_kind value=day error=day_wrong/>
                            <TextField name="as_of_time" label="Time (UTC)" kind=time_kind value=time error=time_wrong optional=true/>
                            <div class="actions">
                                <Button>"Show it as it was"</Button>
                            </div>
                        </form>
                        <p>
                            "Without a time it is the end of that day. Charter has watched since " <Time at=since/> "."
                        </p>
                    </details>
                }
            })}
    }
}

/// Above the page: what is wrong with the moment, or that it is past, which moment it is and the ways from there.
#[component]
pub(super) fn Banner(
    /// The moment.
    view: MomentView,
    /// The workspace's address.
    slug: String,
    /// The page's own path.
    here: String,
    /// Pairs of the page's query that stay on the ways through time.
    #[prop(optional)]
    kept: Vec<(&'static str, String)>,
) -> impl IntoView {
    if let Some(problem) = view.problem {
        bad_request();
        let (field, message) = as_of_problem(problem);
        let errors = vec![FieldError { name: field.to_owned(), message: message.to_owned() }];
        return view! { <ErrorSummary errors=errors/> }.into_any();
    }
    let Some(as_of) = view.as_of else { return ().into_any() };
    let at = |text: &str| {
        let pairs = kept.iter().map(|(name, value)| (*name, value.as_str())).chain([("as_of", text)]);
        routes::with_query(here.clone(), &pairs.collect::<Vec<_>>())
    };
    let step = |words: &'static str, instant: Option<Timestamp>| {
        instant.map(|instant| {
            let href = at(&instant_text(instant));
            view! { <li><a href=href>{words} <Time at=instant/></a></li> }
        })
    };
    let back = at("");
    let before = step("Before the last change: ", view.previous);
    // Before the first reading the page itself leads there.
    let after = step("After the next change: ", view.next.filter(|_| view.observed_at.is_some()));
    let then = Then::new(&slug, &view);
    let observed = view.observed_at.map(|observed| {
        let singly = view.changed_at.filter(|changed| *changed > observed);
        view! {
            <p>
                "AWS as Charter read it on " <Time at=observed/> ", the last time until then. "
                {singly.map(|changed| view! { "Single accounts were read after that, the last on " <Time at=changed/> ". " })}
                "Nothing can be changed from here."
            </p>
        }
    });
    let elsewhere = view.observed_at.is_some().then(|| {
        view! {
            <li><a href=then.tree()>"Tree at that moment"</a></li>
            <li><a href=then.accounts(&[])>"Accounts"</a></li>
            <li><a href=then.policies()>"Policies"</a></li>
        }
    });
    view! {
        <Notice kind=NoticeKind::Warn title=format!("You see the past: {}", moment(as_of))>
            {observed}
            <ul class="links" role="list">
                <li><a href=back>"Back to now"</a></li>
                {before}
                {after}
                {elsewhere}
            </ul>
        </Notice>
    }
    .into_any()
}

/// What stands in place of a page that has nothing to show at its moment.
pub(super) fn nothing(frame: &Frame, view: &MomentView, here: &str, kept: &[(&'static str, String)]) -> AnyView {
    match (view.problem, view.as_of, view.watched_since) {
        (Some(_), _, Some(_)) => {
            view! { <EmptyState sentence="That moment cannot be shown. What you typed is still in the form above."/> }.into_any()
        }
        (None, Some(_), Some(since)) => {
            let first = instant_text(since);
            let pairs: Vec<_> =
                kept.iter().map(|(name, value)| (*name, value.as_str())).chain([("as_of", first.as_str())]).collect();
            let sentence =
                format!("Charter has watched this organization since {}. What was before, it does not know.", utc_text(since));
            view! { <EmptyState sentence=sentence action="Show the first reading" href=routes::with_query(here.to_owned(), &pairs)/> }
                .into_any()
        }
        _ => not_read(frame).into_any(),
    }
}

/// What stands in place of one thing that was not there at the moment.
pub(super) fn not_there(what: &str, view: &MomentView, life: LifeView, here: &str) -> AnyView {
    let is_earlier = view.as_of.is_some_and(|as_of| as_of.at < life.seen_from);
    let (sentence, action, at) = match life.seen_until {
        Some(gone) if !is_earlier => (
            format!("This {what} was not in the organization any more from {} on. What it was last is kept.", utc_text(gone)),
            "Show it as it was last",
            gone - chrono::TimeDelta::microseconds(1),
        ),
        _ if is_earlier => (
            format!("This {what} was not there yet. Charter saw it first on {}.", utc_text(life.seen_from)),
            "Show it as it was first",
            life.seen_from,
        ),
        _ => (
            format!("This {what} was not in the organization at that moment, but before and after."),
            "Show it as it was first",
            life.seen_from,
        ),
    };
    view! { <EmptyState sentence=sentence action=action href=routes::with_query(here.to_owned(), &[("as_of", &instant_text(at))])/> }
        .into_any()
}

/// What stands in the two fields: what was typed, or the moment that is shown.
fn fields(view: &MomentView) -> (String, String) {
    match view.as_of {
        None => (view.asked.as_of.clone(), view.asked.as_of_time.clone()),
        Some(AsOf { day: Some(day), .. }) => (day.to_string(), String::new()),
        Some(AsOf { at, day: None }) if at.timestamp_subsec_micros() == 0 => {
            let format = if at.timestamp() % 60 == 0 { "%H:%M" } else { "%H:%M:%S" };
            (at.date_naive().to_string(), at.format(format).to_string())
        }
        Some(AsOf { at, day: None }) => (instant_text(at), String::new()),
    }
}

/// A date or time control shows only what it knows: anything else that was typed must stay in sight.
fn kind(is_known: bool, control: &'static str) -> &'static str {
    if is_known { control } else { "text" }
}

fn is_day(text: &str) -> bool {
    text.is_empty() || (text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok())
}

fn is_time(text: &str) -> bool {
    let is_length = matches!(text.len(), 0 | 5 | 8);
    is_length
        && (text.is_empty()
            || text.parse::<chrono::NaiveTime>().is_ok()
            || chrono::NaiveTime::parse_from_str(text, "%H:%M").is_ok())
}

fn bad_request() {
    if let Some(answer) = use_context::<leptos_axum::ResponseOptions>() {
        answer.set_status(StatusCode::BAD_REQUEST);
    }
}
