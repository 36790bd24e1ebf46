//! A connection that breaks within an event, and what each client makes of it.

use serde_json::json;

use super::client::{
    Client, EVENTSOURCE, EVENTSOURCE_PARSER, Event, FETCH_EVENT_SOURCE, HTTPX_SSE, SSECLIENT_PY,
};
use super::cut::Cut;
use super::server::{Server, logged, long, watchers};

/// In the middle of the long line.
const BYTES: u64 = 60_000;

/// The client starts a run, loses its connection, and has every line once in the end, but for a known defect.
async fn resumes(client: Client) {
    let server = Server::start().await;
    let mut cut = Cut::after(BYTES, server.addr).await;
    let url = format!("http://{}/say", cut.addr);
    server.gate.begin();
    let reader = client.read(&url, None);
    let (mut events, mut ended);
    if client.reconnects {
        cut.connections(2).await;
        server.gate.end();
        (events, ended) = reader.collect().await;
    } else {
        (events, ended) = reader.collect().await;
        assert!(ended.is_string(), "{ended} is an error, not an end");
        let last_id = events.last().unwrap().id.clone();
        let reader = client.read(&url, Some(&last_id));
        cut.connections(2).await;
        server.gate.end();
        let (rest, end) = reader.collect().await;
        events.extend(rest);
        ended = end;
    }
    assert_eq!(ended, if client.asks_again { 204 } else { 200 });

    let lines = said(&events);
    let mut expected = logged();
    if client.loses_half_an_event {
        expected.retain(|line| *line != long());
    }
    assert!(lines == expected, "{lines:?}");
    let done = events.last().unwrap();
    assert_eq!(done.name, "done");

    // Whoever asks again all the same is told that there is nothing more, and starts nothing.
    if !client.asks_again {
        let (events, ended) = client.read(&url, Some(&done.id)).collect().await;
        assert_eq!((events, ended), (Vec::new(), 204.into()));
    }
    assert_eq!(server.gate.starts(), 1);
}

/// The lines of the log among these events.
fn said(events: &[Event]) -> Vec<&str> {
    let lines = events.iter().filter(|event| event.name == "log");
    lines
        .filter_map(|event| event.data["message"].as_str())
        .collect()
}

#[tokio::test]
async fn eventsource_resumes_by_itself() {
    resumes(EVENTSOURCE).await;
}

#[tokio::test]
async fn eventsource_parser_is_resumed_by_hand() {
    resumes(EVENTSOURCE_PARSER).await;
}

#[tokio::test]
async fn fetch_event_source_resumes_by_itself() {
    resumes(FETCH_EVENT_SOURCE).await;
}

/// It lets go of its stream in a hidden tab, and asks again when the tab is shown.
#[tokio::test]
async fn fetch_event_source_comes_back_to_its_run_when_its_tab_is_shown() {
    let server = Server::start().await;
    let run = server.jobs.start("say", json!({})).unwrap();
    let url = format!("http://{}/runs/{}", server.addr, run.id());
    // The job waits behind these: in the middle of one, the known defect would take it.
    let mut reader = FETCH_EVENT_SOURCE.read_hidden(&url, logged().len() - 1);
    watchers(&run, 1).await;
    server.gate.begin();
    watchers(&run, 0).await;
    reader.show().await;
    watchers(&run, 1).await;
    server.gate.end();
    let (events, ended) = reader.collect().await;
    assert_eq!(ended, 200);
    assert!(said(&events) == logged(), "{:?}", said(&events));
    assert_eq!(server.gate.starts(), 1);
}

#[tokio::test]
async fn httpx_sse_is_resumed_by_hand() {
    resumes(HTTPX_SSE).await;
}

#[tokio::test]
async fn sseclient_py_is_resumed_by_hand() {
    resumes(SSECLIENT_PY).await;
}
