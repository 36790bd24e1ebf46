//! CORS: the pages of other origins that may use a server, and how a browser is told (Fetch
//! standard, section "CORS protocol").

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ALLOW, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use http::{Method, StatusCode};

use super::request::Request;
use super::response_body::{Response, empty};
use crate::error::Error;

/// What our own module and an `EventSource` send.
const ALLOWED_HEADERS: &str = "accept, authorization, content-type, idempotency-key, last-event-id";

/// The longest list of headers that is answered; browsers ask for a handful.
const MAX_REQUEST_HEADERS: usize = 4096;

/// Origins as browsers write them: scheme, host and port, in lower case (RFC 6454, section 6.2).
#[derive(Debug, Default)]
pub(crate) struct Origins {
    allowed: Vec<String>,
    /// Whether their pages may send cookies.
    credentials: bool,
}

impl Origins {
    /// # Errors
    ///
    /// When one of them is not an origin.
    pub(super) fn new(origins: Vec<String>, credentials: bool) -> Result<Self, Error> {
        for origin in &origins {
            let host = origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"))
                .unwrap_or("");
            let is_origin = !host.is_empty()
                && !host.contains(|c: char| c == '/' || c == '*' || c.is_whitespace())
                && !host.contains(char::is_uppercase);
            if !is_origin {
                return Err(Error::new(format!(
                    "`{origin}` is not an origin: write scheme, host and port without a path, \
                     such as `https://app.example` or `http://localhost:5173`"
                )));
            }
        }
        Ok(Self {
            allowed: origins,
            credentials,
        })
    }

    pub(super) fn contains(&self, origin: &str) -> bool {
        self.allowed.iter().any(|allowed| allowed == origin)
    }

    fn allowed<'r>(&self, request: &'r Request) -> Option<&'r HeaderValue> {
        let origin = request.headers.get(ORIGIN)?;
        origin
            .to_str()
            .is_ok_and(|origin| self.contains(origin))
            .then_some(origin)
    }
}

/// Whether the request is of a page whose origin is allowed.
pub(super) fn allows(origins: &Origins, request: &Request) -> bool {
    origins.allowed(request).is_some()
}

/// Lets an allowed origin read the answer.
pub(super) fn share(origins: &Origins, request: &Request, headers: &mut HeaderMap) {
    if origins.allowed.is_empty() {
        return;
    }
    headers.append(VARY, HeaderValue::from_static("origin"));
    let Some(origin) = origins.allowed(request) else {
        return;
    };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("content-location, location, retry-after"),
    );
    if origins.credentials {
        headers.insert(
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
    }
}

/// Answers a browser that asks what it may ask for.
pub(super) fn preflight(origins: &Origins, methods: &[Method], request: &Request) -> Response {
    let mut response = empty(StatusCode::NO_CONTENT);
    let methods: Vec<&str> = methods.iter().map(Method::as_str).collect();
    let Ok(methods) = HeaderValue::from_str(&methods.join(", ")) else {
        return response;
    };
    let headers = response.headers_mut();
    if origins.allowed(request).is_some() {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods.clone());
        if let Ok(allowed) = HeaderValue::from_str(&allowed_headers(request)) {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        }
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    headers.insert(ALLOW, methods);
    response
}

/// Our own headers, and those that are asked for: a page whose origin is trusted may send what its
/// tracing, its tenants and its defences take.
fn allowed_headers(request: &Request) -> String {
    let mut allowed = ALLOWED_HEADERS.to_owned();
    let asked = request
        .header(ACCESS_CONTROL_REQUEST_HEADERS)
        .unwrap_or_default();
    if asked.len() > MAX_REQUEST_HEADERS {
        return allowed;
    }
    for name in asked
        .split(',')
        .map(str::trim)
        .filter(|name| is_token(name))
    {
        if !allowed
            .split(", ")
            .any(|known| known.eq_ignore_ascii_case(name))
        {
            allowed.push_str(", ");
            allowed.push_str(name);
        }
    }
    allowed
}

/// A header's name (RFC 9110, section 5.6.2), and no more than that.
fn is_token(name: &str) -> bool {
    !name.is_empty() && http::HeaderName::from_bytes(name.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path_and_no_star() {
        let origins = |origin: &str| Origins::new(vec![origin.into()], false);
        assert!(
            origins("https://app.example")
                .unwrap()
                .contains("https://app.example")
        );
        assert!(origins("http://[::1]:5173").is_ok());
        for wrong in [
            "*",
            "app.example",
            "https://",
            "https://a/",
            "https://*.a",
            "https://A",
        ] {
            let error = origins(wrong).unwrap_err().to_string();
            assert!(error.contains(wrong), "{error}");
        }
    }
}
