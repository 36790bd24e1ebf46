//! Bytes in a request that are no text (rules 9 and 11).

use sse_progress::{Jobs, job, jobs};

use super::harness::{Probe, Request, TestServer};

#[job("/echo/{word}")]
async fn echo(word: String, text: Option<String>, #[state] probe: Probe) -> String {
    let _alive = probe.begin();
    word + &text.unwrap_or_default()
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![echo]);
    TestServer::start(jobs.state(probe.clone())).await
}

#[tokio::test]
async fn they_are_refused_by_the_name_of_their_parameter() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let form = |bytes: &[u8]| Request::post("/echo/a").form([b"text=", bytes].concat());
    for (request, parameter, place) in [
        (Request::events("/echo/%FF"), "word", "path"),
        (Request::events("/echo/%C3%28"), "word", "path"),
        (Request::events("/echo/a%ED%A0%80"), "word", "path"),
        (Request::events("/echo/a?text=%FF"), "text", "query"),
        (Request::events("/echo/a?text=b%E2%82"), "text", "query"),
        (Request::post("/echo/a?text=%C0%80"), "text", "query"),
        (form(b"\xff"), "text", "body"),
        (form(b"ok\xf0\x9f"), "text", "body"),
        (form(b"%80"), "text", "body"),
    ] {
        let refused = server.ask(&request).await;
        assert_eq!(refused.parameters(400), [parameter], "{request:?}");
        let error = &refused.problem(400)["errors"][0];
        assert_eq!(error["in"], place);
        assert_eq!(error["detail"], format!("`{parameter}` is not UTF-8"));
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}

#[tokio::test]
async fn a_body_of_json_that_is_not_text_is_refused_as_a_whole() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for body in [
        &b"{\"text\":\"\xff\"}"[..],
        b"{\"\xff\":1}",
        b"\xff\xfe{\0}\0",
    ] {
        let refused = server.ask(&Request::post("/echo/a").json(body)).await;
        assert_eq!(refused.problem(400)["errors"][0]["in"], "body");
    }
    // Half of a pair is JSON, and no text.
    let half = Request::post("/echo/a").json(b"{\"text\":\"\\ud800\"}");
    assert_eq!(server.ask(&half).await.parameters(422), ["text"]);
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}

#[tokio::test]
async fn names_that_are_no_text_are_unknown_names() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let refused = server.ask(&Request::events("/echo/a?%FF=1")).await;
    assert_eq!(refused.parameters(400), ["\u{fffd}"]);
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}

#[tokio::test]
async fn headers_that_are_no_text_start_nothing() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let typed = Request::post("/echo/a").header("content-type", b"\xff\xfe");
    let refused = server.ask(&typed.bare_body("text=b")).await;
    assert_eq!(refused.problem(415)["errors"][0]["in"], "body");

    let foreign = Request::events("/echo/a").header("origin", b"http://\xff");
    server.ask(&foreign).await.problem(403);

    let id = Request::events("/echo/a").header("last-event-id", b"\xff\xfe");
    let done = server.watch(&id).await.done().await;
    assert_eq!(done.data["status"], "lost");
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}
