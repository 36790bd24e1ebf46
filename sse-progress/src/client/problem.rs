//! `application/problem+json` (RFC 9457): what is wrong with a request.

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::meaning::media_type;

/// What a server says is wrong. All of it is the server's text, to be shown with care.
#[derive(Clone, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Problem {
    /// The kind of problem in a few words.
    pub title: Option<String>,
    /// What is wrong in this case.
    pub detail: Option<String>,
    /// What is wrong with single parameters.
    #[serde(deserialize_with = "readable")]
    pub errors: Vec<InvalidParameter>,
}

/// What is wrong with one parameter.
#[derive(Clone, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct InvalidParameter {
    /// Its name, unless the request as a whole is wrong.
    pub parameter: Option<String>,
    /// Where it stands: `path`, `query` or `body`.
    #[serde(rename = "in")]
    pub location: Option<String>,
    /// What is wrong.
    pub detail: Option<String>,
    /// What would have been right.
    pub expected: Option<String>,
    /// Where it is inside of the parameter: a JSON pointer as a fragment, such as `#/crop/width`.
    pub pointer: Option<String>,
}

/// Other servers list other things under `errors`.
fn readable<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<InvalidParameter>, D::Error> {
    let errors: Box<RawValue> = Box::deserialize(deserializer)?;
    Ok(serde_json::from_str(errors.get()).unwrap_or_default())
}

impl Problem {
    /// Reads the body of an answer, if its type says that it is a problem.
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let content_type = headers.get(CONTENT_TYPE)?;
        if !media_type(content_type.as_bytes()).eq_ignore_ascii_case(b"application/problem+json") {
            return None;
        }
        serde_json::from_slice(body).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn read(content_type: &'static str, body: &str) -> Option<Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Problem::read(&headers, body.as_bytes())
    }

    #[test]
    fn a_problem_names_the_parameters_at_fault() {
        let body = r#"{ "type": "about:blank", "title": "Bad Request", "status": 400, "detail": "no",
            "errors": [{ "parameter": "to", "in": "path", "detail": "`to` is \"x\"", "expected": "an integer" },
                       { "in": "body", "detail": "no JSON" }] }"#;
        let problem = read("Application/Problem+JSON; charset=utf-8", body).unwrap();
        assert_eq!(problem.title.as_deref(), Some("Bad Request"));
        assert_eq!(problem.detail.as_deref(), Some("no"));
        assert_eq!(problem.errors.len(), 2);
        assert_eq!(problem.errors[0].location.as_deref(), Some("path"));
        assert_eq!(problem.errors[0].expected.as_deref(), Some("an integer"));
        assert_eq!(problem.errors[1].parameter, None);
    }

    #[test]
    fn errors_of_another_shape_do_not_hide_the_rest() {
        let problem = read(
            "application/problem+json",
            r#"{"detail":"no","errors":{"a":1}}"#,
        );
        assert_eq!(problem.unwrap().detail.as_deref(), Some("no"));
        // Nor do those that no value of `serde_json` holds.
        let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
        let body = format!(r#"{{"errors":[{deep},1e400],"detail":"no"}}"#);
        let problem = read("application/problem+json", &body).unwrap();
        assert_eq!(problem.detail.as_deref(), Some("no"));
        assert_eq!(problem.errors, []);
    }

    #[test]
    fn what_is_not_a_problem_is_none() {
        assert_eq!(read("application/json", r#"{"detail":"no"}"#), None);
        assert_eq!(read("application/problem+json", "<html>"), None);
    }
}
