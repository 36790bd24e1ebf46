//! Why a body that is read while the job runs ended before its end.

use std::error::Error;
use std::fmt;
use std::io;

type Source = Box<dyn Error + Send + Sync>;

/// Why the body of a request could not be read to its end, or not as what it said that it is.
///
/// It says so in one line that a client may see: a job passes it on by `?`.
#[derive(Debug)]
pub struct BodyError {
    kind: Kind,
    source: Option<Source>,
}

#[derive(Debug)]
enum Kind {
    Disconnected,
    TimedOut,
    TooLarge(String),
    #[cfg_attr(
        not(feature = "multipart"),
        allow(dead_code, reason = "only a form of parts can be it")
    )]
    Malformed(String),
}

impl BodyError {
    /// The client left before the end of the body.
    pub fn is_disconnected(&self) -> bool {
        matches!(self.kind, Kind::Disconnected)
    }

    /// The client went silent in the middle of the body.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, Kind::TimedOut)
    }

    /// There is more than may be.
    pub fn is_too_large(&self) -> bool {
        matches!(self.kind, Kind::TooLarge(_))
    }

    /// It is not a form of several parts, although it said so; or text that is not UTF-8.
    pub fn is_malformed(&self) -> bool {
        matches!(self.kind, Kind::Malformed(_))
    }

    pub(crate) fn disconnected(source: Source) -> Self {
        Self {
            kind: Kind::Disconnected,
            source: Some(source),
        }
    }

    pub(crate) fn timed_out() -> Self {
        Kind::TimedOut.into()
    }

    pub(crate) fn too_large(what: impl fmt::Display, max: u64) -> Self {
        Kind::TooLarge(format!("{what} has more than {max} bytes")).into()
    }

    #[cfg(feature = "multipart")]
    pub(super) fn malformed(what: impl Into<String>) -> Self {
        Kind::Malformed(what.into()).into()
    }
}

impl From<Kind> for BodyError {
    fn from(kind: Kind) -> Self {
        Self { kind, source: None }
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.kind {
            Kind::Disconnected => "the client left before the end of the body",
            Kind::TimedOut => "the rest of the body did not come in time",
            Kind::TooLarge(what) | Kind::Malformed(what) => what,
        })
    }
}

impl Error for BodyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

/// For `AsyncRead`, whose errors are those of `std::io`.
impl From<BodyError> for io::Error {
    fn from(error: BodyError) -> Self {
        let kind = match error.kind {
            Kind::Disconnected => io::ErrorKind::UnexpectedEof,
            Kind::TimedOut => io::ErrorKind::TimedOut,
            Kind::TooLarge(_) | Kind::Malformed(_) => io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}
