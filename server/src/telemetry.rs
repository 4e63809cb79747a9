//! Logs: structured, one line per failure, to standard error.
//! Never here: a secret, a query string (it can hold a sign-in's code).

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// What is logged unless the operator says otherwise. Postgres answers each rollback of an idle connection with a warning.
const DEFAULT: &str = "info,sqlx=warn,sqlx::postgres::notice=error,tower_sessions=error,tower_sessions_core=error";

/// Starts logging: JSON lines, or plain text on a terminal. A filter that cannot be read is replaced by the default one.
pub fn start(filter: Option<&str>) {
    let filter = filter.and_then(|text| EnvFilter::try_new(text).ok()).unwrap_or_else(|| EnvFilter::new(DEFAULT));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start (tests in one process) changes nothing.
    let _ = if std::io::stderr().is_terminal() { logs.try_init() } else { logs.json().try_init() };
}
