//! What a request says for the parameters of a job, and what it is told when that is wrong
//! (rule 11).

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sse_progress::protocol::PathTemplate;
use sse_progress::{Body, Jobs, job, jobs};

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
        ("/resize/7?width=1&width=2", "width", "given twice"),
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
        (post().json(r#"{"width":1e400}"#), 422, vec!["width"]),
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

#[derive(Serialize, Deserialize, JsonSchema)]
enum Shape {
    Point,
    Circle(u8),
    Line(i8, String),
    Rectangle { width: u8 },
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Tagged {
    Circle { radius: u8 },
    Text { text: String },
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "of")]
enum Adjacent {
    Circle(u8),
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(i64),
    Text(String),
    List(Vec<u8>),
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Point {
    x: f64,
    y: Option<f64>,
}

/// A job for each type, which returns what it was given; twice, to have it in the path as well.
macro_rules! returning {
    ($($name:ident $path:literal $in_path:ident $with_value:literal $type:ty;)*) => {
        $(
            #[job($path)]
            async fn $name(value: $type) -> $type {
                value
            }

            #[job($with_value)]
            async fn $in_path(value: $type) -> $type {
                value
            }
        )*

        fn returning() -> Vec<sse_progress::Job> {
            vec![$($name::job(), $in_path::job()),*]
        }
    };
}

returning! {
    shape "/shape" shape_in_path "/shape/{value}" Shape;
    shapes "/shapes" shapes_in_path "/shapes/{value}" Vec<Shape>;
    tagged "/tagged" tagged_in_path "/tagged/{value}" Tagged;
    adjacent "/adjacent" adjacent_in_path "/adjacent/{value}" Adjacent;
    untagged "/untagged" untagged_in_path "/untagged/{value}" Untagged;
    any "/any" any_in_path "/any/{value}" Value;
    point "/point" point_in_path "/point/{value}" Option<Point>;
    map "/map" map_in_path "/map/{value}" BTreeMap<u8, bool>;
    pair "/pair" pair_in_path "/pair/{value}" (u8, String);
    lists "/lists" lists_in_path "/lists/{value}" Vec<Vec<u8>>;
    text "/text" text_in_path "/text/{value}" String;
    number "/number" number_in_path "/number/{value}" f64;
    big "/big" big_in_path "/big/{value}" u128;
    yes "/yes" yes_in_path "/yes/{value}" bool;
    choice "/choice" choice_in_path "/choice/{value}" Option<Format>;
    list "/list" list_in_path "/list/{value}" Vec<i8>;
}

/// What the command prints for a run with this value, which is the result as a line of JSON, or a
/// text as it is.
async fn by_command(server: &TestServer, job: &str, text: &str) -> String {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_sse-progress-command"));
    command.args(["run", "--progress", "quiet"]);
    command.arg(format!("http://{}/{job}", server.addr));
    command.arg(format!("value={text}"));
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    let output = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{job} {text}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Rule 14: a value means the same by every way in.
#[tokio::test]
async fn a_value_means_the_same_by_every_way_in() {
    let server = TestServer::start(Jobs::builder().jobs(returning())).await;
    for (job, text, json) in [
        ("shape", r#""Point""#, r#""Point""#),
        ("shape", r#"{"Circle":5}"#, r#"{"Circle":5}"#),
        ("shape", r#"{"Line":[-1,"a&b"]}"#, r#"{"Line":[-1,"a&b"]}"#),
        (
            "shape",
            r#"{ "Rectangle": {"width": 3} }"#,
            r#"{"Rectangle":{"width":3}}"#,
        ),
        (
            "shapes",
            r#"["Point",{"Circle":1}]"#,
            r#"["Point",{"Circle":1}]"#,
        ),
        ("shapes", "[]", "[]"),
        (
            "tagged",
            r#"{"kind":"circle","radius":5}"#,
            r#"{"kind":"circle","radius":5}"#,
        ),
        (
            "tagged",
            r#"{"kind":"text","text":"5"}"#,
            r#"{"kind":"text","text":"5"}"#,
        ),
        (
            "adjacent",
            r#"{"kind":"Circle","of":5}"#,
            r#"{"kind":"Circle","of":5}"#,
        ),
        ("untagged", "5", "5"),
        ("untagged", r#""5""#, r#""5""#),
        ("untagged", "[5,6]", "[5,6]"),
        ("any", "5", "5"),
        ("any", r#""5""#, r#""5""#),
        ("any", r#"{"a":[1,null,"ü"]}"#, r#"{"a":[1,null,"ü"]}"#),
        ("point", r#"{"x":0.1,"y":null}"#, r#"{"x":0.1,"y":null}"#),
        ("point", "null", "null"),
        (
            "map",
            r#"{"1":true,"22":false}"#,
            r#"{"1":true,"22":false}"#,
        ),
        ("pair", r#"[1,"2"]"#, r#"[1,"2"]"#),
        ("lists", "[[1],[]]", "[[1],[]]"),
        ("text", "5", r#""5""#),
        ("text", r#"{"a":1}"#, r#""{\"a\":1}""#),
        ("number", "5.067173850006691e-308", "5.067173850006691e-308"),
        (
            "big",
            "340282366920938463463374607431768211455",
            "340282366920938463463374607431768211455",
        ),
        ("yes", "true", "true"),
        ("choice", "web-p", r#""web-p""#),
        ("list", "-7", "[-7]"),
    ] {
        let encoded = utf8_percent_encode(text, NON_ALPHANUMERIC);
        let post = Request::post(format!("/{job}")).header("accept", "text/event-stream");
        for request in [
            Request::events(format!("/{job}/{encoded}")),
            Request::events(format!("/{job}?value={encoded}")),
            post.clone().form(format!("value={encoded}")),
            post.json(format!(r#"{{"value":{json}}}"#)),
        ] {
            let done = server.watch(&request).await.done().await;
            let expected: Value = serde_json::from_str(json).unwrap();
            assert_eq!(done.data["result"], expected, "{request:?}");
        }
        let printed = by_command(&server, job, text).await;
        let expected = match serde_json::from_str(json).unwrap() {
            Value::Null => String::new(),
            Value::String(text) => text + "\n",
            _ => format!("{json}\n"),
        };
        assert_eq!(printed, expected, "{job} {text}");
    }
}

/// A type that is not plain never takes a text for what it looks like.
#[tokio::test]
async fn what_is_not_plain_has_to_be_json() {
    let server = TestServer::start(Jobs::builder().jobs(returning())).await;
    for (target, said) in [
        ("/any?value=hello", "\"hello\", which is not JSON"),
        ("/shape?value=Point", "\"Point\", which is not JSON"),
        (
            "/shapes?value=%22Point%22",
            "\"Point\", which is not a list",
        ),
        ("/lists?value=[1]&value=[2]", "is given twice"),
        ("/any?value=", "which is not JSON"),
        (
            "/point?value=%7B%22x%22:%22a%22%7D",
            "`value.x` is \"a\", which is not a number",
        ),
    ] {
        let problem = refused(&server, Request::events(target), 400, &["value"]).await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(said), "{target}: {detail}");
    }
    let listed = server.ask(&Request::get("/jobs")).await.json();
    for (name, is_json, expected) in [
        ("any", Value::from(true), "a JSON value"),
        ("shapes", true.into(), "a JSON list"),
        (
            "lists",
            true.into(),
            "a JSON list of lists of integers from 0 to 255",
        ),
        ("choice", Value::Null, "one of `png`, `web-p`"),
        ("list", Value::Null, "a list of integers from -128 to 127"),
    ] {
        let mut jobs = listed["jobs"].as_array().unwrap().iter();
        let job = jobs.find(|job| job["name"] == name).unwrap();
        let value = &job["parameters"]["properties"]["value"];
        assert_eq!(value["x-json"], is_json, "{name}");
        assert_eq!(value["x-expected"], expected, "{name}");
    }
}

/// Takes whatever it is sent.
#[job(POST "/keep/{name}")]
async fn keep(name: String, body: Body) -> String {
    format!("{name}: {:?}", body.text())
}

/// Takes parameters in its body.
#[job(POST "/note")]
async fn note(text: String) -> String {
    text
}

#[tokio::test]
async fn a_form_of_several_parts_is_refused_with_what_to_send() {
    let server = TestServer::start(Jobs::builder().jobs(jobs![keep, note])).await;
    let parts = "--x\r\ncontent-disposition: form-data; name=\"f\"\r\n\r\na,b\r\n--x--\r\n";
    for (target, said) in [
        (
            "/keep/a",
            "the file itself as the body, as `curl --data-binary @FILE` sends it",
        ),
        ("/note", "a JSON object as `application/json`"),
    ] {
        let request = Request::post(target).body("multipart/form-data; boundary=x", parts);
        let problem = refused(&server, request, 415, &[]).await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(said), "{target}: {detail}");
    }
    let request = Request::post("/keep/a").header("accept", "text/event-stream");
    let done = server
        .watch(&request.body("text/csv", "a,b"))
        .await
        .done()
        .await;
    assert_eq!(done.data["result"], "a: Ok(\"a,b\")");
}

#[tokio::test]
async fn a_byte_order_mark_is_ignored() {
    let server = TestServer::start(Jobs::builder().jobs(jobs![note])).await;
    let post = || Request::post("/note").header("accept", "text/event-stream");
    for request in [
        post().json("\u{feff}{\"text\": \"a\"}"),
        post().form("\u{feff}text=a"),
    ] {
        let done = server.watch(&request).await.done().await;
        assert_eq!(done.data["result"], "a", "{request:?}");
    }
}

#[tokio::test]
async fn the_schema_says_where_a_parameter_belongs() {
    let server = TestServer::start(Jobs::builder().jobs(jobs![keep, note, text])).await;
    let listed = server.ask(&Request::get("/jobs")).await.json();
    for (name, parameter, place) in [
        ("keep", "name", "path"),
        ("note", "text", "body"),
        ("text", "value", "query"),
    ] {
        let mut jobs = listed["jobs"].as_array().unwrap().iter();
        let job = jobs.find(|job| job["name"] == name).unwrap();
        assert_eq!(
            job["parameters"]["properties"][parameter]["x-in"], place,
            "{name}"
        );
    }
}

/// The server, the command and the page go by the same table.
#[test]
fn an_address_means_one_job_by_one_rule() {
    let table: Value = serde_json::from_str(include_str!("../path_cases.json")).unwrap();
    for group in table.as_array().unwrap() {
        let templates = group["templates"].as_array().unwrap();
        let parse = |text: &Value| text.as_str().unwrap().parse::<PathTemplate>().unwrap();
        let mut templates: Vec<_> = templates.iter().map(parse).collect();
        templates.sort_by(PathTemplate::precedence);
        for case in group["paths"].as_array().unwrap() {
            let path = case["path"].as_str().unwrap();
            let mut matching = templates
                .iter()
                .filter_map(|template| Some((template, template.matches(path)?)));
            let found = matching.next();
            let template = found.as_ref().map(|(template, _)| template.to_string());
            assert_eq!(template.as_deref(), case["template"].as_str(), "{path}");
            let values: BTreeMap<_, _> = found
                .map_or(vec![], |(_, values)| values)
                .into_iter()
                .map(|(name, text)| (name, percent_decode_str(text).decode_utf8().ok()))
                .collect();
            let expected = case.get("values").cloned().unwrap_or(json!({}));
            assert_eq!(json!(values), expected, "{path}");
        }
    }
}

#[job("/shop/{item}/{part}")]
async fn shop(item: String, part: String) -> Vec<String> {
    vec![item, part]
}

#[job("/{group}/all/now")]
async fn everything(group: String) -> String {
    group
}

#[tokio::test]
async fn of_two_paths_that_match_the_earlier_fixed_segment_wins() {
    let server = TestServer::start(Jobs::builder().jobs(jobs![everything, shop])).await;
    for (target, result) in [
        ("/shop/all/now", json!(["all", "now"])),
        ("/market/all/now", json!("market")),
    ] {
        let done = server.watch(&Request::events(target)).await.done().await;
        assert_eq!(done.data["result"], result, "{target}");
    }
}
