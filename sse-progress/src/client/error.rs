//! What can go wrong between a client and a server.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;

use super::meaning;
use super::problem::Problem;
use super::shown;

/// Why a request came to nothing, or a watch to its end.
///
/// Displayed, it is one sentence that says what was wrong and where, down to the innermost reason.
/// Nothing that a server has sent can do harm in it, and neither credentials nor queries of
/// addresses are in it.
///
/// [`source`](StdError::source) is the error of another crate behind it, if there is one, such as a
/// [`reqwest::Error`](https://docs.rs/reqwest/latest/reqwest/struct.Error.html) with an
/// [`io::Error`](std::io::Error) behind it. Its text may repeat what the server has sent as it is.
///
/// With `{:?}` it is the same sentence, and behind it, in parentheses, what kind of error it is and
/// its source. So it can be read when `main` returns it.
///
/// ```
/// use sse_progress::client::Client;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::new()?;
/// // Nobody listens on the port for discarding.
/// let error = client.jobs("http://127.0.0.1:9").await.unwrap_err();
/// assert!(error.is_connect() && error.status().is_none());
/// println!("{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// For how long it was tried, if no longer.
    gave_up_after: Option<Duration>,
}

#[derive(Clone)]
enum Kind {
    /// What the caller has asked for cannot be asked.
    Usage(String),
    Refused(Refused),
    /// The server gives something else than what was asked for.
    Unexpected(String),
    Redirect(String),
    Connect {
        message: String,
        may_pass: bool,
    },
    /// No answer, or none any more.
    Silent(String),
    /// The stream broke, or ended before its time.
    Broken(String),
}

/// An answer that says no.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    /// Who said it.
    pub(super) address: String,
    pub(super) status: StatusCode,
    pub(super) problem: Option<Problem>,
    /// What the server says about it, harmless.
    pub(super) text: String,
    pub(super) retry_after: Option<Duration>,
    /// Whether headers of the caller's were left out of the request, for it went to another
    /// origin.
    pub(super) withheld: bool,
}

impl Error {
    fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            source: None,
            gave_up_after: None,
        }))
    }

    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage(message.into()))
    }

    pub(super) fn refused(refused: Refused) -> Self {
        Self::new(Kind::Refused(refused))
    }

    pub(super) fn unexpected(message: impl Into<String>) -> Self {
        Self::new(Kind::Unexpected(message.into()))
    }

    pub(super) fn redirect(message: impl Into<String>) -> Self {
        Self::new(Kind::Redirect(message.into()))
    }

    pub(super) fn connect(message: impl Into<String>, may_pass: bool) -> Self {
        let message = message.into();
        Self::new(Kind::Connect { message, may_pass })
    }

    pub(super) fn silent(message: impl Into<String>) -> Self {
        Self::new(Kind::Silent(message.into()))
    }

    pub(super) fn broken(message: impl Into<String>) -> Self {
        Self::new(Kind::Broken(message.into()))
    }

    /// The error behind this one, whose text the message has already.
    pub(super) fn because_of(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// The same for an error of the HTTP library, which would tell the whole address: its query may
    /// hold a secret.
    pub(super) fn because_of_http(self, source: reqwest::Error) -> Self {
        self.because_of(source.without_url())
    }

    pub(super) fn gave_up(mut self, after: Duration) -> Self {
        self.0.gave_up_after = Some(after);
        self
    }

    /// Whether the same request may come to something after a while.
    pub(super) fn is_transient(&self) -> bool {
        match &self.0.kind {
            Kind::Refused(refused) => meaning::is_transient(refused.status),
            Kind::Connect { may_pass, .. } => *may_pass,
            Kind::Silent(_) | Kind::Broken(_) => true,
            Kind::Usage(_) | Kind::Unexpected(_) | Kind::Redirect(_) => false,
        }
    }

    /// Whether the request could not be made: its address, a header or its body is at fault.
    pub fn is_usage(&self) -> bool {
        matches!(self.0.kind, Kind::Usage(_))
    }

    /// Whether the server gives something else than what was asked for, such as a page instead of
    /// events: perhaps it is another server.
    pub fn is_unexpected(&self) -> bool {
        matches!(self.0.kind, Kind::Unexpected(_))
    }

    /// Whether the server could not be reached: its name, its port, or TLS is at fault.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect { .. })
    }

    /// Whether the server did not answer, or fell silent.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Silent(_))
    }

    /// Whether the server has answered, and said no: [`Error::status`] says how.
    pub fn is_refused(&self) -> bool {
        self.as_refused().is_some()
    }

    /// Whether the server knows no such run, or no such job (`404` and `410`).
    pub fn is_not_found(&self) -> bool {
        matches!(self.status(), Some(404 | 410))
    }

    /// Whether the server wants other credentials (`401` and `403`).
    pub fn is_unauthorized(&self) -> bool {
        matches!(self.status(), Some(401 | 403))
    }

    /// The status of an answer that says no.
    pub fn status(&self) -> Option<u16> {
        Some(self.as_refused()?.status.as_u16())
    }

    /// What the server says is wrong, if it does so as `application/problem+json`.
    pub fn problem(&self) -> Option<&Problem> {
        self.as_refused()?.problem.as_ref()
    }

    /// How long the server wants not to be asked again, at most
    /// [`MAX_RETRY_AFTER`](super::MAX_RETRY_AFTER).
    pub fn retry_after(&self) -> Option<Duration> {
        self.as_refused()?.retry_after
    }

    /// For how long it was tried, if the watch gave up trying.
    pub fn gave_up_after(&self) -> Option<Duration> {
        self.0.gave_up_after
    }

    fn as_refused(&self) -> Option<&Refused> {
        match &self.0.kind {
            Kind::Refused(refused) => Some(refused),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Usage(message)
            | Kind::Unexpected(message)
            | Kind::Redirect(message)
            | Kind::Connect { message, .. }
            | Kind::Silent(message)
            | Kind::Broken(message) => f.write_str(message)?,
            Kind::Refused(refused) => refused.fmt(f)?,
        }
        if let Some(after) = self.0.gave_up_after {
            // Its nanoseconds tell nobody anything.
            let after = Duration::from_millis(u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
            write!(f, " (gave up after {})", humantime::format_duration(after))?;
        }
        Ok(())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered {}", self.address, self.status.as_u16())?;
        if let Some(reason) = self.status.canonical_reason() {
            write!(f, " {reason}")?;
        }
        if !self.text.is_empty() {
            write!(f, ": {}", self.text)?;
        }
        if self.withheld {
            f.write_str(" (it is another origin, to which your headers are not sent)")?;
        }
        Ok(())
    }
}

