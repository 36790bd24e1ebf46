//! Addresses as people write them.

use reqwest::Url;
use sse_progress::mirror::harmless;
use sse_progress::protocol::RunId;

use crate::failure::Failure;

/// Reads an address. Without a scheme it is `http`, as for curl.
pub(crate) fn parse(text: &str) -> Result<Url, Failure> {
    // Only the text before the first of these can be a scheme: a query may contain another URL.
    let before = text.split(['/', '?', '#']).next().unwrap_or_default();
    let whole = match before.ends_with(':') && text[before.len()..].starts_with("//") {
        true => text.to_owned(),
        false => format!("http://{text}"),
    };
    let wrong = |why: String| {
        // What stands before the `@` may be a password, which must not be printed.
        let shown = text.rsplit_once('@').map_or(text, |(_, host)| host);
        Failure::new(format!("`{shown}` is not a URL: {why}"))
            .hint("write it as http://localhost:3030/count")
    };
    let mut url = Url::parse(&whole).map_err(|error| wrong(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong(format!(
            "`{}` is neither http nor https",
            url.scheme()
        )));
    }
    url.set_fragment(None);
    Ok(url)
}

/// The decoded segments of its path, without empty ones.
pub(crate) fn segments(url: &Url) -> Vec<String> {
    let segments = url.path().split('/');
    let decoded = segments.map(|segment| {
        let decoded = percent_encoding::percent_decode_str(segment);
        decoded.decode_utf8_lossy().into_owned()
    });
    decoded.filter(|segment| !segment.is_empty()).collect()
}

/// Makes sure that it is the address of a run.
///
/// # Errors
///
/// When it is not.
pub(crate) fn of_run(url: &Url) -> Result<(), Failure> {
    match segments(url).as_slice() {
        [.., runs, id] if runs == "runs" && id.parse::<RunId>().is_ok() => Ok(()),
        _ => Err(Failure::new(format!(
            "{} is not the address of a run, which ends in /runs/ and the run's id",
            shown(url)
        ))),
    }
}

/// The address cut before each slash of its path: the beginning as an address, and the rest, which begins
/// with that slash. The shortest beginning comes first, and none has an empty segment.
pub(crate) fn splits(url: &Url) -> impl Iterator<Item = (Url, String)> {
    let path = url.path();
    let cuts = path
        .match_indices('/')
        .map(|(index, _)| path.split_at(index));
    let cuts = cuts.take_while(|(before, _)| !before.ends_with('/') && !before.contains("//"));
    cuts.map(|(before, rest)| (with_path(url, before), rest.to_owned()))
}

/// The address of something below `base`: `path` is percent-encoded and begins with a slash.
pub(crate) fn below(base: &Url, path: &str) -> Url {
    let before = base.path().trim_end_matches('/').to_owned();
    with_path(base, &(before + path))
}

/// The address of the server alone, without a path or a query.
pub(crate) fn server(url: &Url) -> Url {
    with_path(url, "")
}

fn with_path(url: &Url, path: &str) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url.set_path(path);
    url
}

/// The address with the name and the password of `asked`, if that is of the same server.
pub(crate) fn with_credentials(mut address: Url, asked: &Url) -> Url {
    if address.origin() == asked.origin() {
        // This fails for a URL without a host only, and one of HTTP has a host.
        let _ = address.set_username(asked.username());
        let _ = address.set_password(asked.password());
    }
    address
}

/// An address as it can be shown and typed: without a password, and with its braces.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // This fails for a URL without a host only, and one of HTTP has a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let text = url.as_str().trim_end_matches('/');
    let text = text.replace("%7B", "{").replace("%7D", "}");
    harmless(&text).into_owned()
}

/// Labels for several runs: their addresses, without the server if all are on the same one, and with a
/// number if two are equal. The label of a single run is empty.
pub(crate) fn labels(urls: &[Url]) -> Vec<String> {
    let [first, _, ..] = urls else {
        return vec![String::new(); urls.len()];
    };
    let one_server = urls.iter().all(|url| url.origin() == first.origin());
    let mut labels: Vec<String> = Vec::with_capacity(urls.len());
    for url in urls {
        let shown = shown(url);
        let whole = shown.split_once("://").map_or(&*shown, |(_, rest)| rest);
        let label = match whole.split_once('/') {
            Some((_, path)) if one_server => path,
            _ => whole,
        };
        let numbered = (2..).map(|number| format!("{label} #{number}"));
        let mut candidates = std::iter::once(label.to_owned()).chain(numbered);
        labels.extend(candidates.find(|candidate| !labels.contains(candidate)));
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_may_be_left_out() {
        for (text, url) in [
            ("localhost:3030/count/1", "http://localhost:3030/count/1"),
            ("localhost", "http://localhost/"),
            ("https://a.example/x?y=1#z", "https://a.example/x?y=1"),
            ("[::1]:80/x", "http://[::1]/x"),
            ("a:1/x?y=https://b/", "http://a:1/x?y=https://b/"),
        ] {
            assert_eq!(parse(text).unwrap().as_str(), url);
        }
        for text in ["", "ftp://a/b", "http://", "a b:1", "http://u:secret@a:b/"] {
            let failure = parse(text).unwrap_err().to_string();
            assert!(failure.contains("is not a URL"), "{failure}");
            assert!(!failure.contains("secret"), "{failure}");
        }
    }

    #[test]
    fn paths_come_apart_and_together() {
        let url = parse("a/tasks/res%69ze/a%2Fb/?q=1").unwrap();
        assert_eq!(segments(&url), ["tasks", "resize", "a/b"]);
        let below = below(&parse("a/tasks/?q=1").unwrap(), "/a%2Fb%20c/%25");
        assert_eq!(below.as_str(), "http://a/tasks/a%2Fb%20c/%25");
        assert_eq!(segments(&parse("a").unwrap()), [""; 0]);
        assert_eq!(server(&url).as_str(), "http://a/");
        let splits = |text| -> Vec<String> {
            let url = parse(text).unwrap();
            let splits = splits(&url);
            splits
                .map(|(base, rest)| format!("{} {rest}", base.path()))
                .collect()
        };
        assert_eq!(splits("a/b%2F/c"), ["/ /b%2F/c", "/b%2F /c"]);
        assert_eq!(splits("a"), ["/ /"]);
        assert_eq!(splits("a/b/"), ["/ /b/", "/b /"]);
        assert_eq!(splits("a//b/c"), ["/ //b/c"]);
    }

    #[test]
    fn what_is_shown_can_be_typed_and_has_no_password() {
        for (text, expected) in [
            ("u:secret@a/resize/{count}", "http://a/resize/{count}"),
            ("a", "http://a"),
            ("a/x?y=%1B", "http://a/x?y=%1B"),
        ] {
            assert_eq!(shown(&parse(text).unwrap()), expected);
        }
    }

    #[test]
    fn several_are_called_by_what_tells_them_apart() {
        let called = |texts: &[&str]| {
            let urls: Vec<_> = texts.iter().map(|text| parse(text).unwrap()).collect();
            labels(&urls)
        };
        assert_eq!(called(&["a:1/count/1"]), [""]);
        assert_eq!(
            called(&["a:1/count/1", "u:p@a:1/x?y=1"]),
            ["count/1", "x?y=1"]
        );
        assert_eq!(called(&["a/x", "a/x", "a/x"]), ["x", "x #2", "x #3"]);
        assert_eq!(called(&["a/x", "b/x", "a"]), ["a/x", "b/x", "a"]);
    }
}
