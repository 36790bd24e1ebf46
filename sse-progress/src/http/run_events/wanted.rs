//! The runs that a request names: `?run=<run>&run=<run>.<position>`.

use crate::http::request::MAX_RUNS;
use crate::parameters::{InputError, InputErrorKind, InputErrors, Location, query_values};
use crate::protocol::{EventId, Position};

/// The runs in the order of the query, each with where its client stands.
///
/// # Errors
///
/// When there is none, or too many, when one is no id of a run or of an event, and when one is
/// named twice: which of its positions would count?
pub(super) fn wanted(query: &str) -> Result<Vec<EventId>, InputErrors> {
    let mut wanted: Vec<EventId> = Vec::new();
    for text in query_values(query, "run") {
        if wanted.len() == MAX_RUNS {
            return Err(wrong("more runs than one stream carries".to_owned()));
        }
        let Some(id) = parse(&text) else {
            return Err(wrong(format!(
                "`{}` is not the id of a run or of an event",
                text.escape_debug()
            )));
        };
        if wanted.iter().any(|other| other.run == id.run) {
            return Err(wrong(format!("`{}` is there twice", id.run)));
        }
        wanted.push(id);
    }
    if wanted.is_empty() {
        return Err(wrong("no run is named".to_owned()));
    }
    Ok(wanted)
}

fn parse(text: &str) -> Option<EventId> {
    if let Ok(id) = text.parse() {
        return Some(id);
    }
    let run = text.parse().ok()?;
    Some(EventId {
        run,
        position: Position::START,
        done: false,
    })
}

fn wrong(detail: String) -> InputErrors {
    let expected = format!("1 to {MAX_RUNS} ids of runs, or of their events to go on after these");
    let mut errors = InputErrors::default();
    errors.push(
        InputError::new(Location::Query, InputErrorKind::Value, detail)
            .about("run")
            .expected(expected),
    );
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::RunId;
    use proptest::prelude::*;

    fn run(number: u8) -> RunId {
        RunId::from_bits([number; 16])
    }

    #[test]
    fn runs_come_with_and_without_a_position() {
        let query = format!(
            "run={}&a=b&run={}.2000001&run={}.5.done",
            run(1),
            run(2),
            run(3)
        );
        let wanted = wanted(&query).unwrap();
        let texts: Vec<_> = wanted.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                format!("{}.0", run(1)),
                format!("{}.2000001", run(2)),
                format!("{}.5.done", run(3)),
            ]
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let named = |runs: std::ops::Range<u8>| {
            let runs: Vec<_> = runs.map(|number| format!("run={}", run(number))).collect();
            runs.join("&")
        };
        assert_eq!(wanted(&named(0..16)).map(|runs| runs.len()).ok(), Some(16));
        for (query, detail) in [
            ("", "no run is named"),
            ("runs=x", "no run is named"),
            ("run=", "`` is not the id"),
            ("run=x%0a", "`x\\n` is not the id"),
            (&named(0..17), "more runs than one stream carries"),
            (&format!("run={0}&run={0}.5", run(1)), "is there twice"),
        ] {
            let errors = wanted(query).unwrap_err();
            assert!(errors.to_string().contains(detail), "{errors}");
            assert!(errors.iter().all(|m| m.parameter.as_deref() == Some("run")));
        }
    }

    proptest! {
        #[test]
        fn no_query_makes_it_panic(query: String) {
            let _ = wanted(&query);
        }
    }
}
