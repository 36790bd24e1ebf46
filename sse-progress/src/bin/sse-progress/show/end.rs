//! How a run ended, in words.

use std::time::Duration;

use sse_progress::mirror::{harmless, took};
use sse_progress::protocol::{CancelReason, Done, Status};

use crate::failure::Failure;

/// The end in one line, and a line for each cause of a failure.
pub(super) fn lines(done: &Done) -> Vec<String> {
    let mut line = status(done).to_owned();
    if done.status != Status::Lost {
        let preposition = match done.status {
            Status::Succeeded => "in",
            _ => "after",
        };
        let time = took(Duration::from_millis(done.elapsed_ms));
        line.push_str(&format!(" {preposition} {time}"));
        line.push_str(why(done));
    }
    let mut lines = Vec::new();
    if let Some(error) = &done.error {
        line.push_str(&format!(": {}", harmless(&error.message)));
        let causes = error.causes.iter();
        lines.extend(causes.map(|cause| format!("  caused by: {}", harmless(cause))));
    }
    lines.insert(0, line);
    lines
}

/// What is wrong with it, for `quiet`, which does not show how it ended.
pub(super) fn failure(done: &Done) -> Option<Failure> {
    if done.status == Status::Succeeded {
        return None;
    }
    let mut error = format!("the run {}{}", status(done), why(done));
    let mut causes = Vec::new();
    if let Some(failure) = &done.error {
        error.push_str(&format!(": {}", failure.message));
        causes.clone_from(&failure.causes);
    }
    Some(Failure::new(error).causes(causes))
}

/// Why it was cancelled, if it was.
fn why(done: &Done) -> &'static str {
    match done.reason {
        Some(CancelReason::Requested) => ", as was asked",
        Some(CancelReason::Disconnected) => ": nobody watched it any more",
        Some(CancelReason::Shutdown) => ": the server shut down",
        None => "",
    }
}

fn status(done: &Done) -> &'static str {
    match done.status {
        Status::Succeeded => "succeeded",
        Status::Failed => "failed",
        Status::Cancelled => "was cancelled",
        Status::TimedOut => "timed out",
        Status::Lost => "is lost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_end_says_why() {
        for (done, expected) in [
            (
                json!({"status": "succeeded", "elapsed_ms": 1500}),
                &["succeeded in 1.5s"][..],
            ),
            (
                json!({"status": "failed", "elapsed_ms": 0,
                    "error": {"message": "no room\u{1b}", "causes": ["disk", "full"]}}),
                &[
                    "failed after 0.0s: no room␛",
                    "  caused by: disk",
                    "  caused by: full",
                ],
            ),
            (
                json!({"status": "cancelled", "elapsed_ms": 0, "reason": "shutdown"}),
                &["was cancelled after 0.0s: the server shut down"],
            ),
            (
                json!({"status": "timed_out", "elapsed_ms": 61_000}),
                &["timed out after 1m 01s"],
            ),
            (
                json!({"status": "lost", "elapsed_ms": 0, "error": {"message": "gone", "causes": []}}),
                &["is lost: gone"],
            ),
        ] {
            let done: Done = serde_json::from_value(done).unwrap();
            assert_eq!(lines(&done), expected);
            let failed = done.status != Status::Succeeded;
            assert_eq!(failure(&done).is_some(), failed);
        }
    }
}
