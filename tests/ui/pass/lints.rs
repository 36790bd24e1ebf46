//! Lints that an application may deny, and that none of the generated code trips: not even in a job
//! that a `macro_rules!` macro makes, whose tokens count as the application's own.

#![deny(
    warnings,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    non_camel_case_types,
    let_underscore_drop,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unreachable_pub,
    unsafe_code,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::unwrap_used,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason
)]

use sse_progress::{Job, Progress, job, jobs};

macro_rules! endpoints {
    ($($(#[$attribute:meta])* $visibility:vis $name:ident($($options:tt)*);)+) => {$(
        /// A job with a doc comment, as `missing_docs` wants it.
        $(#[$attribute])*
        #[job($($options)*)]
        $visibility async fn $name(
            progress: Progress,
            #[param(default = 3)] steps: u8,
            #[param(default = "png")] format: String,
        ) -> String {
            progress.set_length(u64::from(steps));
            format
        }
    )+};
}

endpoints! {
    pub made_public("/made-public");
    pub(crate) made_restricted("/made-restricted", timeout = "1s");
    made_private(GET "/made-private");
    pub made_with_every_option(
        POST "/made-with-every-option",
        name = "every-option",
        retry = "1s",
        heartbeat = "5s",
        interval = "50ms",
        on_disconnect = detach,
        clean_up = "1s",
        timeout = "10m",
        concurrency = 2,
        queue = 3,
        retention = "1m"
    );
    #[deprecated]
    pub made_old("/made-old");
}

macro_rules! public_endpoint {
    ($name:ident) => {
        /// The visibility and all else but the name are the macro's.
        #[job("/public-endpoint")]
        pub async fn $name() {}
    };
    () => {
        /// All of it is the macro's.
        #[job("/fixed-endpoint")]
        pub async fn made_whole() {}
    };
}

public_endpoint!(made_by_name);
public_endpoint!();

/// Written by hand.
#[must_use]
#[job("/by-hand")]
pub fn by_hand(#[param(default)] steps: u8) -> String {
    steps.to_string()
}

/// The jobs.
#[must_use]
pub fn jobs() -> Vec<Job> {
    jobs![
        made_public,
        made_restricted,
        made_private,
        made_with_every_option,
        made_old,
        made_by_name,
        made_whole,
        by_hand
    ]
    .into()
}
