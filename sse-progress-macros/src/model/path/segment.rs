//! Checks what stands between two slashes of a path.

/// The name in a segment `{name}`; `None` for a segment without braces.
pub(super) fn parameter(segment: &str) -> Result<Option<&str>, String> {
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
pub(super) fn literal(segment: &str) -> Result<(), String> {
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
    // The characters that RFC 3986 allows in a segment without encoding, `pchar`.
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
        Some(odd) if odd.is_whitespace() => Err("a path has no whitespace: write `-` instead".to_owned()),
        Some(odd) if !odd.is_ascii() => Err(format!("a path is ASCII: write plain letters instead of `{}`", odd.escape_debug())),
        Some(odd) => Err(format!("`{}` cannot stand in a path: remove it", odd.escape_debug())),
    }
}
