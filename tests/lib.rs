//! Tests of `sse-progress` over real sockets, compilers and browsers.

/// The programs in the README compile.
#[doc = include_str!("../README.md")]
#[cfg(doctest)]
pub struct Readme;

/// Those in the page about frameworks use axum, which only this package has.
#[doc = include_str!("../sse-progress/docs/frameworks.md")]
#[cfg(doctest)]
pub struct Frameworks;
