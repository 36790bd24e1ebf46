//! Why an exchange failed, as the HTTP library tells it.

use std::error::Error;
use std::io;

use super::shown;

/// The innermost reason, which is what a person wants to know.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    let mut innermost = error.to_string();
    visit(error, |cause| innermost = cause.to_string());
    shown::harmless(&innermost)
}

/// Whether TLS has failed for a reason that does not pass: a certificate that is not trusted, or a
/// server that does not speak TLS.
pub(super) fn is_distrust(error: &reqwest::Error) -> bool {
    let mut distrusts = false;
    visit(error, |cause| {
        let error = cause.downcast_ref::<io::Error>();
        distrusts |= error.is_some_and(|error| error.kind() == io::ErrorKind::InvalidData);
    });
    distrusts
}

/// Visits what is behind an error, outermost first. An I/O error does not call the error that it was
/// made of its source, so it is looked for there as well.
fn visit(error: &reqwest::Error, mut visit: impl FnMut(&(dyn Error + 'static))) {
    let mut next = error.source();
    while let Some(cause) = next {
        visit(cause);
        let inside = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside),
            None => cause.source(),
        };
    }
}
