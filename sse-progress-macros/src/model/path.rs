//! The path of a job.

use syn::LitStr;

use crate::mistakes::Mistakes;

/// A path that can be served.
pub(super) struct Path {
    pub(super) text: String,
    /// The literal, to blame.
    pub(super) literal: LitStr,
    /// The names between braces, in order.
    pub(super) parameters: Vec<String>,
}

impl Path {
    pub(super) fn new(literal: &LitStr, mistakes: &mut Mistakes) -> Option<Self> {
        let text = literal.value();
        match parameters(&text) {
            Ok(parameters) => Some(Self {
                text,
                literal: literal.clone(),
                parameters,
            }),
            Err(messages) => {
                for message in messages {
                    mistakes.add(literal, message);
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
    if let Some(owner) = owner(path) {
        return Err(vec![format!(
            "`{path}` is where {owner} are: choose another path"
        )]);
    }
    if !path.starts_with('/') {
        wrong.push(format!("a path starts with a slash: write `\"/{path}\"`"));
    }
    let inner = path.strip_prefix('/').unwrap_or(path);
    let trimmed = inner.strip_suffix('/').unwrap_or(inner);
    if trimmed.len() < inner.len() && !trimmed.is_empty() {
        wrong.push(format!(
            "a path has no slash at its end: write `\"/{trimmed}\"`"
        ));
    }
    if trimmed.split('/').any(str::is_empty) {
        wrong.push(format!(
            "a path has no `//`: write `\"/{}\"`",
            trimmed
                .split('/')
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("/")
        ));
    }
    if let Err(message) = braces(trimmed) {
        wrong.push(message);
        return Err(wrong);
    }
    let mut names: Vec<String> = Vec::new();
    for segment in trimmed.split('/').filter(|segment| !segment.is_empty()) {
        match parameter(segment) {
            Ok(Some(name)) if names.iter().any(|known| known == name) => {
                wrong.push(format!(
                    "`{{{name}}}` stands in the path twice: rename one of them"
                ));
            }
            Ok(Some(name)) => names.push(name.to_owned()),
            Ok(None) => wrong.extend(literal_segment(segment).err()),
            Err(message) => wrong.push(message),
        }
    }
    if wrong.is_empty() {
        Ok(names)
    } else {
        Err(wrong)
    }
}

/// What of ours has the path already.
fn owner(path: &str) -> Option<&'static str> {
    match path {
        "/" | "/jobs" => Some("all of the jobs"),
        "/runs" => Some("the runs"),
        "/sse-progress.js" => Some("the scripts of the page"),
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

/// The name in a segment `{name}`; `None` for a segment without braces.
fn parameter(segment: &str) -> Result<Option<&str>, String> {
    if !segment.contains(['{', '}']) {
        return Ok(None);
    }
    let name = segment
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .filter(|name| !name.contains(['{', '}']));
    let Some(name) = name else {
        return Err(format!(
            "a parameter is a whole segment: instead of `{segment}` write `{}`",
            whole_segments(segment)
        ));
    };
    let plain = name.trim_matches(['*', '.']);
    if plain != name {
        return Err(format!(
            "`{{{name}}}` would take many segments, a parameter takes one: write `{{{}}}`",
            if is_identifier(plain) { plain } else { "rest" }
        ));
    }
    if name.is_empty() {
        return Err(
            "`{}` has no name: write that of an argument of the function, such as `{to}`"
                .to_owned(),
        );
    }
    if let Some((before, _)) = name.split_once(':') {
        if is_identifier(before.trim()) {
            return Err(format!(
                "the type of a parameter is that of its argument: instead of `{{{name}}}` write `{{{}}}`",
                before.trim()
            ));
        }
    }
    if !is_identifier(name) {
        return Err(format!(
            "`{}` is no name of an argument: write ASCII letters, digits and `_`",
            name.escape_debug()
        ));
    }
    Ok(Some(name))
}

/// `a-{x}.{y}` as `a/{x}/{y}`.
fn whole_segments(segment: &str) -> String {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        parts.push(
            before
                .trim_matches(|c: char| !c.is_ascii_alphanumeric())
                .to_owned(),
        );
        parts.push(format!("{{{name}}}"));
        rest = after;
    }
    parts.push(
        rest.trim_matches(|c: char| !c.is_ascii_alphanumeric())
            .to_owned(),
    );
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || (first == '_' && name.len() > 1))
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether the segment can stand in an address as it is.
fn literal_segment(segment: &str) -> Result<(), String> {
    if segment == "." || segment == ".." {
        return Err(format!(
            "clients resolve a segment `{segment}` before they ask: remove it"
        ));
    }
    if let Some(name) = segment.strip_prefix(':').filter(|name| is_identifier(name)) {
        return Err(format!(
            "a parameter has braces: instead of `:{name}` write `{{{name}}}`"
        ));
    }
    // RFC 3986 calls them `pchar`.
    let odd = segment
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !"-._~!$&'()*+,;=:@".contains(*c));
    match odd {
        None => Ok(()),
        Some('?') => Err(
            "a path ends before the `?`: remove the query, the function's arguments are read from it anyway".to_owned(),
        ),
        Some('#') => Err("a server never sees what follows a `#`: remove it".to_owned()),
        Some('%') => Err("a path has no `%`: write plain letters, digits and `-` instead of an encoding".to_owned()),
        Some(odd) if odd.is_whitespace() => Err("a path has no white space: write `-` instead".to_owned()),
        Some(odd) if !odd.is_ascii() => Err(format!("a path is ASCII: write plain letters instead of `{}`", odd.escape_debug())),
        Some(odd) => Err(format!("`{}` cannot stand in a path: remove it", odd.escape_debug())),
    }
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
            "/runs",
            "/runs/a",
            "/runs/{run}",
            "/sse-progress.js",
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
    fn every_mistake_is_told() {
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
