//! `Idempotency-Key`: the name of one intention to start a run.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::HeaderValue;

use super::error::Error;

/// A key that nobody else has: 128 random bits.
///
/// # Errors
///
/// When the operating system has no random numbers.
pub(super) fn random() -> Result<HeaderValue, Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits)
        .map_err(|error| Error::usage(format!("there are no random numbers: {error}")))?;
    HeaderValue::from_str(&URL_SAFE_NO_PAD.encode(bits))
        .map_err(|error| Error::usage(error.to_string()))
}
