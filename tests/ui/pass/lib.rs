//! What `#[job]` accepts. Each module is to compile without a warning.

use sse_progress::Job;

mod arguments;
mod generated;
// Public, since the lints in it are about what other crates see.
pub mod lints;
mod modules;
mod places;
mod returns;
mod shadowed_names;

/// All jobs of all modules.
#[must_use]
pub fn jobs() -> Vec<Job> {
    [
        arguments::jobs(),
        generated::jobs(),
        lints::jobs(),
        modules::jobs(),
        places::jobs(),
        returns::jobs(),
        shadowed_names::jobs(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
