//! `GET /metrics`: a few counters and gauges in Prometheus's text format.
//! Never here: a label with a tenant, a member or a path.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::StatusCode;

use crate::site::Site;

/// Answers by the first digit of their status.
#[derive(Debug, Default)]
pub struct Counters {
    answers: [AtomicU64; 6],
}

impl Counters {
    /// Counts an answer.
    pub fn count(&self, status: StatusCode) {
        if let Some(counter) = self.answers.get(usize::from(status.as_u16() / 100)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn text(&self) -> String {
        let mut text = String::from(
            "# HELP charter_http_answers_total Answers by class of status.\n# TYPE charter_http_answers_total counter\n",
        );
        for (class, counter) in self.answers.iter().enumerate().skip(1) {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "charter_http_answers_total{{class=\"{class}xx\"}} {}", counter.load(Ordering::Relaxed));
        }
        text
    }
}

/// The counters.
pub async fn show(State(site): State<Site>) -> String {
    site.counters.text() + &site.heads.text(site.means.now())
}
