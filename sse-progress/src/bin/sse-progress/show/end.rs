//! How a run ended: in lines, or as a failure.

use sse_progress::mirror::{ended, harmless, outcome};
use sse_progress::protocol::{Done, Status};

use crate::failure::Failure;

/// The end in one line, and a line for each cause of a failure.
pub(crate) fn lines(done: &Done) -> Vec<String> {
    let causes = done.error.iter().flat_map(|error| &error.causes);
    let causes = causes.map(|cause| format!("  caused by: {}", harmless(cause)));
    let end = harmless(&ended(done)).into_owned();
    std::iter::once(end).chain(causes).collect()
}

/// The end as an error if it did not succeed, for `quiet`, which shows no lines.
pub(super) fn failure(done: &Done) -> Option<Failure> {
    if done.status == Status::Succeeded {
        return None;
    }
    let causes = done.error.iter().flat_map(|error| error.causes.clone());
    Some(Failure::new(format!("the run {}", outcome(done))).causes(causes))
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
