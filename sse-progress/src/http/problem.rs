//! Errors as `application/problem+json` (RFC 9457).

use std::time::Duration;

use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::response_body::{Response, set_headers};
use crate::parameters::{InputError, InputErrorKind, InputErrors, Location};

/// An answer that says what is wrong.
///
/// Its members are `type` (`about:blank`), `title` (the reason phrase of the status), `status`,
/// `detail` if there is one, and what else is set.
#[derive(Clone, Debug)]
#[must_use]
pub(crate) struct Problem {
    status: StatusCode,
    members: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem of which the status says everything that there is to say.
    pub(crate) fn new(status: StatusCode) -> Self {
        let problem = Self {
            status,
            members: Map::new(),
            headers: Vec::new(),
        };
        problem
            .with("type", "about:blank")
            .with("title", status.canonical_reason().unwrap_or("Error"))
            .with("status", status.as_u16())
    }

    /// What is wrong in this case.
    pub(crate) fn detail(self, detail: impl Into<String>) -> Self {
        self.with("detail", detail.into())
    }

    /// Sets a member.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// Sets a header.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Says when to try again: in whole seconds, rounded up, one at least.
    pub(crate) fn retry_after(self, wait: Duration) -> Self {
        let seconds = wait.as_millis().div_ceil(1000).max(1);
        let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
        self.header(RETRY_AFTER, seconds.into())
    }

    /// Says which methods would have been right.
    pub(crate) fn allow(self, methods: &[Method]) -> Self {
        let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
        let list = HeaderValue::from_str(&names.join(", "));
        let problem = self.with("allow", names);
        match list {
            Ok(list) => problem.header(ALLOW, list),
            // A method is a token, which every header takes.
            Err(_) => problem,
        }
    }

    /// The answer for an address that is nobody's.
    pub(crate) fn no_such_address() -> Self {
        Self::new(StatusCode::NOT_FOUND)
            .detail("there is nothing at this address; `/jobs` lists what there is")
    }

    /// The answer for a run that is not known, or not to whoever asks.
    pub(super) fn unknown_run() -> Self {
        Self::new(StatusCode::NOT_FOUND)
            .detail("there is no such run: it has ended and is forgotten, or it never was")
    }

    /// The whole answer.
    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Value::Object(self.members).to_string().into());
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        set_headers(
            &mut response,
            &[
                (CONTENT_TYPE, "application/problem+json"),
                (CACHE_CONTROL, "no-store"),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ],
        );
        response
    }
}

/// When to try again if there is no room: runs end all the time, but not at once.
const NO_ROOM_RETRY_AFTER: Duration = Duration::from_secs(5);

/// There is no room now, and may be later.
pub(super) fn no_room(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE)
        .detail(detail)
        .retry_after(NO_ROOM_RETRY_AFTER)
}

impl From<InputErrors> for Problem {
    /// 400 if the request could not be understood, 422 if only values in its body are wrong.
    fn from(errors: InputErrors) -> Self {
        let malformed =
            |e: &InputError| e.kind == InputErrorKind::Request || e.location != Location::Body;
        let status = if errors.has(InputErrorKind::Server) {
            StatusCode::INTERNAL_SERVER_ERROR
        } else if errors.has(InputErrorKind::MediaType) {
            StatusCode::UNSUPPORTED_MEDIA_TYPE
        } else if errors.iter().any(malformed) {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        // Our own errors are in no part of the request.
        let theirs = errors.iter().filter(|e| e.kind != InputErrorKind::Server);
        let listed: Vec<Value> = theirs.map(error).collect();
        Self::new(status)
            .detail(errors.to_string())
            .with("errors", listed)
    }
}

fn error(input: &InputError) -> Value {
    let mut error = json!({ "in": input.location.to_string(), "detail": input.detail });
    if let Some(parameter) = &input.parameter {
        error["parameter"] = parameter.as_str().into();
    }
    if let Some(expected) = &input.expected {
        error["expected"] = expected.as_str().into();
    }
    if let Some(pointer) = &input.pointer {
        error["pointer"] = pointer.as_str().into();
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The status, the headers and the body of the answer.
    fn answer(problem: Problem) -> (StatusCode, http::HeaderMap, Value) {
        let (head, body) = problem.into_response().into_parts();
        let body = serde_json::from_slice(&body.into_whole().unwrap()).unwrap();
        (head.status, head.headers, body)
    }

    #[test]
    fn a_problem_has_its_members_and_headers() {
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED)
            .detail("this job is started with POST")
            .allow(&[Method::POST, Method::OPTIONS])
            .retry_after(Duration::from_millis(1001));
        let (status, headers, body) = answer(problem);
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(
            body,
            json!({
                "type": "about:blank",
                "title": "Method Not Allowed",
                "status": 405,
                "detail": "this job is started with POST",
                "allow": ["POST", "OPTIONS"],
            })
        );
        for (name, value) in [
            ("content-type", "application/problem+json"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("allow", "POST, OPTIONS"),
            ("retry-after", "2"),
        ] {
            assert_eq!(headers[name], value);
        }
    }

    #[test]
    fn nobody_is_told_to_retry_at_once() {
        for (wait, header) in [(0, "1"), (1, "1"), (1000, "1"), (1001, "2"), (60_000, "60")] {
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE);
            let problem = problem.retry_after(Duration::from_millis(wait));
            assert_eq!(
                problem.headers,
                [(RETRY_AFTER, HeaderValue::from_static(header))]
            );
        }
        let _ = Problem::new(StatusCode::SERVICE_UNAVAILABLE).retry_after(Duration::MAX);
    }

    #[test]
    fn the_gravest_error_gives_the_status() {
        use InputErrorKind::{MediaType, Request, Server, Value};
        use Location::{Body, Path, Query};
        for (errors, status) in [
            (vec![(Body, Value)], 422),
            (vec![(Query, Value)], 400),
            (vec![(Path, Value)], 400),
            (vec![(Body, Request)], 400),
            (vec![(Body, Value), (Query, Value)], 400),
            (vec![(Body, Request), (Body, MediaType)], 415),
            (vec![(Body, MediaType), (Body, Server)], 500),
        ] {
            let mut all = InputErrors::default();
            for (location, kind) in errors {
                all.push(InputError::new(location, kind, "x"));
            }
            assert_eq!(Problem::from(all).status, status);
        }
    }

    #[test]
    fn every_error_is_listed() {
        let mut errors = InputErrors::default();
        let wrong = InputError::new(Location::Path, InputErrorKind::Value, "`to` is \"x\"");
        errors.push(wrong.about("to").expected("an integer"));
        errors.push(InputError::new(
            Location::Body,
            InputErrorKind::Request,
            "no JSON",
        ));
        let (_, _, body) = answer(errors.into());
        assert_eq!(
            body["detail"],
            "`to` is \"x\" (expected: an integer); no JSON"
        );
        assert_eq!(
            body["errors"],
            json!([
                { "parameter": "to", "in": "path", "detail": "`to` is \"x\"", "expected": "an integer" },
                { "in": "body", "detail": "no JSON" },
            ])
        );
    }
}