impl Refused {
    /// What a problem, or else the first line of a text, says.
    pub(super) fn text_of(problem: Option<&Problem>, body: &str) -> String {
        match problem {
            Some(problem) => {
                let text = problem.detail.as_deref().or(problem.title.as_deref());
                shown::harmless(text.unwrap_or_default())
            }
            None => shown::first_line(body),
        }
    }
}

/// The sentence comes first, since this is what `main` prints when it returns an error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} (kind: {}", self.0.kind.name())?;
        if let Some(source) = &self.0.source {
            write!(f, ", source: {source:?}")?;
        }
        f.write_str(")")
    }
}

impl Kind {
    fn name(&self) -> &'static str {
        match self {
            Self::Usage(_) => "Usage",
            Self::Refused(_) => "Refused",
            Self::Unexpected(_) => "Unexpected",
            Self::Redirect(_) => "Redirect",
            Self::Connect { .. } => "Connect",
            Self::Silent(_) => "Silent",
            Self::Broken(_) => "Broken",
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16) -> Refused {
        Refused {
            address: "http://a/count".to_owned(),
            status: StatusCode::from_u16(status).unwrap(),
            problem: None,
            text: String::new(),
            retry_after: None,
            withheld: false,
        }
    }

    impl Error {
        /// A `503` that says when to come back.
        pub(in crate::client) fn busy(retry_after: Duration) -> Self {
            Self::refused(Refused {
                retry_after: Some(retry_after),
                ..refused(503)
            })
        }
    }

    #[test]
    fn predicates_tell_refusals_apart() {
        let predicates = |status| {
            let error = Error::refused(refused(status));
            assert_eq!(error.status(), Some(status));
            (
                error.is_not_found(),
                error.is_unauthorized(),
                error.is_transient(),
            )
        };
        for (status, expected) in [
            (404, (true, false, false)),
            (410, (true, false, false)),
            (401, (false, true, false)),
            (403, (false, true, false)),
            (400, (false, false, false)),
            (408, (false, false, true)),
            (429, (false, false, true)),
            (503, (false, false, true)),
        ] {
            assert_eq!(predicates(status), expected, "{status}");
        }
    }

    #[test]
    fn it_says_all_there_is_to_say() {
        let error = Error::refused(refused(404));
        assert_eq!(error.to_string(), "http://a/count answered 404 Not Found");
        let error = Error::refused(Refused {
            text: "no such run".to_owned(),
            withheld: true,
            ..refused(401)
        });
        let error = error.gave_up(Duration::from_millis(1500));
        assert_eq!(
            error.to_string(),
            "http://a/count answered 401 Unauthorized: no such run (it is another origin, to which \
             your headers are not sent) (gave up after 1s 500ms)"
        );
        assert_eq!(format!("{error:?}"), format!("{error} (kind: Refused)"));
    }

    #[test]
    fn the_error_behind_it_can_be_had_and_is_shown_for_debugging() {
        let json = serde_json::from_str::<u8>("x").unwrap_err();
        let error = Error::unexpected("no JSON").because_of(json);
        let source = error.source().unwrap();
        assert!(source.downcast_ref::<serde_json::Error>().is_some());
        assert_eq!(error.to_string(), "no JSON");
        assert_eq!(
            format!("{error:?}"),
            "no JSON (kind: Unexpected, source: Error(\"expected value\", line: 1, column: 1))"
        );
        // A clone has the same, and so has one that says when it was given up.
        let error = error.clone().gave_up(Duration::from_secs(1));
        assert!(error.source().is_some());
    }

    #[test]
    fn an_error_can_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<Error>();
    }
}
