//! The end of a run, which is written once, whoever writes it.

use redis::{Cmd, Value};

use super::keys::Keys;
use super::record::{End, FIRST_GENERATION, Place, number};
use crate::protocol::RunId;

/// Decides who ends a run: of all that try, in whichever process, the first.
const SCRIPT: &str = include_str!("end.lua");

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// This is the run's end.
    Now,
    /// It has another, or is in another generation, whose owner decides.
    Otherwise,
    /// There is no such run.
    Unknown,
}

/// Ends a run that was in the generation `seen`. It is kept for `keep_ms`.
pub(super) fn command(
    keys: &Keys,
    run: &RunId,
    seen: u64,
    place: Place,
    end: &End,
    keep_ms: u64,
) -> serde_json::Result<Cmd> {
    let mut command = redis::cmd("EVAL");
    command
        .arg(SCRIPT)
        .arg(3)
        .arg(keys.run(run))
        .arg(keys.lines(run))
        .arg(keys.progress(run))
        .arg(seen)
        .arg(place.generation)
        .arg(place.number)
        .arg(end.id.to_string())
        .arg(serde_json::to_string(&end.done)?)
        .arg(keep_ms)
        .arg(end.at_us);
    Ok(command)
}

pub(super) fn ended(answer: &Value) -> Ended {
    match number(answer) {
        1 => Ended::Now,
        0 => Ended::Otherwise,
        _ => Ended::Unknown,
    }
}

/// Where the end stands that fences off the owner of generation `seen`.
pub(super) fn fence(seen: u64) -> Place {
    Place {
        generation: seen.max(FIRST_GENERATION) + 1,
        number: 0,
    }
}
