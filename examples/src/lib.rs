//! The examples of `sse-progress`, one file for each thing that one may want to do.
