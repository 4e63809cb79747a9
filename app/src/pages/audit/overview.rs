//! What was found, at a glance: bars over time, and what the events have in common. Every bar and every value is a link that narrows.
//! Never here: counting.

use domain::wire::{AuditFilter, Bar, Facet};
use leptos::prelude::*;

use super::search::asking;
use crate::components::{Cell, Column, DataTable, Glyph, Icon, RowHead, utc_text};
use crate::wording::{counted, facet_title, facet_value, grouped};

/// Width of a bar with its gap, and the height of the tallest, in units of the drawing.
const STEP: usize = 10;
const HEIGHT: usize = 64;

/// `24 Nov 2026` for days, else `24 Nov 2026, 19:40 UTC`.
fn begin(bar: &Bar) -> String {
    if (bar.until - bar.from).num_minutes() % 1_440 == 0 { bar.from.format("%-d %b %Y").to_string() } else { utc_text(bar.from) }
}

fn length(bar: &Bar) -> String {
    let minutes = (bar.until - bar.from).num_minutes();
    match minutes {
        1 => "a minute".to_owned(),
        60 => "an hour".to_owned(),
        1_440 => "a day".to_owned(),
        minutes if minutes < 60 => format!("{minutes} minutes"),
        minutes if minutes < 1_440 => format!("{} hours", minutes / 60),
        minutes => format!("{} days", minutes / 1_440),
    }
}

fn n(count: usize) -> String {
    grouped(count)
}

/// How many events there are, and how they lie in time.
pub(super) fn histogram(
    here: &str,
    filter: &AuditFilter,
    bars: Vec<Bar>,
    n_counted: usize,
    is_cut: bool,
) -> impl IntoView + use<> {
    let tallest = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    let total = if is_cut {
        format!("The newest {} events that match", n(n_counted))
    } else {
        counted(n_counted, "event matches", "events match")
    };
    let each = bars.first().map(|bar| format!(", {} a bar", length(bar)));
    let ends = bars.first().zip(bars.last()).map(|(first, last)| (begin(first), shown_end(last)));
    let drawing = (bars.len() > 1).then(|| {
        let marks = bars
            .iter()
            .enumerate()
            .map(|(index, bar)| {
                let height = if bar.count == 0 { 0 } else { (bar.count * HEIGHT / tallest).max(2) };
                let words = format!("{}: {}", begin(bar), counted(bar.count, "event", "events"));
                let (x, y) = ((index * STEP).to_string(), (HEIGHT - height).to_string());
                // A pointer's way; the table below has the same links for everybody else.
                view! {
                    <a href=asking(here, filter, &bar.q) tabindex="-1">
                        <title>{words}</title>
                        <rect class="histogram-place" x=x.clone() y="0" width=STEP.to_string() height=HEIGHT.to_string()></rect>
                        <rect class="histogram-bar" x=x y=y width=(STEP - 2).to_string() height=height.to_string()></rect>
                    </a>
                }
            })
            .collect_view();
        let view_box = format!("0 0 {} {HEIGHT}", bars.len() * STEP - 2);
        view! {
            <svg class="histogram-drawing" viewBox=view_box preserveAspectRatio="none" aria-hidden="true" focusable="false">
                {marks}
            </svg>
            {ends.map(|(first, last)| view! { <p class="histogram-ends"><span>{first}</span> <span>{last}</span></p> })}
        }
    });
    let rows = bars
        .iter()
        .filter(|bar| bar.count > 0)
        .map(|bar| {
            let (href, from, count) = (asking(here, filter, &bar.q), begin(bar), n(bar.count));
            view! {
                <tr>
                    <RowHead label="From">
                        <a href=href>{from}</a>
                    </RowHead>
                    <Cell label="Events" number=true>{count}</Cell>
                </tr>
            }
        })
        .collect_view();
    let columns = vec![Column::new("From"), Column::number("Events")];
    let table = (bars.len() > 1).then(|| {
        view! {
            <details class="histogram-table">
                <summary>"Events over time as a table"</summary>
                <DataTable id="over-time" caption="Each row leads to the events of its time" columns=columns>{rows}</DataTable>
            </details>
        }
    });
    view! {
        <section class="histogram" aria-label="Events over time">
            <p class="histogram-total">
                <strong>{total}</strong> {each.filter(|_| bars.len() > 1)} <a class="to-facets" href="#narrow-down">"Narrow down"</a>
            </p>
            {drawing}
            {table}
        </section>
    }
}

/// Where the last bar ends: its last day, or the instant after it.
fn shown_end(last: &Bar) -> String {
    let is_by_day = (last.until - last.from).num_minutes() % 1_440 == 0;
    if is_by_day { (last.until - chrono::TimeDelta::minutes(1)).format("%-d %b %Y").to_string() } else { utc_text(last.until) }
}

/// What the events have in common.
pub(super) fn facets(here: &str, filter: &AuditFilter, facets: Vec<Facet>, is_cut: bool) -> impl IntoView + use<> {
    let lists = facets
        .into_iter()
        .filter(|facet| !facet.values.is_empty())
        .map(|facet| {
            let values = facet
                .values
                .into_iter()
                .map(|value| {
                    let words = facet_value(&facet.key, &value.value);
                    let class = if value.is_on { "facet-value facet-on" } else { "facet-value" };
                    view! {
                        <li>
                            <a class=class href=asking(here, filter, &value.q) aria-current=value.is_on.then_some("true")>
                                {value.is_on.then(|| view! { <Icon glyph=Glyph::Done/> <span class="unseen">"Take out "</span> })}
                                <span class="facet-words">{words}</span>
                                <span class="facet-count">{n(value.count)} <span class="unseen">" events"</span></span>
                            </a>
                        </li>
                    }
                })
                .collect_view();
            let (id, title_id) = (format!("facet-{}", facet.key), format!("facet-{}", facet.key));
            view! {
                <section class="facet" aria-labelledby=id>
                    <h2 id=title_id>{facet_title(&facet.key)}</h2>
                    <ul role="list">{values}</ul>
                </section>
            }
        })
        .collect_view();
    view! {
        <details class="facets" open="">
            <summary>"Narrow down"</summary>
            {is_cut.then(|| view! { <p class="faint">"Counted over the newest 10,000 matches."</p> })}
            {lists}
        </details>
    }
}
