//! The pages: HTML with something to read in it before the script is there, which then takes its place.
//!
//! ```text
//! content      what stands in the page: the list of jobs, or a job, and the same as data for the script
//! doc_comment  what the doc comment of a job says
//! html         texts as HTML
//! template     a text with places to fill
//! words        the words of it, in the language that the browser asks for
//! ```

mod content;
mod doc_comment;
mod html;
mod template;
mod words;

use http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderMap, REFERRER_POLICY, VARY};
#[cfg(all(feature = "warp", feature = "server"))]
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{Method, StatusCode};

use super::assets::{cached, script};
use super::request::Request;
use super::response_body::{Response, set_headers};
use super::site::Site;
use crate::runs::JobAt;
use content::Content;
use html::escape;
use template::fill;
use words::Words;

const PAGE: &str = include_str!("../../../assets/page/page.html");

/// All style sheets of the pages. It stands in the page: one request less, and nothing is drawn without it.
const STYLE: &str = include_str!("../../../assets/sse-progress/page.css");

/// The page where it is not known what our addresses are mounted under.
#[cfg(all(feature = "warp", feature = "server"))]
const NOTHING: &str = include_str!("../../../assets/page/nothing.html");

/// Nothing but our own script and style sheet, which the page has in it, and the one small script beside it, which no
/// text of a job can get around. What the page has as data for the script is none.
const POLICY: &str = concat!(
    "default-src 'none'; \
     script-src 'self' 'sha256-UzR5V6SlXlrmtOpNUuKJnMNjNlwEaDffv6C4AvoO3Zk='; style-src 'sha256-",
    include_str!("../../../assets/sse-progress/page.css.sha256"),
    "'; connect-src 'self'; img-src 'self' data:; worker-src 'self'; base-uri 'self'; \
     form-action 'none'; frame-ancestors 'none'"
);

/// Which page it is, as far as there is something to say before the script is there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown<'a> {
    /// The list of the jobs.
    List,
    Job(&'a JobAt),
    /// A run, of which only those hear who may, or an address that is nobody's.
    Other,
}

/// A page. Without a `site` it has nothing of the jobs in it.
///
/// Where a hook decides who may list the jobs, the page has nothing of them, either: it is for everybody.
pub(super) fn page(site: Option<&Site>, request: &Request, shown: Shown<'_>) -> Response {
    let words = words_for(&request.headers);
    let content = site
        .filter(|site| site.authorize.is_none())
        .map_or_else(Content::default, |site| Content::of(site, shown, words));
    let html = fill(
        PAGE,
        &[
            ("lang", words.lang),
            ("dir", words.dir),
            ("base", &base(request)),
            ("title", &escape(content.title.unwrap_or(words.jobs))),
            ("style", STYLE),
            ("script", &script()),
            ("content", &content.html),
            ("given", &content.given),
            ("no_script", words.no_script),
            ("loading", words.loading),
        ],
    );
    let mut response = cached(request, html.into(), "text/html; charset=utf-8");
    set_headers(
        &mut response,
        &[
            (CONTENT_SECURITY_POLICY, POLICY),
            (REFERRER_POLICY, "no-referrer"),
            // Other clients get something else at the same address, and other people other words.
            (VARY, "accept, accept-language"),
        ],
    );
    response
}

/// The page for an address that is nobody's, to a browser that shows what it gets; its script finds out what may
/// have been meant.
pub(super) fn nobody(request: &Request) -> Response {
    let mut response = page(None, request, Shown::Other);
    // Unless the browser has it already.
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    if request.method == Method::HEAD {
        *response.body_mut() = bytes::Bytes::new().into();
    }
    response
}

/// The page for an address that is nobody's, where it is not known what our addresses are mounted under.
#[cfg(all(feature = "warp", feature = "server"))]
pub(super) fn nothing_here(words: &Words) -> Response {
    let html = fill(
        NOTHING,
        &[
            ("lang", words.lang),
            ("dir", words.dir),
            ("nothing", words.nothing),
            ("typo", words.typo),
        ],
    );
    let mut response = Response::new(html.into());
    *response.status_mut() = StatusCode::NOT_FOUND;
    set_headers(
        &mut response,
        &[
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (CONTENT_SECURITY_POLICY, "default-src 'none'"),
            (VARY, "accept, accept-language"),
        ],
    );
    response
}

/// The words in the language that the client asks for.
pub(super) fn words_for(headers: &HeaderMap) -> &'static Words {
    let asked = headers.get(ACCEPT_LANGUAGE);
    Words::choose(
        asked
            .and_then(|asked| asked.to_str().ok())
            .unwrap_or_default(),
    )
}

/// Our root, relative to the address of the page. At the root itself it is `.`, by which the page
/// knows that its own address has to end with a slash: a framework that mounts us at `/tasks` may
/// show us `/tasks` and `/tasks/` as one.
fn base(request: &Request) -> String {
    match request.path.as_str() {
        "" => ".".to_owned(),
        _ => request.link(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use sha2::Digest as _;

    fn hash(text: &str) -> String {
        let digest = sha2::Sha256::digest(text);
        base64::engine::general_purpose::STANDARD.encode(digest)
    }

    /// The policy names the one script and the style sheet that stand in the page.
    #[test]
    fn the_policy_lets_the_page_complete_its_address_and_be_styled() {
        let script = PAGE.split("<script>").nth(1).unwrap();
        let script = hash(script.split("</script>").next().unwrap());
        assert!(
            POLICY.contains(&format!("script-src 'self' 'sha256-{script}'")),
            "{script}"
        );
        let style = hash(STYLE);
        assert!(
            POLICY.contains(&format!("style-src 'sha256-{style}'")),
            "{style}"
        );
        // What would end the element, or the policy.
        assert!(!STYLE.contains("</") && !STYLE.contains("{{"));
        assert!(PAGE.contains("<style>{{style}}</style>"));
    }
}
