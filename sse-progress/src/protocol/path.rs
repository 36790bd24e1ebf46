//! The path of a job: its segments are fixed or parameters, and of two paths that match, one goes
//! first.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is written as it is in a segment of a path: the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The path of a job, such as `/resize/{count}`, as a server lists it.
///
/// A parameter is one whole segment and never empty. Paths of several jobs may match one address;
/// then the first of them by [`precedence`](Self::precedence) is meant, for every server and client.
///
/// ```
/// use sse_progress::protocol::PathTemplate;
///
/// let path: PathTemplate = "/resize/{count}".parse()?;
/// assert_eq!(path.matches("/resize/4%30"), Some(vec![("count", "4%30")]));
/// assert_eq!(path.fill(|_| Some("a b")).as_deref(), Some("/resize/a%20b"));
/// # Ok::<(), sse_progress::protocol::InvalidPath>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Parameter(String),
}

impl FromStr for PathTemplate {
    type Err = InvalidPath;

    /// Reads a path as it stands in `#[job("…")]`: literals are plain text, not percent-encoded.
    fn from_str(path: &str) -> Result<Self, InvalidPath> {
        let fail = |why: &str| Err(InvalidPath(format!("the path `{path}` {why}")));
        let Some(rest) = path.strip_prefix('/') else {
            return fail("does not start with `/`");
        };
        let mut segments = Vec::new();
        for text in rest.split('/') {
            let segment = match text {
                "" => return fail("has an empty segment"),
                "." | ".." => return fail("has a segment that clients resolve away"),
                _ => match text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
                    Some(name) => Segment::Parameter(name.to_owned()),
                    None => Segment::Literal(text.to_owned()),
                },
            };
            match &segment {
                Segment::Parameter(name) if name.ends_with("..") || name.starts_with('*') => {
                    return fail(
                        "has a catch-all, and a parameter is one segment (in which `%2F` is a slash)",
                    );
                }
                Segment::Parameter(name) if !is_name(name) => {
                    return fail("has a parameter that is not called like one of Rust's");
                }
                Segment::Parameter(_) if segments.contains(&segment) => {
                    return fail("has the same parameter twice");
                }
                Segment::Literal(text) if text.contains(['{', '}']) => {
                    return fail("has braces around less than a whole segment");
                }
                Segment::Literal(text) if text.contains(cannot_stand_in_a_path) => {
                    return fail("has a character that cannot stand in a path");
                }
                _ => segments.push(segment),
            }
        }
        Ok(Self { segments })
    }
}

impl PathTemplate {
    /// The names of the parameters, from left to right.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Parameter(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }

    /// The parameters with their values, still percent-encoded, if `path` is one of this template's.
    /// The slash at its start may be missing.
    ///
    /// Decoding comes after splitting, so `%2F` is a slash inside a parameter.
    pub fn matches<'a>(&'a self, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let mut texts = path.strip_prefix('/').unwrap_or(path).split('/');
        let mut found = Vec::new();
        for segment in &self.segments {
            let text = texts.next()?;
            match segment {
                Segment::Literal(literal) if percent_decode_str(text).eq(literal.bytes()) => {}
                Segment::Parameter(name) if !text.is_empty() => found.push((name.as_str(), text)),
                _ => return None,
            }
        }
        texts.next().is_none().then_some(found)
    }

    /// The path with a value for each parameter, which is percent-encoded; `None` if one has none.
    pub fn fill<T: AsRef<str>>(&self, mut value: impl FnMut(&str) -> Option<T>) -> Option<String> {
        let mut path = String::new();
        for segment in &self.segments {
            path.push('/');
            match segment {
                Segment::Literal(text) => path.extend(utf8_percent_encode(text, ENCODED)),
                Segment::Parameter(name) => {
                    path.extend(utf8_percent_encode(value(name)?.as_ref(), ENCODED));
                }
            }
        }
        Some(path)
    }

    /// Whether both match exactly the same paths, so that one could never be reached.
    pub fn same_paths(&self, other: &Self) -> bool {
        self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(|pair| {
                use Segment::{Literal, Parameter};
                match pair {
                    (Literal(one), Literal(two)) => one == two,
                    (Parameter(_), Parameter(_)) => true,
                    _ => false,
                }
            })
    }

    /// Which of two templates goes first where both match: where they first differ, from left to
    /// right, a fixed segment goes before a parameter. So `/a/b` is reached beside `/a/{x}`, and
    /// `/a/{x}` is taken before `/{x}/b`.
    pub fn precedence(&self, other: &Self) -> Ordering {
        let parameters = |template: &Self| -> Vec<bool> {
            let is_parameter = |segment: &Segment| matches!(segment, Segment::Parameter(_));
            template.segments.iter().map(is_parameter).collect()
        };
        parameters(self).cmp(&parameters(other))
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// `%` among them: a literal is compared with what a request's text decodes to.
fn cannot_stand_in_a_path(c: char) -> bool {
    c.is_control() || c.is_whitespace() || matches!(c, '?' | '#' | '%' | '\\')
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Literal(text) => write!(f, "/{text}"),
            Segment::Parameter(name) => write!(f, "/{{{name}}}"),
        })
    }
}

