//! Logs: structured, one line per failure, to standard error.
//! Never here: a secret, a query string (it can hold a sign-in's code).

use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

/// What is logged unless the operator says otherwise.
const DEFAULT: &str = "info";

/// What says too much of nothing, with the most that it may say unless the operator's filter names it. Postgres answers each rollback of
/// an idle connection with a notice; at `debug` the libraries for HTTP and AWS write many lines for one call, and those for sessions ids.
const NOISY: [(&str, LevelFilter); 9] = [
    ("aws_", LevelFilter::WARN),
    ("h2", LevelFilter::WARN),
    ("hyper", LevelFilter::WARN),
    ("reqwest", LevelFilter::WARN),
    ("rustls", LevelFilter::WARN),
    ("sqlx", LevelFilter::WARN),
    ("sqlx::postgres::notice", LevelFilter::ERROR),
    ("tower_sessions", LevelFilter::ERROR),
    ("tower_sessions_core", LevelFilter::ERROR),
];

/// Starts logging: JSON lines, or plain text on a terminal. A filter that cannot be read is replaced by the default one.
pub fn start(text: Option<&str>) {
    let logs = tracing_subscriber::fmt().with_env_filter(filter(text)).with_writer(std::io::stderr);
    // A second start (tests in one process) changes nothing.
    let _ = if std::io::stderr().is_terminal() { logs.try_init() } else { logs.json().try_init() };
}

/// The operator's filter, and quiet for what it does not name.
fn filter(text: Option<&str>) -> EnvFilter {
    let text = text.map(str::trim).filter(|text| !text.is_empty()).unwrap_or(DEFAULT);
    let (text, asked) = match EnvFilter::try_new(text) {
        Ok(asked) => (text, asked),
        Err(_) => (DEFAULT, EnvFilter::new(DEFAULT)),
    };
    // Never louder than what was asked for as a whole. Later directives replace earlier ones for the same target.
    let most = asked.max_level_hint().unwrap_or(LevelFilter::TRACE);
    let quiet: Vec<String> = NOISY.iter().map(|(target, level)| format!("{target}={}", (*level).min(most))).collect();
    EnvFilter::try_new(format!("{},{text}", quiet.join(","))).unwrap_or(asked)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// Which of our marks are logged under a filter.
    fn logged(text: Option<&str>) -> String {
        let lines = Lines::default();
        let into = lines.clone();
        let logs =
            tracing_subscriber::fmt().with_env_filter(filter(text)).with_writer(move || into.clone()).without_time().finish();
        tracing::subscriber::with_default(logs, || {
            tracing::warn!(target: "sqlx::postgres::notice", "[notice]");
            tracing::debug!(target: "aws_smithy_runtime::client", "[smithy]");
            tracing::debug!(target: "hyper_util::client", "[hyper]");
            tracing::warn!(target: "aws_config::profile", "[profile]");
            tracing::debug!(target: "aws::connect", "[ours-aws]");
            tracing::debug!(target: "control::runs", "[ours]");
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        ["[notice]", "[smithy]", "[hyper]", "[profile]", "[ours-aws]", "[ours]"]
            .into_iter()
            .filter(|mark| text.contains(mark))
            .collect()
    }

    #[test]
    fn what_is_noise_stays_down_unless_the_filter_names_it() {
        assert_eq!(logged(None), "[profile]");
        assert_eq!(logged(Some("debug")), "[profile][ours-aws][ours]");
        assert_eq!(logged(Some("trace,hyper=debug")), "[hyper][profile][ours-aws][ours]");
        assert_eq!(logged(Some("warn,sqlx::postgres::notice=info")), "[notice][profile]");
        assert_eq!(logged(Some("control=debug,aws=debug")), "[profile][ours-aws][ours]");
    }

    #[test]
    fn quiet_is_never_louder_than_what_was_asked_for() {
        assert_eq!(logged(Some("error")), "");
        assert_eq!(logged(Some("off")), "");
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_replaced() {
        for bad in ["", " ", "info,=,=", "[[["] {
            assert_eq!(logged(Some(bad)), "[profile]", "{bad:?}");
        }
    }
}
