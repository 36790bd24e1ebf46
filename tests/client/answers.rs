//! What each status means to a watch.

use super::script::{Script, answer, events};
use super::story::{client, done, lost, next, only_error, progress};

const PROBLEM: &str = r#"{"type":"about:blank","title":"Bad Request","status":400,
    "detail":"`to` is \"x\"","errors":[{"parameter":"to","in":"path","detail":"`to` is \"x\"","expected":"an integer"}]}"#;

#[tokio::test]
async fn these_are_final() {
    for status in [
        400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 417, 418, 421,
        422, 423, 425, 426, 428, 431, 451, 300, 304,
    ] {
        let mut server = Script::play([answer(status, &[], ""), events(done("1"))]).await;
        let error = only_error(&mut client().watch(server.url("/count/x"))).await;
        assert_eq!(error.status(), Some(status));
        assert!(error.is_refused());
        assert_eq!(error.is_not_found(), [404, 410].contains(&status));
        assert_eq!(error.is_unauthorized(), [401, 403].contains(&status));
        assert_eq!(server.rest().len(), 1);
    }
}

#[tokio::test]
async fn they_are_final_in_the_middle_of_a_run_too() {
    for status in [404, 410, 401] {
        let acts = [
            events(progress("0")),
            answer(status, &[], ""),
            events(done("1")),
        ];
        let server = Script::play(acts).await;
        let mut watch = client().watch(server.url("/count/3"));
        assert_eq!(next(&mut watch).await, "progress 0");
        lost(&mut watch).await;
        assert_eq!(only_error(&mut watch).await.status(), Some(status));
    }
}

#[tokio::test]
async fn these_are_tried_again() {
    for status in [408, 429, 500, 501, 502, 503, 504, 507, 599] {
        let server = Script::play([
            events(progress("0")),
            answer(status, &[], "<h1>wait</h1>"),
            events(done("1")),
        ])
        .await;
        let mut watch = client().watch(server.url("/count/3"));
        assert_eq!(next(&mut watch).await, "progress 0");
        lost(&mut watch).await;
        let (error, _) = lost(&mut watch).await;
        assert_eq!(error.status(), Some(status));
        assert!(error.to_string().ends_with("<h1>wait</h1>"), "{error}");
        assert_eq!(next(&mut watch).await, "done 1.done succeeded");
    }
}

#[tokio::test]
async fn a_problem_can_be_read() {
    let json = [("content-type", "application/problem+json")];
    for status in [400, 405, 409, 413, 415, 422] {
        let server = Script::play([answer(status, &json, PROBLEM)]).await;
        let error = only_error(&mut client().watch(server.url("/count/x"))).await;
        let problem = error.problem().unwrap();
        assert_eq!(problem.detail.as_deref(), Some("`to` is \"x\""));
        assert_eq!(problem.errors[0].parameter.as_deref(), Some("to"));
        assert_eq!(problem.errors[0].expected.as_deref(), Some("an integer"));
        let address = format!("{}/count/x answered {status} ", server.url(""));
        let message = error.to_string();
        assert!(message.starts_with(&address), "{message}");
        assert!(message.ends_with(": `to` is \"x\""), "{message}");
    }
}

#[tokio::test]
async fn what_a_refusal_says_is_harmless_and_bounded() {
    let body = format!("\n\x1b]0;owned\x07 {}\nmore", "x".repeat(1 << 20));
    let server = Script::play([answer(418, &[], &body)]).await;
    let error = only_error(&mut client().watch(server.url("/count/x"))).await;
    let message = error.to_string();
    assert!(message.contains("\\u{1b}]0;owned\\u{7} xxx"), "{message}");
    assert!(message.len() < 500, "{message}");
}

/// The error is worth waiting for no longer than a moment.
#[tokio::test]
async fn a_refusal_that_never_ends_is_one() {
    let head = b"HTTP/1.1 404 Not Found\r\ncontent-length: 9999\r\n\r\nno such";
    let server = Script::play([super::script::Act::Hold(head.to_vec())]).await;
    let error = only_error(&mut client().watch(server.url("/count/x"))).await;
    assert!(error.is_not_found());
    assert!(error.to_string().ends_with("no such"), "{error}");
}

#[tokio::test]
async fn another_type_of_content_is_final_and_shown() {
    let page = "\r\n<!doctype html>\x1b[31m\n<p>more";
    for (headers, said) in [
        (
            &[("content-type", "text/html")][..],
            "with text/html, which",
        ),
        (
            &[("content-type", "text/event-stream2")],
            "with text/event-stream2, which",
        ),
        (&[], "with something without a type, which"),
    ] {
        let mut server = Script::play([answer(200, headers, page), events(done("1"))]).await;
        let error = only_error(&mut client().watch(server.url("/count/3"))).await;
        let message = error.to_string();
        assert!(message.contains(said), "{message}");
        let line = "is not a stream of events: <!doctype html>\\u{1b}[31m";
        assert!(message.ends_with(line), "{message}");
        assert_eq!(error.status(), None);
        assert_eq!(server.rest().len(), 1);
    }
}

#[tokio::test]
async fn another_success_is_no_stream_either() {
    let headers = [("content-type", "text/event-stream")];
    let server = Script::play([answer(202, &headers, &done("1"))]).await;
    let error = only_error(&mut client().watch(server.url("/count/3"))).await;
    assert!(
        error
            .to_string()
            .contains("answered 202 with text/event-stream"),
        "{error}"
    );
}

#[tokio::test]
async fn the_parameters_of_the_type_do_not_matter() {
    let headers = [("content-type", "Text/Event-Stream;charset=UTF-8")];
    let server = Script::play([answer(200, &headers, &done("1"))]).await;
    let mut watch = client().watch(server.url("/count/3"));
    assert_eq!(next(&mut watch).await, "done 1.done succeeded");
}
