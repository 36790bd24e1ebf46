//! `Idempotency-Key`: how a server knows that two requests mean to start the same run.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::{HeaderName, HeaderValue};

use super::error::Error;

/// The header.
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A key that nobody else has: 128 random bits.
///
/// # Errors
///
/// When the operating system has no random numbers.
pub(super) fn random() -> Result<HeaderValue, Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|error| {
        Error::usage(format!("there are no random numbers: {error}")).because_of(error)
    })?;
    HeaderValue::from_str(&URL_SAFE_NO_PAD.encode(bits))
        .map_err(|error| Error::usage(error.to_string()).because_of(error))
}
