//! A result is written once, as the job has returned it, and never read again.

use serde_json::value::RawValue;
use sse_progress::{Jobs, job, jobs};

use super::harness::{Request, TestServer};

/// Deeper, larger and otherwise ordered than `serde_json::Value` has room for.
fn odd_json() -> String {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    format!(r#"{{"z":1e400,"a":{},"deep":{deep}}}"#, u128::MAX)
}

#[job("/odd")]
fn odd() -> Box<RawValue> {
    RawValue::from_string(odd_json()).unwrap()
}

/// The report of a run read its result again: one that is nested too deep, or a number that is too
/// large, panicked, and others changed.
#[tokio::test]
async fn a_report_holds_it_as_it_is() {
    let server = TestServer::start(Jobs::builder().jobs(jobs![odd])).await;
    let run = server.post(&Request::post("/odd")).await;
    run.ended().await;
    let address = format!("/runs/{}", run.id());
    for request in [
        Request::get(&address),
        Request::delete(&address),
        Request::post(format!("{address}/cancel")),
    ] {
        let report = server.ask(&request).await;
        assert_eq!(report.status(), 200, "{request:?}");
        let member = format!("\"result\":{}", odd_json());
        assert!(report.text().contains(&member), "{}", report.text());
        assert!(report.text().contains("\"state\":\"succeeded\""));
    }
    // Not read by the client of these tests, which has no room for it either.
    let mut connection = server.connect().await;
    let request = format!("GET {address} HTTP/1.0\r\naccept: text/event-stream\r\n\r\n");
    connection.send(request).await;
    let events = String::from_utf8(connection.read_to_end().await).unwrap();
    assert!(events.contains(&odd_json()), "{events}");
}
