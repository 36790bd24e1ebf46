//! Where a redirect leads to, and what of the request goes there (Fetch, "HTTP-redirect fetch").

use reqwest::header::HeaderValue;
use reqwest::{Method, StatusCode, Url};

use super::address::without_credentials;
use super::error::Error;
use super::shown;

/// The next request of a chain.
#[derive(Debug)]
pub(super) struct Hop {
    pub(super) url: Url,
    pub(super) method: Method,
    /// Whether it is another server than before, which is not to get what the last one was
    /// trusted with.
    pub(super) leaves_origin: bool,
}

/// Reads a redirect. `None` for any other answer, and for one that does not say where to.
///
/// # Errors
///
/// When it leads to where nobody should follow.
pub(super) fn hop(
    status: StatusCode,
    location: Option<&HeaderValue>,
    from: &Url,
    method: &Method,
) -> Result<Option<Hop>, Error> {
    let method = match status {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND if *method == Method::POST => Method::GET,
        StatusCode::SEE_OTHER => Method::GET,
        StatusCode::MOVED_PERMANENTLY
        | StatusCode::FOUND
        | StatusCode::TEMPORARY_REDIRECT
        | StatusCode::PERMANENT_REDIRECT => method.clone(),
        _ => return Ok(None),
    };
    let Some(location) = location else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(location.as_bytes());
    let refuse = |why| {
        let from = shown::address(from);
        let to = shown::first_line(&text);
        Error::redirect(format!("{from} redirects to {to:?}, {why}"))
    };
    let url = from
        .join(&text)
        .map_err(|error| refuse("which is not an address").because_of(error))?;
    match (from.scheme(), url.scheme()) {
        (_, "https") | ("http", "http") => {}
        ("https", "http") => return Err(refuse("which is not followed because it gives up TLS")),
        _ => return Err(refuse("which is not an address of HTTP")),
    }
    let url = without_credentials(url).ok_or_else(|| refuse("which is not an address of HTTP"))?;
    Ok(Some(Hop {
        leaves_origin: url.origin() != from.origin(),
        url,
        method,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(
        status: u16,
        location: &str,
        from: &str,
        method: Method,
    ) -> Result<Option<Hop>, Error> {
        hop(
            StatusCode::from_u16(status).unwrap(),
            Some(&HeaderValue::from_str(location).unwrap()),
            &Url::parse(from).unwrap(),
            &method,
        )
    }

    #[test]
    fn each_status_treats_the_method_in_its_way() {
        for (status, after_get, after_post, after_delete) in [
            (301, "GET", "GET", "DELETE"),
            (302, "GET", "GET", "DELETE"),
            (303, "GET", "GET", "GET"),
            (307, "GET", "POST", "DELETE"),
            (308, "GET", "POST", "DELETE"),
        ] {
            for (method, after) in [
                (Method::GET, after_get),
                (Method::POST, after_post),
                (Method::DELETE, after_delete),
            ] {
                let hop = follow(status, "/b", "http://a/", method).unwrap().unwrap();
                assert_eq!(hop.method, after, "{status}");
                assert_eq!(hop.url.as_str(), "http://a/b");
                assert!(!hop.leaves_origin);
            }
        }
    }

    #[test]
    fn what_is_no_redirect_is_left_alone() {
        for status in [200, 204, 300, 304, 305, 306, 404] {
            assert!(
                follow(status, "/b", "http://a/", Method::GET)
                    .unwrap()
                    .is_none()
            );
        }
        let url = Url::parse("http://a/").unwrap();
        assert!(
            hop(StatusCode::FOUND, None, &url, &Method::GET)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn another_scheme_host_or_port_is_another_origin() {
        for (to, leaves) in [
            ("next", false),
            ("http://a:80/", false),
            ("http://A/", false),
            ("//b/", true),
            ("http://b.a/", true),
            ("http://a:81/", true),
            ("https://a/", true),
        ] {
            let hop = follow(307, to, "http://a/x", Method::GET).unwrap().unwrap();
            assert_eq!(hop.leaves_origin, leaves, "{to}");
        }
    }

    #[test]
    fn credentials_of_a_location_are_dropped() {
        let hop = follow(307, "http://x:y@b/", "http://a/", Method::GET);
        assert_eq!(hop.unwrap().unwrap().url.as_str(), "http://b/");
    }

    #[test]
    fn some_redirects_are_not_followed() {
        for (to, why) in [
            ("http://a/", "gives up TLS"),
            ("file:///etc/passwd", "not an address of HTTP"),
            ("javascript:alert(1)", "not an address of HTTP"),
            ("https://[", "not an address"),
        ] {
            let error = follow(302, to, "https://a/", Method::GET).unwrap_err();
            assert!(error.to_string().contains(why), "{error}");
        }
    }
}
