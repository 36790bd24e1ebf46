//! A bar and a time in words, for where no bars are drawn.

use std::time::Duration;

use crate::protocol::Bar;

use super::amount;

/// How far a bar has come, in words: `42 % (420/1000), 38/s, 4m 05s left`.
///
/// ```
/// use sse_progress::mirror::in_words;
/// use sse_progress::protocol::Bar;
///
/// let bar: Bar = serde_json::from_str(
///     r#"{ "position": 3, "length": 12, "unit": "files", "message": "", "fraction": 0.25,
///          "elapsed_ms": 1500, "rate": 2.0, "eta_ms": 4500 }"#,
/// )?;
/// assert_eq!(in_words(&bar), "25 % (3/12 files), 2.0/s, 4s left");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn in_words(bar: &Bar) -> String {
    let amount = amount::amount(bar);
    let mut words = match amount::percent(bar) {
        Some(percent) => format!("{percent} % ({amount})"),
        None => amount,
    };
    if let Some(rate) = amount::rate(bar) {
        words.push_str(&format!(", {rate}"));
    }
    if let Some(eta) = bar.eta_ms {
        let eta = amount::clock(Duration::from_millis(eta));
        words.push_str(&format!(", {eta} left"));
    }
    words
}

/// How long something took, in words: `3.2s`, `4m 05s`.
pub fn took(time: Duration) -> String {
    amount::span(time)
}
