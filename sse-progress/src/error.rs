//! What can go wrong before a server serves.

use std::fmt;
use std::io;

/// Why an application could not be built or served.
///
/// Displayed, it is one sentence that says what was wrong and what to do.
/// [`source`](std::error::Error::source) is the I/O error behind it, if there is one.
///
/// With `{:?}` it is the same sentence, and behind it, in parentheses, what kind of error it is and
/// its source. The sentence comes first because that is what the terminal shows when `main` returns
/// an error:
///
/// ```text
/// Error: cannot listen on 127.0.0.1:80: Permission denied (os error 13) (kind: Io, source: Os { code: 13, kind: PermissionDenied, message: "Permission denied" })
/// ```
pub struct Error {
    message: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Something in the application has to be changed: a job, a setting.
    Application,
    /// The system has refused something: an address, a socket.
    Io(io::Error),
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: Kind::Application,
        }
    }

    /// The system has refused something; the message says what, and repeats what the system says.
    #[cfg(feature = "server")]
    pub(crate) fn refused_by_system(message: impl Into<String>, error: io::Error) -> Self {
        Self {
            message: message.into(),
            kind: Kind::Io(error),
        }
    }

    /// The I/O error behind it, if there is one.
    pub fn io(&self) -> Option<&io::Error> {
        match &self.kind {
            Kind::Application => None,
            Kind::Io(error) => Some(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.kind {
            Kind::Application => f.write_str(" (kind: Application)"),
            Kind::Io(error) => write!(f, " (kind: Io, source: {error:?})"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let error = self.io()?;
        Some(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self {
            message: error.to_string(),
            kind: Kind::Io(error),
        }
    }
}

/// For what is built already, as in `serve(jobs, …)` with a [`Jobs`](crate::Jobs).
impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn main_prints_the_sentence_first() {
        let error = Error::new("the job `count` is there twice");
        assert_eq!(
            format!("{error:?}"),
            "the job `count` is there twice (kind: Application)"
        );
        assert!(error.source().is_none());

        let error = Error::from(io::Error::from(io::ErrorKind::AddrInUse));
        assert_eq!(error.to_string(), "address in use");
        assert_eq!(
            format!("{error:?}"),
            "address in use (kind: Io, source: Kind(AddrInUse))"
        );
        let source = error.source().and_then(|error| error.downcast_ref());
        assert_eq!(source.map(io::Error::kind), Some(io::ErrorKind::AddrInUse));
    }
}
