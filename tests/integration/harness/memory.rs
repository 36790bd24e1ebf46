//! What this process weighs.

use std::fs;

/// The bytes that the process has in memory (`resident` of proc(5)), or 0 where there is no proc.
///
/// Freed memory may stay with the process, and other tests run beside: compare generously.
pub(crate) fn resident_bytes() -> u64 {
    // Every Linux that tests run on has pages of this size, or larger ones, which only makes the
    // numbers smaller.
    const PAGE: u64 = 4096;
    let pages = fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|statm| statm.split(' ').nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * PAGE
}
