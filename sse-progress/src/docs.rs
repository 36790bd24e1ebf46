//! The manual, a page for each question.
//!
//! | page | what it is about |
//! |---|---|
//! | [`start`] | a project, a job, a test |
//! | [`attribute`] | options, arguments, results and errors |
//! | [`reporting`] | bars, bars inside them, lines, adaptors |
//! | [`runs`] | when nobody watches, cancelling, limits and their defaults, memory, shutdown |
//! | [`protocol`] | events, requests and answers, reconnecting, ids, idempotency keys |
//! | [`browser`] | the pages, the element, `EventSource`, htmx, React and others |
//! | [`terminal`] | the command, its exit codes, programs of your own |
//! | [`indicatif`] | code that draws bars of indicatif: what becomes of what, rayon, code that takes a bar |
//! | [`frameworks`] | warp, axum, layers, features of the crate |
//! | [`access`] | who may do what: the hook, bearer tokens, cookies, Basic; whom a run belongs to |
//! | [`uses`] | a log file, a dashboard, notifications, an order: jobs without an end, one run for all |
//! | [`deploying`] | proxies, hosts, origins, systemd and containers |
//! | [`testing`] | tests of your jobs: what they reported, watchers that are lost and come back, paused time |
//! | [`observing`] | logs, lines from `tracing`, metrics, and what to alert on |
//! | [`several_processes`] | replicas behind a load balancer, by way of Redis |
//! | [`costs`] | what reporting, streams, memory and a build cost, beside others |

/// A module for a file in `docs/`, with the links between these files.
///
/// The files name each other as files, `[runs]: runs.md`, so that they can be read in the repository.
/// In Markdown the first definition of a link counts. So the ones here, which stand before the text
/// of the file, lead to the modules instead.
macro_rules! page {
    ($(#[$cfg:meta])* $name:ident) => {
        /// [access]: crate::docs::access
        /// [attribute]: crate::docs::attribute
        /// [browser]: crate::docs::browser
        /// [costs]: crate::docs::costs
        /// [deploying]: crate::docs::deploying
        /// [frameworks]: crate::docs::frameworks
        /// [observing]: crate::docs::observing
        /// [indicatif]: crate::docs::indicatif
        /// [protocol]: crate::docs::protocol
        /// [reporting]: crate::docs::reporting
        /// [runs]: crate::docs::runs
        /// [several processes]: crate::docs::several_processes
        /// [terminal]: crate::docs::terminal
        /// [testing]: crate::docs::testing
        /// [uses]: crate::docs::uses
        ///
        #[doc = include_str!(concat!("../docs/", stringify!($name), ".md"))]
        $(#[$cfg])*
        pub mod $name {}
    };
}

// A page whose program needs features is tested when they are enabled.
page!(
    #[cfg(any(not(doctest), all(feature = "macros", feature = "server")))]
    start
);
page!(
    #[cfg(any(not(doctest), feature = "macros"))]
    attribute
);
page!(
    #[cfg(any(not(doctest), feature = "runtime"))]
    reporting
);
page!(
    #[cfg(any(not(doctest), all(feature = "macros", feature = "server")))]
    runs
);
page!(
    #[cfg(any(not(doctest), feature = "runtime"))]
    protocol
);
page!(browser);
page!(
    #[cfg(any(
        not(doctest),
        all(feature = "macros", feature = "client", feature = "mirror")
    ))]
    terminal
);
page!(
    #[cfg(any(not(doctest), feature = "macros"))]
    indicatif
);
// Its programs use axum, which only the package of the tests has: its `lib.rs` tests them.
page!(
    #[cfg(not(doctest))]
    frameworks
);
page!(
    #[cfg(any(not(doctest), feature = "macros"))]
    access
);
page!(
    #[cfg(any(not(doctest), feature = "macros"))]
    uses
);
page!(
    #[cfg(any(not(doctest), feature = "runtime"))]
    deploying
);
page!(
    #[cfg(any(not(doctest), all(feature = "macros", feature = "testing")))]
    testing
);
page!(
    #[cfg(any(not(doctest), all(feature = "macros", feature = "tracing-layer")))]
    observing
);
page!(
    #[cfg(any(not(doctest), feature = "redis"))]
    several_processes
);
page!(costs);
