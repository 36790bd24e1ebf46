//! Checks the path of a job.

mod segment;

use syn::LitStr;

use crate::errors::Errors;

/// A path that can be served.
pub(super) struct Path {
    pub(super) text: String,
    /// The literal, to point at.
    pub(super) literal: LitStr,
    /// The names between braces, in order.
    pub(super) parameters: Vec<String>,
}

impl Path {
    pub(super) fn new(literal: &LitStr, errors: &mut Errors) -> Option<Self> {
        let text = literal.value();
        match parameters(&text) {
            Ok(parameters) => Some(Self {
                text,
                literal: literal.clone(),
                parameters,
            }),
            Err(messages) => {
                for message in messages {
                    errors.add(literal, message);
                }
                None
            }
        }
    }
}

/// The parameters of a path, or everything that is wrong with it.
fn parameters(path: &str) -> Result<Vec<String>, Vec<String>> {
    let mut wrong = Vec::new();
    if path.is_empty() {
        return Err(vec![
            "the path is empty: write where the job is to be found, such as `\"/count/{to}\"`"
                .to_owned(),
        ]);
    }
    if let Some((method, rest)) = path.split_once(char::is_whitespace) {
        if !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let rest = rest.trim_start();
            return Err(vec![format!(
                "the method stands before the path: write `{method} \"{rest}\"`"
            )]);
        }
    }
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    // The path with its slashes put right, so that a wrong slash does not hide other errors.
    let meant = format!("/{}", segments.join("/"));
    if let Some(owner) = owner(&meant) {
        return Err(vec![format!(
            "`{meant}` is where {owner} are: choose another path"
        )]);
    }
    if !path.starts_with('/') {
        wrong.push(format!("a path starts with a slash: write `\"{meant}\"`"));
    }
    if path.ends_with('/') {
        wrong.push(format!(
            "a path has no slash at its end: write `\"{meant}\"`"
        ));
    }
    if path.trim_end_matches('/').contains("//") {
        wrong.push(format!("a path has no `//`: write `\"{meant}\"`"));
    }
    if let Err(message) = braces(path) {
        wrong.push(message);
        return Err(wrong);
    }
    let mut names: Vec<String> = Vec::new();
    for segment in segments {
        match segment::parameter(segment) {
            Ok(Some(name)) if names.iter().any(|known| known == name) => {
                wrong.push(format!(
                    "`{{{name}}}` stands in the path twice: rename one of them"
                ));
            }
            Ok(Some(name)) => names.push(name.to_owned()),
            Ok(None) => wrong.extend(segment::literal(segment).err()),
            Err(message) => wrong.push(message),
        }
    }
    if wrong.is_empty() {
        Ok(names)
    } else {
        Err(wrong)
    }
}

/// What the runtime serves at the path.
fn owner(path: &str) -> Option<&'static str> {
    match path {
        "/" | "/jobs" | "/openapi.json" => Some("all of the jobs"),
        "/runs" => Some("the runs"),
        "/sse-progress.js" | "/sse-progress.d.ts" => Some("the scripts of the page"),
        _ if path.starts_with("/runs/") => Some("the runs"),
        _ if path.starts_with("/sse-progress/") => Some("the files of the page"),
        _ => None,
    }
}

/// Whether every brace that is opened is closed, before the next one opens.
fn braces(path: &str) -> Result<(), String> {
    let mut open = false;
    for c in path.chars() {
        match (c, open) {
            ('{', true) => {
                return Err(
                    "a brace opens inside of a brace: write one name, as in `{to}`".to_owned(),
                );
            }
            ('}', false) => {
                return Err("a brace closes that was never opened: write `{to}`".to_owned());
            }
            ('{', false) => open = true,
            ('}', true) => open = false,
            _ => {}
        }
    }
    if open {
        return Err("a brace is never closed: write `{to}`".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_named_in_order() {
        assert_eq!(parameters("/count"), Ok(vec![]));
        assert_eq!(
            parameters("/resize/{width}/by/{height_2}"),
            Ok(vec!["width".to_owned(), "height_2".to_owned()])
        );
        assert_eq!(parameters("/v1.2/a-b_c~d"), Ok(vec![]));
    }

    #[test]
    fn what_cannot_be_served_is_refused() {
        for path in [
            "",
            "/",
            "count",
            "/count/",
            "/a//b",
            "//a",
            "//",
            "/a?b",
            "/a#b",
            "/a b",
            "/a%20b",
            "/größe",
            "/a\nb",
            "/a\\b",
            "/.",
            "/a/../b",
            "/{",
            "/}",
            "/{a",
            "/{{a}}",
            "/{a}}",
            "/a-{x}",
            "/{x}{y}",
            "/{*rest}",
            "/{x..}",
            "/{x...}",
            "/{1}",
            "/{_}",
            "/{}",
            "/{a-b}",
            "/{a:u8}",
            "/{größe}",
            "/{a}/{a}",
            "/:a",
            "/<a>",
            "/jobs",
            "/openapi.json",
            "jobs/",
            "/runs",
            "/runs/a",
            "/runs/{run}",
            "/sse-progress.js",
            "/sse-progress.d.ts",
            "/sse-progress/a",
        ] {
            assert!(parameters(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn what_only_looks_like_ours_is_served() {
        for path in ["/jobs/a", "/running", "/sse-progress", "/a/jobs"] {
            assert!(parameters(path).is_ok(), "{path:?}");
        }
    }

    #[test]
    fn every_error_is_reported() {
        assert_eq!(parameters("a b/{x y}//{c}/{c}/").unwrap_err().len(), 6);
    }

    #[test]
    fn messages_say_what_to_write() {
        let told = |path: &str| parameters(path).unwrap_err().join("\n");
        assert!(told("/thumb-{id}.{ext}").contains("write `thumb/{id}/{ext}`"));
        assert!(told("count/{to}").contains("write `\"/count/{to}\"`"));
        assert!(told("/a//b/").contains("write `\"/a/b\"`"));
        assert!(told("/{*rest}").contains("write `{rest}`"));
    }
}
