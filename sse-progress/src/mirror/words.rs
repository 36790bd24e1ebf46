//! Bars, times and ends of runs in words.

use std::time::Duration;

use crate::protocol::{Bar, CancelReason, Done, Status};

use super::amount;

/// How far a bar has come, in words: `42 % (420/1000), 38/s, 4m 05s left`.
///
/// ```
/// use sse_progress::mirror::in_words;
/// use sse_progress::protocol::Bar;
///
/// let bar: Bar = serde_json::from_str(
///     r#"{ "position": 3, "length": 12, "unit": "files", "message": "", "fraction": 0.25,
///          "elapsed_ms": 1500, "rate": 2.0, "eta_ms": 4500 }"#,
/// )?;
/// assert_eq!(in_words(&bar), "25 % (3/12 files), 2.0/s, 4s left");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn in_words(bar: &Bar) -> String {
    let amount = amount::amount(bar);
    let mut words = match amount::percent(bar) {
        Some(percent) => format!("{percent} % ({amount})"),
        None => amount,
    };
    if let Some(rate) = amount::rate(bar) {
        words.push_str(&format!(", {rate}"));
    }
    if let Some(eta) = bar.eta_ms {
        let eta = amount::clock(Duration::from_millis(eta));
        words.push_str(&format!(", {eta} left"));
    }
    words
}

/// How long something took, in words: `3.2s`, `4m 05s`.
pub fn took(time: Duration) -> String {
    amount::span(time)
}

/// How a run ended, as what is said of it: `succeeded in 3.2s`, `failed after 4m 05s: the disk is full`,
/// `was cancelled after 0.3s, as was asked`, `is lost: …`.
///
/// The message of an error is in it as it came: make it [`harmless`](super::harmless()).
pub fn ended(done: &Done) -> String {
    let time = took(Duration::from_millis(done.elapsed_ms));
    let time = match done.status {
        Status::Succeeded => format!(" in {time}"),
        Status::Lost => String::new(),
        _ => format!(" after {time}"),
    };
    format!("{}{time}{}", verb(done.status), why(done))
}

/// The same without the time: `failed: the disk is full`.
pub fn outcome(done: &Done) -> String {
    format!("{}{}", verb(done.status), why(done))
}

fn verb(status: Status) -> &'static str {
    match status {
        Status::Succeeded => "succeeded",
        Status::Failed => "failed",
        Status::Cancelled => "was cancelled",
        Status::TimedOut => "timed out",
        Status::Lost => "is lost",
    }
}

fn why(done: &Done) -> String {
    if let Some(error) = &done.error {
        return format!(": {}", error.message);
    }
    let why = match done.reason {
        Some(CancelReason::Requested) => ", as was asked",
        Some(CancelReason::Disconnected) => ": nobody watched it any more",
        Some(CancelReason::Shutdown) => ": the server shut down",
        Some(CancelReason::WorkerLost) => ": the process that executed it is gone",
        None => "",
    };
    why.to_owned()
}
