//! The `#[job]` attribute of `sse-progress`, which re-exports and documents it.
