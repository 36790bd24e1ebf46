//! What a job says in JSON arrives as it was said, whenever somebody watches.

use std::sync::Arc;

use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use sse_progress::{Jobs, JobsBuilder, Level, Progress, job, jobs};
use tokio::sync::Semaphore;

use super::harness::{Event, Request, TestServer};
use super::hostile::TEXTS;

/// Finds rows, each when it is allowed, and counts them.
#[job("/find/{rows}", on_disconnect = detach)]
async fn find(progress: Progress, #[state] gate: Arc<Semaphore>, rows: u64) {
    for row in progress.wrap_iter(1..=rows) {
        gate.acquire().await.unwrap().forget();
        progress.log_data(Level::Info, format!("row {row}"), &json!({ "row": row }));
        progress.set_data(&json!({ "found": row, "preview": format!("https://x.test/{row}") }));
    }
}

/// Says each of the texts in JSON, as a value and as a name.
#[job("/texts")]
fn texts(progress: Progress) {
    for text in TEXTS {
        let data = json!({ *text: [text, { "in": text }] });
        progress.emit(&data);
        progress.set_data(&data);
    }
}

/// What other serializers may write, and what `serde_json::Value` has no room for.
const ODD: &str = "{\r\n\t\"z\" :\r\r[ 1e400,\n\n\n 123456789012345678901234567890 ],\"z\":null}";

#[job("/odd")]
fn odd(progress: Progress) {
    let data = RawValue::from_string(ODD.to_owned()).unwrap();
    progress.emit(&data);
    progress.set_data(&data);
}

fn builder(gate: &Arc<Semaphore>) -> JobsBuilder {
    let builder = Jobs::builder().jobs(jobs![find, texts, odd]);
    builder.state(gate.clone())
}

fn rows(events: &[Event]) -> Vec<(&str, &Value, &str)> {
    let logs = events.iter().filter(|event| event.name == "log");
    logs.map(|event| {
        let said = event.data["message"].as_str().unwrap();
        (said, &event.data["data"], event.raw.as_str())
    })
    .collect()
}

#[tokio::test]
async fn whoever_comes_back_gets_the_same_bytes() {
    let gate = Arc::new(Semaphore::new(2));
    let server = TestServer::start(builder(&gate)).await;
    let mut first = server.watch(&Request::events("/find/4")).await;
    let mut seen = vec![first.find(|event| event.name == "log").await];
    let back = Request::events("/find/4").header("last-event-id", &seen[0].id.text);
    gate.add_permits(2);
    seen.extend(first.rest().await);
    let mut second = server.watch(&back).await;
    let opening = second.event().await.unwrap();
    let late = second.rest().await;

    let all = rows(&seen);
    let expected: Vec<_> = (1..=4)
        .map(|row| (format!("row {row}"), json!({ "row": row })))
        .collect();
    let found: Vec<_> = all
        .iter()
        .map(|(said, data, _)| (said.to_string(), (*data).clone()))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(rows(&late), all[1..]);

    // The newest is in each snapshot and in the report of the run, also after its end.
    let newest = json!({ "found": 4, "preview": "https://x.test/4" });
    assert_eq!(opening.data["data"], newest);
    let report = server
        .ask(&Request::get(format!("/runs/{}", seen[0].id.run)))
        .await;
    assert_eq!(report.json()["data"], newest);
    assert_eq!(report.json()["state"], "succeeded");
}

#[tokio::test]
async fn no_text_in_it_breaks_the_framing() {
    let server = TestServer::start(builder(&Arc::new(Semaphore::new(0)))).await;
    let mut stream = server.watch(&Request::events("/texts")).await;
    let events = stream.rest().await;
    let all = rows(&events);
    assert_eq!(all.len(), TEXTS.len());
    for (text, (_, data, _)) in TEXTS.iter().zip(all) {
        assert_eq!(*data, json!({ *text: [text, { "in": text }] }), "{text:?}");
    }
    let last = events
        .iter()
        .rfind(|event| event.name == "progress")
        .unwrap();
    assert!(last.data["data"].get(TEXTS[TEXTS.len() - 1]).is_some());
}

#[tokio::test]
async fn it_is_not_parsed_on_its_way() {
    let server = TestServer::start(builder(&Arc::new(Semaphore::new(0)))).await;
    let run = server.post(&Request::post("/odd")).await;
    run.ended().await;
    let address = format!("/runs/{}", run.id());
    // Not read by the client of these tests, which has no room for it.
    for (accept, expected) in [
        ("text/event-stream", ODD.replace(['\r', '\n'], " ")),
        ("application/json", ODD.to_owned()),
    ] {
        let mut connection = server.connect().await;
        let request = format!("GET {address} HTTP/1.0\r\naccept: {accept}\r\n\r\n");
        connection.send(request).await;
        let answer = String::from_utf8(connection.read_to_end().await).unwrap();
        let member = format!("\"data\":{expected}");
        let times = if accept == "application/json" { 1 } else { 2 };
        assert_eq!(answer.matches(&member).count(), times, "{answer}");
    }
    let data = run.snapshot().data.clone().unwrap();
    assert_eq!(to_raw_value(&data).unwrap().get(), ODD);
}
