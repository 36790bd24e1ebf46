//! What starts or watches a run.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde::Serialize;

use super::address::without_credentials;
use super::error::Error;
use super::shown;

/// Headers that a client sets itself, or that belong to a connection.
const RESERVED: &[&str] = &[
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "last-event-id",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A request for a run: where to, and with what.
///
/// An address alone is one, too: [`Client::watch`](super::Client::watch) takes a `&str`. What
/// is wrong in a request is reported when it is sent.
///
/// ```
/// use sse_progress::client::Request;
///
/// let request = Request::post("http://localhost:3030/resize")
///     .json(&serde_json::json!({ "width": 640 }))
///     .header("x-tenant", "acme");
/// ```
#[derive(Clone, Debug)]
pub struct Request {
    parts: Result<Parts, Error>,
}

/// A request without a mistake.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) method: Method,
    pub(super) url: Url,
    /// The caller's, for the server of the address and no other.
    pub(super) headers: HeaderMap,
    pub(super) body: Option<(HeaderValue, Bytes)>,
}

impl Request {
    /// With `GET`: starts a run at a job's path, or watches one at its own address.
    ///
    /// The address begins with `http://` or `https://`. A name and a password in it are sent as
    /// basic authentication.
    pub fn get(url: impl AsRef<str>) -> Self {
        Self::new(Method::GET, url.as_ref())
    }

    /// With `POST`: starts a run at a job's path, with what is in the body.
    pub fn post(url: impl AsRef<str>) -> Self {
        Self::new(Method::POST, url.as_ref())
    }

    fn new(method: Method, url: &str) -> Self {
        let parts = address(url).and_then(|url| {
            let mut headers = HeaderMap::new();
            if let Some(value) = basic(&url)? {
                headers.insert(AUTHORIZATION, value);
            }
            let url = without_credentials(url).ok_or_else(|| Error::usage("it has no host"))?;
            Ok(Parts {
                method,
                url,
                headers,
                body: None,
            })
        });
        Self { parts }
    }

    /// Adds a header, for this request alone; it replaces one of the client's.
    ///
    /// A header that the client sets itself, such as `Accept`, is a mistake.
    #[must_use]
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.and_then(|mut parts| {
            let (name, value) = header(name.as_ref(), value.as_ref())?;
            parts.headers.insert(name, value);
            Ok(parts)
        })
    }

    /// Sets the body and its type, such as `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn body(self, content_type: impl AsRef<str>, body: impl Into<Bytes>) -> Self {
        self.and_then(|mut parts| {
            let (_, content_type) = header(CONTENT_TYPE.as_str(), content_type.as_ref())?;
            parts.body = Some((content_type, body.into()));
            Ok(parts)
        })
    }

    /// Sets the body to a value as JSON.
    #[must_use]
    pub fn json(self, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.body("application/json", body),
            Err(error) => {
                let message = format!("the body cannot be written as JSON: {error}");
                self.and_then(|_| Err(Error::usage(message).because_of(error)))
            }
        }
    }

    /// With another method.
    pub(super) fn with_method(self, method: Method) -> Self {
        self.and_then(|parts| Ok(Parts { method, ..parts }))
    }

    pub(super) fn parts(self) -> Result<Parts, Error> {
        self.parts
    }

    /// The first mistake stays.
    fn and_then(self, change: impl FnOnce(Parts) -> Result<Parts, Error>) -> Self {
        Self {
            parts: self.parts.and_then(change),
        }
    }
}

/// An address of HTTP.
fn address(text: &str) -> Result<Url, Error> {
    let wrong = |why: &str| {
        // It may hold a password, so it is not repeated in full.
        let shown = text.rsplit_once('@').map_or(text, |(_, after)| after);
        Error::usage(format!(
            "{:?} is not an address: {why}",
            shown::harmless(shown)
        ))
    };
    let url = Url::parse(text).map_err(|error| match error {
        error if text.contains("://") => wrong(&error.to_string()).because_of(error),
        _ => wrong("it has to begin with http:// or https://"),
    })?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(wrong("it has to begin with http:// or https://")),
    }
}

/// The credentials in an address, as a header.
fn basic(url: &Url) -> Result<Option<HeaderValue>, Error> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let mut credentials: Vec<u8> = percent_decode_str(url.username()).collect();
    credentials.push(b':');
    credentials.extend(percent_decode_str(url.password().unwrap_or_default()));
    let (_, value) = header(
        "authorization",
        &format!("Basic {}", STANDARD.encode(credentials)),
    )?;
    Ok(Some(value))
}

/// A header of the caller's. Its value may be a secret, so nothing repeats it.
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let shown = shown::harmless(name);
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| {
        Error::usage(format!("{shown:?} is not the name of a header")).because_of(error)
    })?;
    if RESERVED.contains(&name.as_str()) {
        return Err(Error::usage(format!(
            "the header `{name}` is set by the client itself"
        )));
    }
    let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|error| {
        Error::usage(format!(
            "the value of the header `{name}` has characters that no header has"
        ))
        .because_of(error)
    })?;
    value.set_sensitive(true);
    Ok((name, value))
}

impl From<&str> for Request {
    fn from(url: &str) -> Self {
        Self::get(url)
    }
}

impl From<String> for Request {
    fn from(url: String) -> Self {
        Self::get(url)
    }
}

impl From<&String> for Request {
    fn from(url: &String) -> Self {
        Self::get(url)
    }
}

impl From<Url> for Request {
    fn from(url: Url) -> Self {
        Self::get(url)
    }
}

impl From<&Url> for Request {
    fn from(url: &Url) -> Self {
        Self::get(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(request: Request) -> String {
        let error = request.parts().unwrap_err();
        assert!(error.is_usage());
        error.to_string()
    }

    #[test]
    fn what_is_no_address_is_said_so() {
        for url in [
            "",
            "localhost:3030/count",
            "/count",
            "ftp://a/",
            "file:///x",
        ] {
            let message = mistake(Request::get(url));
            assert!(message.contains("http:// or https://"), "{url}: {message}");
        }
        assert!(mistake(Request::get("http://")).contains("empty host"));
        let message = mistake(Request::get("ftp://ali:sesame@a/"));
        assert!(!message.contains("sesame"), "{message}");
    }

    #[test]
    fn credentials_become_a_header() {
        let parts = Request::get("http://ali:se%20same@a/x").parts().unwrap();
        assert_eq!(parts.url.as_str(), "http://a/x");
        assert_eq!(parts.headers["authorization"], "Basic YWxpOnNlIHNhbWU=");
        assert!(!format!("{parts:?}").contains("YWxp"));
    }

    #[test]
    fn what_the_client_sets_is_not_for_the_caller() {
        for name in ["Accept", "Last-Event-ID", "content-length"] {
            let message = mistake(Request::get("http://a/").header(name, "x"));
            assert!(message.contains("by the client itself"), "{message}");
        }
    }

    #[test]
    fn a_wrong_header_is_named_and_its_value_is_not() {
        assert!(mistake(Request::get("http://a/").header("a b", "x")).contains("\"a b\""));
        let message = mistake(Request::get("http://a/").header("x-key", "sesame\n"));
        assert!(message.contains("`x-key`") && !message.contains("sesame"));
    }

    #[test]
    fn the_first_mistake_is_the_one_that_is_said() {
        let request = Request::post("nowhere").header("a b", "x").json(&1);
        assert!(mistake(request).contains("nowhere"));
    }
}
