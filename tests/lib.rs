//! Tests of `sse-progress` over real sockets, compilers and browsers.
