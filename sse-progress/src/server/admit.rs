//! Requests that no service gets to see.

use http::uri::Uri;
use http::{Method, Request, Response, StatusCode, Version, header};

use crate::http::{Problem, ResponseBody};

/// The answer to a request that is wrong for whatever address it is meant, `None` for any other.
pub(super) fn refuse<B>(request: &Request<B>) -> Option<Response<ResponseBody>> {
    let problem = if request.method() == Method::CONNECT {
        bad_request("this server is no proxy: `CONNECT` leads nowhere")
    } else if !has_path(request.uri()) {
        // A `warp` filter panics at a URI without a path.
        bad_request("the request has no path")
    } else if request.version() == Version::HTTP_11 && hosts(request) != 1 {
        // RFC 9112, section 3.2.
        bad_request("a request of HTTP/1.1 has one `Host` header")
    } else {
        return None;
    };
    Some(problem.into_response())
}

fn bad_request(detail: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST).detail(detail)
}

/// `OPTIONS *` has one, too.
fn has_path(uri: &Uri) -> bool {
    uri.path().starts_with('/') || uri.path() == "*"
}

fn hosts<B>(request: &Request<B>) -> usize {
    request.headers().get_all(header::HOST).iter().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(method: &str, uri: &str, hosts: &[&str]) -> bool {
        let mut request = Request::builder().method(method).uri(uri);
        for host in hosts {
            request = request.header("host", *host);
        }
        let refusal = refuse(&request.body(()).unwrap());
        refusal.is_some_and(|refusal| refusal.status() == StatusCode::BAD_REQUEST)
    }

    #[test]
    fn what_has_no_path_or_not_one_host_is_refused() {
        assert!(!refused("GET", "/", &["a"]));
        assert!(!refused("OPTIONS", "*", &["a"]));
        assert!(!refused("GET", "http://a/b", &["a"]));
        // Both made `warp` panic, which was an empty reply.
        assert!(refused("CONNECT", "x:80", &["x"]));
        assert!(refused("GET", "x:80", &["x"]));
        assert!(refused("GET", "/", &[]));
        assert!(refused("GET", "/", &["a", "b"]));
    }
}
