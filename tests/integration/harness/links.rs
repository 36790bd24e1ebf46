//! What a client makes of a relative link (RFC 3986, section 5.2).

/// The path that `link` leads to in the answer to a request for the path `asked`.
pub(crate) fn resolve(asked: &str, link: &str) -> String {
    if link.starts_with('/') {
        return link.to_owned();
    }
    let asked = asked.split('?').next().unwrap_or_default();
    let mut segments: Vec<&str> = asked.split('/').collect();
    segments.pop();
    let mut rest = link.split('/').peekable();
    while let Some(segment) = rest.next() {
        match segment {
            "." | ".." => {
                if segment == ".." {
                    segments.pop();
                }
                if rest.peek().is_none() {
                    segments.push("");
                }
            }
            _ => segments.push(segment),
        }
    }
    segments.join("/")
}

#[test]
fn links_are_resolved_as_a_browser_does() {
    for (asked, link, target) in [
        ("/count/3", "../runs/x", "/runs/x"),
        (
            "/tasks/count/3?a=/b",
            "../runs/x/cancel",
            "/tasks/runs/x/cancel",
        ),
        ("/count", "./runs/x", "/runs/x"),
        ("/tasks/", "./", "/tasks/"),
        ("/tasks/", ".", "/tasks/"),
        ("/a/b/c", "..", "/a/"),
        ("/a/b", "/c", "/c"),
    ] {
        assert_eq!(resolve(asked, link), target);
    }
}
