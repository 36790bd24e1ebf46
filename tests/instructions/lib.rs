//! The paths through `sse-progress` whose instructions are counted.
//!
//! Each is a function that callgrind finds by its name, and it counts from where that begins to the end of the
//! program. So the function is not inlined, is called once, and has no closures, which would have its name,
//! too; what it needs is made before, and next to nothing happens behind it.

// `cargo test --lib` builds it with `cfg(test)` all the same.
#![cfg(not(test))]
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "nobody is there to report to, and what goes wrong must not be counted"
)]

// Where the library has it.
use sse_progress::protocol;

#[path = "../../sse-progress/src/wire/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the rest of the library uses it"
)]
mod wire;

mod events;
mod fan_out;
mod reports;
mod start;

/// What a name stands for, and how often it is done while it is counted.
#[derive(Debug)]
pub struct Subject {
    /// As it is in the file of expected counts. The function that is counted is called
    /// `counted_` and this.
    pub name: &'static str,
    /// How often one call of that function does it.
    pub times: u64,
    /// Prepares what the function needs, and calls it once.
    pub run: fn(),
}

/// All that is counted.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        name: "inc",
        times: reports::TIMES,
        run: reports::inc,
    },
    Subject {
        name: "wrap_iter",
        times: reports::TIMES,
        run: reports::wrap_iter,
    },
    Subject {
        name: "encode",
        times: events::TIMES,
        run: events::encode,
    },
    Subject {
        name: "decode",
        times: events::TIMES,
        run: events::decode,
    },
    Subject {
        name: "fan_out",
        times: fan_out::TIMES,
        run: fan_out::fan_out,
    },
    Subject {
        name: "start",
        times: start::TIMES,
        run: start::start,
    },
    Subject {
        name: "whole_run",
        times: start::TIMES,
        run: start::whole_run,
    },
];
