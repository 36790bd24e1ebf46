//! `GET /openapi.json`: a validator takes it, and it says what the server does.
//!
//! Each operation is asked for everything that the document says it answers. The answers go, with the
//! document, to `check_openapi.mjs`, which fails for an answer that is not described, and for a
//! description of something that was not seen.

use std::collections::HashMap;
use std::future::pending;
use std::net::SocketAddr;
use std::process::Stdio;

use reqwest::{Client, Method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sse_progress::{
    Body, Jobs, JobsBuilder, Principal, Progress, Refusal, Server as Listener, job, jobs,
};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::client::node;

/// What to write.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    Png,
    Jpeg,
}

/// Of a type's name that the protocol has, too.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Task {
    edge: u32,
    inner: Vec<Task>,
}

/// Resize pictures.
///
/// Each is written once.
#[job("/resize/{width}")]
async fn resize(
    progress: Progress,
    /// In pixels.
    width: u16,
    #[param(default = Format::Png)] format: Format,
    tags: Vec<String>,
    fit: Option<Task>,
) -> Value {
    let _child = progress.child("child");
    progress.println("resized");
    json!([width, format, tags, fit])
}

#[job(POST "/import")]
async fn import(rows: u32, name: Option<String>) -> Value {
    json!([rows, name])
}

#[job(POST "/upload")]
async fn upload(name: Option<String>, body: Body) -> Value {
    json!([name, body.as_bytes().len()])
}

#[job(GET "/look")]
async fn look(at: Option<String>) -> Result<(), String> {
    at.map_or(Ok(()), Err)
}

/// An operation of a job: its path and method in the document, a request that starts a run, and
/// the same with another value.
struct Operation {
    path: &'static str,
    method: Method,
    good: (&'static str, &'static str),
    other: (&'static str, &'static str),
}

impl Operation {
    /// An idempotency key of its own.
    fn key(&self) -> String {
        format!("{}{}", self.method, self.path)
    }
}

