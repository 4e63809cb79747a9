//! Counting what tests said: libtest's result lines and Playwright's report. Nothing may be run here.

use std::ops::AddAssign;

/// How many tests passed and how many did not. A test that was skipped did not pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran and passed at their first try.
    pub passed: u64,
    /// Every other test.
    pub failed: u64,
}

impl Tally {
    /// One test that passed or not.
    pub fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed) }
    }

    /// A ring ended badly although no test of it failed (it did not compile, it crashed, it ran nothing): one failure.
    pub fn with_exit(mut self, good: bool) -> Self {
        if self.failed == 0 && (!good || self.passed == 0) {
            self.failed = 1;
        }
        self
    }

    /// The last line of `cargo xtask test`.
    pub fn line(self) -> String {
        format!("{} passed, {} failed", self.passed, self.failed)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The counts in one line of libtest, `test result: ok. 3 passed; 0 failed; 1 ignored; ...`; `None` for any other line.
/// Ignored tests count as failed. Filtered ones do not count: xtask filters nothing.
pub fn libtest(line: &str) -> Option<Tally> {
    let counts = line.trim_start().strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |word: &str| counts.split(';').find_map(|part| part.trim().strip_suffix(word)?.trim_end().parse::<u64>().ok());
    Some(Tally { passed: count("passed")?, failed: count("failed")? + count("ignored")? })
}

/// The name of a test that libtest calls failed or ignored, from its own line.
pub fn libtest_bad(line: &str) -> Option<&str> {
    let (name, result) = line.trim_start().strip_prefix("test ")?.rsplit_once(" ... ")?;
    (result.starts_with("FAILED") || result.starts_with("ignored")).then_some(name)
}

/// The counts in Playwright's JSON report. Flaky and skipped tests count as failed, as does each error outside a test.
///
/// # Errors
/// When the text is no such report; the words say what was expected.
pub fn playwright(report: &str) -> Result<Tally, String> {
    let report: serde_json::Value = serde_json::from_str(report).map_err(|cause| format!("Playwright's report: {cause}"))?;
    let count = |member: &str| {
        report
            .pointer(&format!("/stats/{member}"))
            .and_then(serde_json::Value::as_u64)
            .ok_or_else(|| format!("Playwright's report has no stats.{member}"))
    };
    let errors = report.get("errors").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
    let failed = count("unexpected")? + count("flaky")? + count("skipped")? + errors as u64;
    Ok(Tally { passed: count("expected")?, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_line_of_libtest_is_counted() {
        let line = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.01s";
        assert_eq!(libtest(line), Some(Tally { passed: 12, failed: 0 }));
        let line = "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(libtest(line), Some(Tally { passed: 1, failed: 2 }));
    }

    #[test]
    fn an_ignored_test_counts_as_failed() {
        let line = "test result: ok. 4 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(libtest(line), Some(Tally { passed: 4, failed: 2 }));
        assert_eq!(libtest_bad("test slow::one ... ignored, needs a moon"), Some("slow::one"));
    }

    #[test]
    fn other_lines_are_not_counted() {
        for line in ["running 3 tests", "test result: soon", "test a::b ... ok", "", "my test result: ok. 1 passed; 0 failed"] {
            assert_eq!(libtest(line), None, "{line}");
            assert_eq!(libtest_bad(line), None, "{line}");
        }
        assert_eq!(libtest_bad("test a::b ... FAILED"), Some("a::b"));
    }

    #[test]
    fn flaky_skipped_and_stray_errors_of_the_browser_ring_count_as_failed() {
        let report = r#"{"errors":[{}],"stats":{"expected":7,"skipped":1,"unexpected":2,"flaky":3}}"#;
        assert_eq!(playwright(report), Ok(Tally { passed: 7, failed: 7 }));
        assert!(playwright("{}").is_err());
        assert!(playwright("").is_err());
    }

    #[test]
    fn a_ring_that_crashed_or_ran_nothing_is_one_failure() {
        assert_eq!(Tally { passed: 5, failed: 0 }.with_exit(false), Tally { passed: 5, failed: 1 });
        assert_eq!(Tally { passed: 5, failed: 2 }.with_exit(false), Tally { passed: 5, failed: 2 });
        assert_eq!(Tally::default().with_exit(true), Tally { passed: 0, failed: 1 });
        assert_eq!(Tally { passed: 5, failed: 0 }.with_exit(true), Tally { passed: 5, failed: 0 });
    }

    #[test]
    fn the_last_line_has_the_promised_form() {
        assert_eq!(Tally { passed: 3, failed: 1 }.line(), "3 passed, 1 failed");
    }
}
