//! Medians, percentiles, memory.
//! Never here: what is timed.

use std::time::{Duration, Instant};

use crate::Outcome;

/// The value below which this part of them lies.
pub fn percentile(times: &mut [Duration], part: f64) -> Duration {
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    times.get((last as f64 * part).round() as usize).copied().unwrap_or_default()
}

/// The middle one.
pub fn median(times: &mut [Duration]) -> Duration {
    percentile(times, 0.5)
}

/// Milliseconds.
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Times one thing that waits.
pub async fn timed<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<(Duration, T)> {
    let begun = Instant::now();
    let done = work.await?;
    Ok((begun.elapsed(), done))
}

/// The memory of this process now and at its highest, in bytes.
pub fn memory() -> Outcome<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kilobytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok())
    };
    Ok((kilobytes("VmRSS:").ok_or("no VmRSS")? * 1_024, kilobytes("VmHWM:").ok_or("no VmHWM")? * 1_024))
}
