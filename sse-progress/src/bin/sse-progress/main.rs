//! The command `sse-progress`: watches, starts and cancels runs from a terminal.

fn main() {}
