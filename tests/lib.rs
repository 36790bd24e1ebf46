//! Tests of `sse-progress` over real sockets, compilers and browsers.

/// The programs in the README compile.
#[doc = include_str!("../README.md")]
#[cfg(doctest)]
pub struct Readme;