const OPERATIONS: [Operation; 5] = [
    Operation {
        path: "/resize/{width}",
        method: Method::GET,
        good: (
            "/resize/3?format=jpeg&tags=a,b&tags=c&fit=%7B%22edge%22:3,%22inner%22:[]%7D",
            "",
        ),
        other: ("/resize/4", ""),
    },
    Operation {
        path: "/resize/{width}",
        method: Method::POST,
        good: (
            "/resize/3",
            r#"{"format":"png","tags":["a"],"fit":{"edge":3,"inner":[{"edge":4,"inner":[]}]}}"#,
        ),
        other: ("/resize/3", r#"{"format":"jpeg"}"#),
    },
    Operation {
        path: "/import",
        method: Method::POST,
        good: ("/import", r#"{"rows":3,"name":"a"}"#),
        other: ("/import", r#"{"rows":4,"name":null}"#),
    },
    Operation {
        path: "/upload",
        method: Method::POST,
        good: ("/upload?name=a", "some text"),
        other: ("/upload?name=a", "another text"),
    },
    Operation {
        path: "/look",
        method: Method::GET,
        good: ("/look?at=nothing", ""),
        other: ("/look", ""),
    },
];

fn builder() -> JobsBuilder {
    Jobs::builder()
        .jobs(jobs![resize, import, upload, look])
        .max_body(1_000)
        .api_info("Pictures", "2.1.0")
        .security_scheme("token", json!({ "type": "http", "scheme": "bearer" }))
        .security_scheme(
            "query",
            json!({ "type": "apiKey", "in": "query", "name": "key" }),
        )
        .allow_query("key")
        .authorize(|access| async move {
            match access.bearer_token() {
                Some(_) => Ok(Principal::new("ali")),
                None => Err(Refusal::bearer()),
            }
        })
}

async fn serve(builder: JobsBuilder) -> (Jobs, SocketAddr) {
    let jobs = builder.build().unwrap();
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr();
    let listener = listener.shutdown_on(pending());
    let served = jobs.clone();
    tokio::spawn(async move { listener.serve(&served).await });
    (jobs, addr)
}

/// Asks, and notes for the check what was asked and answered.
struct Notes {
    addr: SocketAddr,
    client: Client,
    notes: Vec<Value>,
}

type Headers<'a> = &'a [(&'a str, &'a str)];

impl Notes {
    /// Asks as somebody whom the hook knows.
    async fn ask(
        &mut self,
        path: &str,
        method: &Method,
        (target, body): (&str, &str),
        headers: Headers<'_>,
    ) -> (u16, HashMap<String, String>, String) {
        let token = ("authorization", "Bearer a");
        let headers = [headers, &[token]].concat();
        self.ask_as_nobody(path, method, (target, body), &headers)
            .await
    }

    async fn ask_as_nobody(
        &mut self,
        path: &str,
        method: &Method,
        (target, body): (&str, &str),
        headers: Headers<'_>,
    ) -> (u16, HashMap<String, String>, String) {
        let url = format!("http://{}{target}", self.addr);
        let mut request = self.client.request(method.clone(), url);
        let mut all: HashMap<&str, &str> = headers.iter().copied().collect();
        if !body.is_empty() {
            all.entry("content-type").or_insert("application/json");
            request = request.body(body.to_owned());
        }
        for (name, value) in &all {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let answered: HashMap<String, String> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let text = response.text().await.unwrap();
        self.notes.push(json!({
            "path": path,
            "method": method.as_str().to_lowercase(),
            "target": target,
            "headers": all,
            "body": body,
            "status": status,
            "answered": answered,
            "text": text,
        }));
        (status, answered, text)
    }
}

const EVENTS: (&str, &str) = ("accept", "text/event-stream");
const OVER: (&str, &str) = ("last-event-id", "AAAAAAAAAAAAAAAAAAAAAA.5.done");
const FOREIGN: (&str, &str) = ("sec-fetch-site", "cross-site");

#[tokio::test]
async fn the_document_says_what_the_server_does() {
    let (jobs, addr) = serve(builder()).await;
    let mut notes = Notes {
        addr,
        client: Client::builder().no_proxy().build().unwrap(),
        notes: Vec::new(),
    };
    let document = of_the_server(&mut notes).await;
    for operation in &OPERATIONS {
        of_a_job(&mut notes, operation).await;
    }
    of_runs(&mut notes).await;

    // Those that were started by a key give way.
    for _ in 0..1_001 {
        let run = jobs.start("look", json!({})).unwrap();
        run.ended().await;
    }
    for operation in &OPERATIONS {
        let key = operation.key();
        let headers = [("prefer", "respond-async"), ("idempotency-key", &key)];
        notes
            .ask(operation.path, &operation.method, operation.good, &headers)
            .await;
    }

    // One that has no room for streams.
    (_, notes.addr) = serve(builder().max_watchers(0)).await;
    for operation in &OPERATIONS {
        notes
            .ask(operation.path, &operation.method, operation.good, &[EVENTS])
            .await;
    }
    let post = Method::POST;
    let (_, _, started) = notes.ask("/import", &post, OPERATIONS[2].good, &[]).await;
    let run = run_of(&started);
    let of_run = [
        ("/runs/{run}", format!("/runs/{run}")),
        ("/runs/events", format!("/runs/events?run={run}")),
    ];
    for (path, target) in of_run {
        notes
            .ask(path, &Method::GET, (&target, ""), &[EVENTS])
            .await;
    }
    check(&document, &notes.notes).await;
}

fn run_of(accepted: &str) -> String {
    let accepted: Value = serde_json::from_str(accepted).unwrap();
    accepted["run"].as_str().unwrap().to_owned()
}

/// What every server has, beside its runs.
async fn of_the_server(notes: &mut Notes) -> Value {
    let get = Method::GET;
    let (status, headers, text) = notes.ask("", &get, ("/openapi.json", ""), &[]).await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], "application/json");
    let tag = [("if-none-match", headers["etag"].as_str())];
    let again = notes.ask("", &get, ("/openapi.json", ""), &tag).await;
    assert_eq!(again.0, 304);
    // It says no more than the list of jobs, and so to nobody else.
    let refused = notes
        .ask_as_nobody("", &get, ("/openapi.json", ""), &[])
        .await;
    assert_eq!(refused.0, 401);
    notes.notes.clear();

    for headers in [&[][..], &[FOREIGN]] {
        notes.ask("/jobs", &get, ("/jobs", ""), headers).await;
    }
    notes.ask_as_nobody("/jobs", &get, ("/jobs", ""), &[]).await;
    serde_json::from_str(&text).unwrap()
}

async fn of_a_job(notes: &mut Notes, operation: &Operation) {
    let key = operation.key();
    let Operation {
        path,
        method,
        good,
        other,
    } = operation;
    let with_key = [EVENTS, ("idempotency-key", key.as_str())];
    let (status, headers, _) = notes.ask(path, method, *good, &with_key).await;
    assert_eq!(status, 200, "{path}");
    assert!(headers.contains_key("content-location"), "{path}");
    let async_ = [("prefer", "respond-async, wait=5")];
    let (status, headers, _) = notes.ask(path, method, *good, &async_).await;
    assert_eq!(status, 202, "{path}");
    assert_eq!(headers["preference-applied"], "respond-async");
    assert_eq!(headers["vary"], "prefer");
    // It is no more than a preference, and not for JSON in place of what alone is taken.
    let (status, headers, _) = notes.ask(path, method, *good, &[EVENTS, async_[0]]).await;
    assert_eq!(
        (status, headers.get("preference-applied")),
        (200, None),
        "{path}"
    );

    let mark = if good.0.contains('?') { '&' } else { '?' };
    let query_key = format!("{}{mark}idempotency_key=again{}", good.0, method);
    notes
        .ask(path, method, (&query_key, good.1), &[EVENTS])
        .await;
    let id = format!("{}{mark}last_event_id={}", good.0, OVER.1);
    notes.ask(path, method, (&id, good.1), &[EVENTS]).await;
    let unknown = format!("{}{mark}what=1", good.0);

    let wrong: [(&str, Headers<'_>); 4] = [
        (good.0, &[EVENTS, OVER]),
        (&unknown, &[EVENTS]),
        (good.0, &[EVENTS, FOREIGN]),
        (good.0, &[("accept", "application/json")]),
    ];
    for (target, headers) in wrong {
        notes.ask(path, method, (target, good.1), headers).await;
    }
    notes.ask_as_nobody(path, method, *good, &[EVENTS]).await;
    notes.ask(path, method, *other, &with_key).await;
    if method == Method::POST {
        let long = "x".repeat(2_000);
        notes.ask(path, method, (good.0, &long), &[]).await;
        notes
            .ask(path, method, *good, &[("content-encoding", "gzip")])
            .await;
    }
}

async fn of_runs(notes: &mut Notes) {
    let (get, post, delete) = (Method::GET, Method::POST, Method::DELETE);
    let (_, _, started) = notes.ask("/import", &post, OPERATIONS[2].good, &[]).await;
    let known = run_of(&started);
    let (_, _, page) = notes.ask("/runs", &get, ("/runs?limit=2", ""), &[]).await;
    let page: Value = serde_json::from_str(&page).unwrap();
    let next = format!("/runs{}", page["next"].as_str().unwrap());
    let page: [(&str, Headers<'_>); 3] =
        [(&next, &[]), ("/runs?limit=0", &[]), ("/runs", &[FOREIGN])];
    for (target, headers) in page {
        notes.ask("/runs", &get, (target, ""), headers).await;
    }
    notes.ask_as_nobody("/runs", &get, ("/runs", ""), &[]).await;
    let unknown = "AAAAAAAAAAAAAAAAAAAAAA";
    let operations = [
        ("/runs/{run}", "", &get),
        ("/runs/{run}", "", &delete),
        ("/runs/{run}/cancel", "/cancel", &post),
        ("/runs/{run}/leave", "/leave", &post),
    ];
    for (path, end, method) in operations {
        let target = format!("/runs/{known}{end}");
        notes.ask(path, method, (&target, ""), &[]).await;
        notes.ask(path, method, (&target, ""), &[FOREIGN]).await;
        notes.ask_as_nobody(path, method, (&target, ""), &[]).await;
        let target = format!("/runs/{unknown}{end}");
        notes.ask(path, method, (&target, ""), &[]).await;
    }
    let one = format!("/runs/{known}");
    let several = format!("/runs/events?run={known}&run={unknown}.5");
    for (path, target) in [("/runs/{run}", one), ("/runs/events", several)] {
        notes.ask(path, &get, (&target, ""), &[EVENTS]).await;
        notes.ask(path, &get, (&target, ""), &[EVENTS, OVER]).await;
        let mark = if target.contains('?') { '&' } else { '?' };
        let again = format!("{target}{mark}last_event_id={}", OVER.1);
        notes.ask(path, &get, (&again, ""), &[EVENTS]).await;
    }
    let several = format!("/runs/events?run={known}");
    let json = ("accept", "application/json");
    for (target, headers) in [
        (several.as_str(), [EVENTS, FOREIGN]),
        (&several, [json, json]),
        ("/runs/events", [EVENTS, EVENTS]),
    ] {
        notes
            .ask("/runs/events", &get, (target, ""), &headers)
            .await;
    }
    notes
        .ask_as_nobody("/runs/events", &get, (&several, ""), &[EVENTS])
        .await;
}

/// Hands everything to the check, and shows what it says if it fails.
async fn check(document: &Value, notes: &[Value]) {
    let mut check = Command::new("node")
        .arg("check_openapi.mjs")
        .current_dir(node())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let input = json!({ "document": document, "notes": notes }).to_string();
    let mut stdin = check.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).await.unwrap();
    drop(stdin);
    let output = check.wait_with_output().await.unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&said)
    );
}
