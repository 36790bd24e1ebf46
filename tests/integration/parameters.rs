//! What a request says for the parameters of a job, and what it is told when that is wrong
//! (rule 11).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sse_progress::{Jobs, job, jobs};

use super::harness::{Probe, Request, TestServer};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Format {
    Png,
    WebP,
}

#[job("/resize/{count}")]
async fn resize(
    #[state] probe: Probe,
    count: u8,
    width: Option<u32>,
    tags: Vec<String>,
    #[param(default = Format::WebP)] format: Format,
    #[param(default = -3)] shift: i8,
    #[param(default)] strict: bool,
) -> Value {
    let _alive = probe.begin();
    json!([count, width, tags, format, shift, strict])
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![resize]).max_body(2000);
    TestServer::start(jobs.state(probe.clone())).await
}

#[tokio::test]
async fn values_come_from_the_path_the_query_json_or_a_form() {
    let server = serve(&Probe::new()).await;
    let all = json!([7, 640, ["a b", "c"], "png", 5, true]);
    let posted = |target: &str| Request::post(target).header("accept", "text/event-stream");
    for (request, result) in [
        (
            Request::events("/resize/7"),
            json!([7, null, [], "web-p", -3, false]),
        ),
        (
            Request::events(
                "/resize/%37?width=640&tags=a+b&tags=c&format=png&shift=%2B5&strict=on",
            ),
            all.clone(),
        ),
        (
            posted("/resize/7")
                .json(r#"{"width":640,"tags":["a b","c"],"format":"png","shift":5,"strict":true}"#),
            all.clone(),
        ),
        (
            posted("/resize/7").form("width=640&tags=a%20b&tags=c&format=png&shift=5&strict=true"),
            all.clone(),
        ),
        (
            posted("/resize/7?shift=5&format=png").body(
                "application/vnd.x+json; charset=utf-8",
                r#"{"width":640,"tags":["a b","c"],"strict":true}"#,
            ),
            all,
        ),
        (
            posted("/resize/7?width=&"),
            json!([7, null, [], "web-p", -3, false]),
        ),
        (
            posted("/resize/7").json(r#"{"width":null}"#),
            json!([7, null, [], "web-p", -3, false]),
        ),
    ] {
        let done = server.watch(&request).await.done().await;
        assert_eq!(done.data["result"], result, "{request:?}");
    }
}

/// Asserts that a request is refused with this status, and with exactly these parameters named.
async fn refused(server: &TestServer, request: Request, status: u16, named: &[&str]) -> Value {
    let response = server.ask(&request).await;
    assert_eq!(response.parameters(status), named, "{request:?}");
    response.problem(status)
}

#[tokio::test]
async fn what_is_wrong_in_the_address_is_a_400() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    for (target, named, said) in [
        (
            "/resize/x",
            "count",
            "`count` is \"x\", which is not an integer",
        ),
        ("/resize/256", "count", "more than 255"),
        ("/resize/-1", "count", "less than 0"),
        ("/resize/1e2", "count", "not an integer"),
        ("/resize/1%20", "count", "not an integer"),
        (
            "/resize/99999999999999999999999999999999999999999",
            "count",
            "`count`",
        ),
        (
            "/resize/7?width=4294967296",
            "width",
            "more than 4294967295",
        ),
        ("/resize/7?width=wide", "width", "not an integer"),
        ("/resize/7?width=1&width=2", "width", "given 2 times"),
        ("/resize/7?shift=-129", "shift", "less than -128"),
        (
            "/resize/7?format=gif",
            "format",
            "not one of `png`, `web-p`",
        ),
        ("/resize/7?format=", "format", "format"),
        ("/resize/7?strict=yes", "strict", "neither true nor false"),
        ("/resize/7?count=7", "count", "in the path and in the query"),
        ("/resize/7?wdth=1", "wdth", "did you mean `width`?"),
        (
            "/resize/7?zzzzzzzz=1",
            "zzzzzzzz",
            "is not a parameter of this job",
        ),
        (
            "/resize/7?probe=1",
            "probe",
            "is not a parameter of this job",
        ),
        ("/resize/7?Width=1", "Width", "did you mean `width`?"),
    ] {
        let problem = refused(&server, Request::events(target), 400, &[named]).await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(said), "{target}: {detail}");
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}

#[tokio::test]
async fn what_is_wrong_in_a_body_is_a_422_or_a_400() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let post = || Request::post("/resize/7");
    for (request, status, named) in [
        (post().json(r#"{"width":"640"}"#), 422, vec!["width"]),
        (post().json(r#"{"width":1.5}"#), 422, vec!["width"]),
        (post().json(r#"{"width":-1}"#), 422, vec!["width"]),
        (post().json(r#"{"width":1e400}"#), 400, vec![]),
        (post().json(r#"{"tags":["a",1]}"#), 422, vec!["tags"]),
        (post().json(r#"{"tags":"a"}"#), 422, vec!["tags"]),
        (post().json(r#"{"format":1}"#), 422, vec!["format"]),
        (post().json(r#"{"strict":"true"}"#), 422, vec!["strict"]),
        (post().form("strict=maybe"), 422, vec!["strict"]),
        (post().json(r#"{"shift":1,"shift":2}"#), 400, vec!["shift"]),
        (post().json(r#"{"count":1}"#), 400, vec!["count"]),
        (post().json(r#"{"witdh":1}"#), 400, vec!["witdh"]),
        (post().form("shift=1&shift=2"), 400, vec!["shift"]),
        (post().json("{"), 400, vec![]),
        (post().json("{} {}"), 400, vec![]),
        (post().json("[1]"), 400, vec![]),
        (post().json("null"), 400, vec![]),
        (post().json("7"), 400, vec![]),
        (post().json("['x']"), 400, vec![]),
        (post().json("{\"a\":".repeat(300)), 400, vec![]),
        (post().body("text/plain", "width=1"), 415, vec![]),
        (
            post().body("multipart/form-data; boundary=x", "--x--"),
            415,
            vec![],
        ),
        (post().bare_body("width=1"), 415, vec![]),
        (post().form(r#"{"width":1}"#), 415, vec![]),
    ] {
        refused(&server, request, status, &named).await;
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let request = Request::post("/resize/x?widht=1&tags=a&format=gif").json(r#"{"shift":"y"}"#);
    let named = ["widht", "count", "format", "shift"];
    let problem = refused(&server, request, 400, &named).await;
    assert_eq!(
        problem["errors"][1],
        json!({
            "parameter": "count",
            "in": "path",
            "detail": "`count` is \"x\", which is not an integer",
            "expected": "an integer from 0 to 255",
        })
    );

    let query: String = (0..500).map(|n| format!("&n{n}=1")).collect();
    let response = server
        .ask(&Request::events(format!("/resize/7?{query}")))
        .await;
    assert_eq!(response.parameters(400).len(), 20);
    assert!(response.body.len() < 10_000, "the answer is no book");
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 0));
}

#[tokio::test]
async fn a_body_has_a_limit_and_a_place() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let large = format!("{{\"tags\":[\"{}\"]}}", "x".repeat(2000));
    refused(&server, Request::post("/resize/7").json(&large), 413, &[]).await;

    // The same in chunks, whose sum nobody has announced.
    let mut connection = server.connect().await;
    let head = "POST /resize/7 HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\
                transfer-encoding: chunked\r\n\r\n";
    connection.send(head).await;
    for part in large.as_bytes().chunks(700) {
        let size = format!("{:x}\r\n", part.len());
        let chunk = [size.as_bytes(), part, b"\r\n"].concat();
        connection.try_send(chunk).await;
    }
    connection.try_send("0\r\n\r\n").await;
    connection.response("POST").await.problem(413);

    let just = format!("{{\"tags\":[\"{}\"]}}", "x".repeat(2000 - 13));
    assert_eq!(just.len(), 2000);
    server.post(&Request::post("/resize/7").json(just)).await;
    probe.end().await;
    server.idle().await;

    for method in ["GET", "DELETE", "PUT"] {
        let request = Request::new(method, "/resize/7").json("{}");
        let status = if method == "GET" { 400 } else { 405 };
        refused(&server, request, status, &[]).await;
    }
    assert_eq!((server.jobs.live_runs(), probe.begun()), (0, 1));
}
