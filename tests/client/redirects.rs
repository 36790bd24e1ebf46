//! Redirects are followed, and what was meant for one server stays there.

use sse_progress::client::{Client, MAX_REDIRECTS, Request};

use super::script::{Asked, Script, events, redirect};
use super::story::{builder, client, done, next, only_error, progress, story};

/// A client that everything is known of that must not leak.
fn trusting() -> Client {
    let builder = builder().bearer_token("sesame").header("Cookie", "a=b");
    builder.header("X-Tenant", "acme").build().unwrap()
}

/// Which of the caller's headers a request has.
fn trusted(asked: &Asked) -> Vec<&'static str> {
    let names = ["authorization", "cookie", "x-tenant", "x-once"];
    names
        .into_iter()
        .filter(|name| asked.header(name).is_some())
        .collect()
}

#[tokio::test]
async fn every_kind_is_followed_in_its_way() {
    for (status, after_post) in [
        (301, "GET"),
        (302, "GET"),
        (303, "GET"),
        (307, "POST"),
        (308, "POST"),
    ] {
        for method in ["GET", "POST"] {
            let mut server = Script::play([redirect(status, "../b?x=1"), events(done("1"))]).await;
            let request = match method {
                "GET" => Request::get(server.url("/a/a")),
                _ => Request::post(server.url("/a/a")).json(&3),
            };
            let mut watch = client().watch(request);
            assert_eq!(next(&mut watch).await, "done 1.done succeeded");
            let first = server.asked().await;
            assert_eq!(first.line, format!("{method} /a/a"));
            let second = server.asked().await;
            let after = if method == "POST" { after_post } else { "GET" };
            assert_eq!(second.line, format!("{after} /b?x=1"), "{status}");
            let body = if after == "POST" { "3" } else { "" };
            assert_eq!(second.body, body);
            assert_eq!(second.header("content-type").is_some(), after == "POST");
            // It is still one intention.
            let key = first.header("idempotency-key");
            assert!(key.is_some() && key == second.header("idempotency-key"));
            assert_eq!(second.header("accept"), Some("text/event-stream"));
        }
    }
}

#[tokio::test]
async fn the_same_origin_gets_the_headers() {
    let mut server = Script::play([redirect(307, "/b"), events(done("1"))]).await;
    next(&mut trusting().watch(server.url("/a"))).await;
    for _ in 0..2 {
        let asked = server.asked().await;
        assert_eq!(trusted(&asked), ["authorization", "cookie", "x-tenant"]);
        assert_eq!(asked.header("authorization"), Some("Bearer sesame"));
    }
}

#[tokio::test]
async fn another_origin_gets_none_of_them() {
    for status in [301, 302, 303, 307, 308] {
        let mut other = Script::play([events(done("1"))]).await;
        let mut server = Script::play([redirect(status, &other.url("/b"))]).await;
        // Basic authentication is a header, too.
        let url = server.url("/a").replace("http://", "http://ali:sesame@");
        let mut watch = trusting().watch(Request::get(url).header("X-Once", "1"));
        assert_eq!(next(&mut watch).await, "done 1.done succeeded");
        assert_eq!(trusted(&server.asked().await).len(), 4);
        let asked = other.asked().await;
        assert_eq!(trusted(&asked), [""; 0]);
        assert!(asked.header("referer").is_none());
    }
}

/// What has once left its origin may come back as anything.
#[tokio::test]
async fn they_do_not_come_back_with_a_redirect_that_does() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let home = format!("http://{}/c", listener.local_addr().unwrap());
    let other = Script::play([redirect(307, &home)]).await;
    let mut server = Script::play_on(
        listener,
        [redirect(307, &other.url("/b")), events(done("1"))],
    );
    next(&mut trusting().watch(server.url("/a"))).await;
    assert_eq!(trusted(&server.asked().await).len(), 3);
    assert_eq!(trusted(&server.asked().await), [""; 0]);
}

#[tokio::test]
async fn a_reconnect_begins_at_the_first_address_again() {
    let mut other = Script::play([events(progress("0")), events(done("1"))]).await;
    let to = redirect(302, &other.url("/b"));
    let mut server = Script::play([to.clone(), to]).await;
    let mut watch = trusting().watch(server.url("/a"));
    assert_eq!(
        story(&mut watch).await.last().unwrap(),
        "done 1.done succeeded"
    );
    server.asked().await;
    let again = server.asked().await;
    assert_eq!(trusted(&again).len(), 3);
    assert!(again.header("last-event-id").is_some());
    other.asked().await;
    let again = other.asked().await;
    assert_eq!(trusted(&again), [""; 0]);
    assert!(again.header("last-event-id").is_some());
}

#[tokio::test]
async fn a_refusal_says_that_headers_were_withheld() {
    let other = Script::play([super::script::answer(401, &[], "")]).await;
    let server = Script::play([redirect(302, &other.url("/b"))]).await;
    let error = only_error(&mut trusting().watch(server.url("/a"))).await;
    assert!(error.is_unauthorized());
    assert!(
        error.to_string().contains("your headers are not sent"),
        "{error}"
    );
}

#[tokio::test]
async fn they_end_some_time() {
    let acts = (0..=MAX_REDIRECTS).map(|_| redirect(302, "/a"));
    let mut server = Script::play(acts.chain([events(done("1"))])).await;
    let error = only_error(&mut client().watch(server.url("/a"))).await;
    assert!(
        error.to_string().starts_with("more than 10 redirects"),
        "{error}"
    );
    assert_eq!(server.rest().len(), 1 + MAX_REDIRECTS);
}

#[tokio::test]
async fn as_many_as_are_allowed_are_followed() {
    let acts = (0..MAX_REDIRECTS).map(|_| redirect(302, "/a"));
    let server = Script::play(acts.chain([events(done("1"))])).await;
    assert_eq!(
        next(&mut client().watch(server.url("/a"))).await,
        "done 1.done succeeded"
    );
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_final() {
    for to in ["file:///etc/passwd", "javascript:alert(1)", "http://["] {
        let server = Script::play([redirect(302, to)]).await;
        let error = only_error(&mut client().watch(server.url("/a"))).await;
        assert!(error.to_string().contains("redirects to"), "{error}");
    }
    let server = Script::play([super::script::answer(302, &[], "")]).await;
    let error = only_error(&mut client().watch(server.url("/a"))).await;
    assert_eq!(error.status(), Some(302));
}