/// Why a text is not the path of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPath(String);

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidPath {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn template(path: &str) -> PathTemplate {
        path.parse().unwrap()
    }

    #[test]
    fn what_is_not_a_template_is_refused_with_a_reason() {
        for (path, reason) in [
            ("", "does not start with `/`"),
            ("resize", "does not start with `/`"),
            ("/", "has an empty segment"),
            ("/a/", "has an empty segment"),
            ("//a", "has an empty segment"),
            ("/a/../b", "resolve away"),
            ("/{}", "not called like"),
            ("/{1}", "not called like"),
            ("/{a b}", "not called like"),
            ("/a/{rest..}", "has a catch-all"),
            ("/a/{*rest}", "has a catch-all"),
            ("/{a}/{a}", "same parameter twice"),
            ("/x{a}", "whole segment"),
            ("/{a}{b}", "not called like"),
            ("/{a", "whole segment"),
            ("/a?b", "cannot stand"),
            ("/a b", "cannot stand"),
            ("/100%", "cannot stand"),
        ] {
            let error = path.parse::<PathTemplate>().unwrap_err().to_string();
            assert!(error.contains(reason), "{path:?}: {error}");
        }
    }

    #[test]
    fn paths_match_segment_by_segment() {
        for (path, request, expected) in [
            ("/resize/{count}", "/resize/3", Some(vec![("count", "3")])),
            ("/resize/{count}", "resize/3", Some(vec![("count", "3")])),
            (
                "/resize/{count}",
                "/res%69ze/a%2Fb",
                Some(vec![("count", "a%2Fb")]),
            ),
            ("/resize/{count}", "/resize/", None),
            ("/resize/{count}", "/resize", None),
            ("/resize/{count}", "/resize/3/", None),
            ("/resize/{count}", "/resize/3/4", None),
            ("/resize/{count}", "//resize/3", None),
            ("/resize/{count}", "/Resize/3", None),
            ("/grüße", "/gr%C3%BC%C3%9Fe", Some(vec![])),
            (
                "/{a}/to/{b}",
                "/x/to/%FF",
                Some(vec![("a", "x"), ("b", "%FF")]),
            ),
        ] {
            assert_eq!(
                template(path).matches(request),
                expected,
                "{path} {request}"
            );
        }
    }

    #[test]
    fn fixed_segments_come_before_parameters() {
        let mut paths = ["/{x}/{y}", "/a/{x}", "/{x}/b", "/a/b"].map(template);
        paths.sort_by(PathTemplate::precedence);
        let paths = paths.map(|path| path.to_string());
        assert_eq!(paths, ["/a/b", "/a/{x}", "/{x}/b", "/{x}/{y}"]);
    }

    #[test]
    fn only_templates_of_the_same_shape_are_the_same() {
        for (one, two, same) in [
            ("/a/{x}", "/a/{y}", true),
            ("/a/{x}", "/b/{x}", false),
            ("/a/{x}", "/a/b", false),
            ("/a/{x}", "/a/{x}/b", false),
        ] {
            assert_eq!(
                template(one).same_paths(&template(two)),
                same,
                "{one} {two}"
            );
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_parsing_or_matching_panic(path: String, request: String) {
            if let Ok(template) = path.parse::<PathTemplate>() {
                prop_assert_eq!(template.to_string(), path);
                let _ = template.matches(&request);
            }
        }

        #[test]
        fn a_parameter_survives_being_filled_in(value in ".+") {
            let template = template("/ä/{x}");
            let encoded = template.fill(|_| Some(&value)).unwrap();
            let found = template.matches(&encoded).unwrap();
            prop_assert_eq!(percent_decode_str(found[0].1).decode_utf8().unwrap(), value);
        }
    }
}
