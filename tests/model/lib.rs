//! Models of the places in `sse-progress` where threads meet.
//!
//! The modules of the library that say what happens there are compiled into this crate from their
//! own source. They import what threads meet at from `crate::sync`, which here is loom's: it runs
//! a model again and again, until it has tried every order in which its threads can take turns
//! and every value that a load may see. A wake-up that is lost in one of them is a deadlock.

// `cargo test --lib` builds it with `cfg(test)` all the same.
#![cfg(not(test))]
#![allow(
    clippy::unwrap_used,
    reason = "a model panics where it fails, like a test"
)]

// Where the library has it.
use sse_progress::protocol;

macro_rules! library {
    ($($path:literal $module:ident;)*) => {
        $(
            #[path = $path]
            #[allow(
                dead_code,
                unreachable_pub,
                unused_imports,
                reason = "the rest of the library uses it"
            )]
            mod $module;
        )*
    };
}
library! {
    "../../sse-progress/src/run/bar.rs" bar;
    "../../sse-progress/src/run/cancel.rs" cancel;
    "../../sse-progress/src/run/counters.rs" counters;
    "../../sse-progress/src/run/ending.rs" ending;
    "../../sse-progress/src/log/mod.rs" log;
    "../../sse-progress/src/run/pace.rs" pace;
    "../../sse-progress/src/run/reporter.rs" reporter;
    "../../sse-progress/src/run/steps.rs" steps;
    "../../sse-progress/src/run/times.rs" times;
    "../../sse-progress/src/run/unread.rs" unread;
    "../../sse-progress/src/run/wake.rs" wake;
}

mod ends;
mod iterator;
mod reports;
mod stops;
mod sums;
mod sync;

pub use ends::{a_run_ends_exactly_once, whoever_waits_for_a_change_is_woken};
pub use reports::{a_report_is_never_missed, a_step_is_never_missed, a_wake_up_is_never_missed};
pub use stops::the_first_reason_to_stop_counts;
pub use sums::{a_counter_goes_from_owner_to_owner, a_position_is_one_that_the_bar_has_had};

/// Runs `model` in every order of its threads in which they are interrupted three times or less:
/// each further interruption multiplies the orders, and hardly a mistake needs it to show.
/// `LOOM_MAX_PREEMPTIONS` sets another bound.
fn check(model: impl Fn() + Send + Sync + 'static) {
    check_interrupted(3, model);
}

/// The same for other numbers of interruptions.
fn check_interrupted(times: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound.get_or_insert(times);
    builder.check(model);
}
