//! The module and the script of the pages, which are part of the program.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use bytes::Bytes;
use http::StatusCode;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue,
    IF_NONE_MATCH, VARY, X_CONTENT_TYPE_OPTIONS,
};

use super::accept::takes_gzip;
use super::request::Request;
use super::response_body::{Response, empty, set_headers};

/// Every file that a page, ours or anybody's, loads. A new one takes a line here.
///
/// Both scripts are bundles of the sources in `assets/module/` and `assets/page/`, made by `assets/bundle.mjs` and
/// checked in, compressed as well. The second has all of the first in it, so that a page of ours needs one request.
const ASSETS: &[Asset] = &[
    Asset {
        path: "sse-progress.js",
        kind: JAVASCRIPT,
        text: include_str!("../../assets/sse-progress.js"),
        gzip: Some(include_bytes!(
            "../../assets/sse-progress/sse-progress.js.gz"
        )),
    },
    SCRIPT,
    Asset {
        path: "sse-progress.d.ts",
        kind: TYPESCRIPT,
        text: include_str!("../../assets/sse-progress.d.ts"),
        gzip: None,
    },
];

/// The script of our pages.
const SCRIPT: Asset = Asset {
    path: "sse-progress/page.js",
    kind: JAVASCRIPT,
    text: include_str!("../../assets/sse-progress/page.js"),
    gzip: Some(include_bytes!("../../assets/sse-progress/page.js.gz")),
};

/// The query by which our pages ask for the script. It names the content, so what is there for it never changes.
static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("v={:016x}", digest(SCRIPT.text.as_bytes())));

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const TYPESCRIPT: &str = "application/typescript; charset=utf-8";

/// A file that the program has in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asset {
    /// Below our addresses, without the slash before it.
    path: &'static str,
    kind: &'static str,
    text: &'static str,
    /// The same, compressed.
    gzip: Option<&'static [u8]>,
}

impl Asset {
    /// The asset at a path without the slash before it.
    pub(super) fn at(path: &str) -> Option<&'static Self> {
        ASSETS.iter().find(|asset| asset.path == path)
    }

    /// The file, or that the client has it already.
    ///
    /// A page of an older program asks for the script of that one, and gets ours instead: it may not keep that under
    /// the name of the other.
    pub(super) fn reply(&self, request: &Request) -> Response {
        let header = request.header(ACCEPT_ENCODING);
        let gzip = self.gzip.filter(|_| takes_gzip(header.as_deref()));
        let content = gzip.unwrap_or(self.text.as_bytes());
        let mut response = cached(request, Bytes::from_static(content), self.kind);
        if self.gzip.is_some() {
            set_headers(&mut response, &[(VARY, "accept-encoding")]);
        }
        if gzip.is_some() {
            set_headers(&mut response, &[(CONTENT_ENCODING, "gzip")]);
        }
        if self.path == SCRIPT.path && request.query == *VERSION {
            set_headers(
                &mut response,
                &[(CACHE_CONTROL, "max-age=31536000, immutable")],
            );
        }
        response
    }
}

/// Where our pages have their script, relative to our root.
pub(super) fn script() -> String {
    format!("{}?{}", SCRIPT.path, *VERSION)
}

/// A text that is sent unless the client has it: it asks each time, so that a new version of the
/// program is never mixed with files of an old one.
pub(super) fn cached(request: &Request, text: Bytes, kind: &'static str) -> Response {
    let tag = tag(&text);
    // A proxy that compresses makes our tag a weak one, which is as good here.
    let known = request.header(IF_NONE_MATCH).is_some_and(|tags| {
        tags.split(',').any(|known| {
            let known = known.trim();
            known.strip_prefix("W/").unwrap_or(known) == tag
        })
    });
    let mut response = if known {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        Response::new(text.into())
    };
    set_headers(
        &mut response,
        &[
            (CONTENT_TYPE, kind),
            (CACHE_CONTROL, "no-cache"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// Names a content, as an `ETag`.
fn tag(text: &[u8]) -> String {
    format!("\"{:016x}\"", digest(text))
}

/// It need not be secret, just another for another content.
fn digest(text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_has_an_address_and_a_tag_of_its_own() {
        for (index, asset) in ASSETS.iter().enumerate() {
            assert_eq!(Asset::at(asset.path), Some(asset), "{}", asset.path);
            for other in &ASSETS[index + 1..] {
                assert_ne!(
                    tag(asset.text.as_bytes()),
                    tag(other.text.as_bytes()),
                    "{}",
                    other.path
                );
            }
        }
        assert_eq!(Asset::at("sse-progress/"), None);
    }

    /// What one file leaves open would swallow the next.
    #[test]
    fn every_text_ends_with_its_line() {
        for asset in ASSETS {
            assert!(asset.text.ends_with('\n'), "{}", asset.path);
        }
    }
}
