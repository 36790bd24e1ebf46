//! Nothing that a job says breaks the framing, and all of it arrives as it was said (rule 9).

use serde_json::{Value, json};
use sse_progress::{Jobs, JobsBuilder};
use sse_progress::{Level, Progress, job, jobs};

use super::harness::{Event, Probe, Request, TestServer};

/// Each would end a line, an event or a stream if it were written as it is.
pub(crate) const TEXTS: &[&str] = &[
    "one\rtwo",
    "one\ntwo",
    "one\r\ntwo\r\n\r\n",
    "\n\ndata: {}\n\nevent: done\nid: 0\ndata: {\"status\":\"succeeded\"}\n\n",
    "event: done",
    "data: x",
    "id: 1\0",
    ":",
    ": comment",
    "retry: 1",
    "\0",
    "a\0b",
    "\u{feff}mark",
    " ",
    "  leading",
    "trailing  \t",
    "\u{2028}\u{2029}\u{85}\u{b}\u{c}",
    "😀🏳️‍🌈\u{10ffff}",
    "\u{1b}[2J\u{7}\u{8}\u{7f}",
    "\\u000a\\n\"}",
    "</script><!--",
    "0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    "",
];

/// Says one of the texts wherever a text can be said.
#[job("/say/{index}")]
async fn say(progress: Progress, index: usize, fail: bool) -> Result<Vec<&'static str>, String> {
    let text = TEXTS[index];
    progress.set_message(text);
    progress.set_unit(text);
    progress.log(Level::Error, text);
    let child = progress.child(text);
    child.set_message(text);
    child.println(text);
    if fail {
        return Err(text.to_owned());
    }
    Ok(vec![text, text])
}

/// Returns JSON that is laid out over many lines, as `to_string_pretty` does.
#[job("/layout")]
async fn layout() -> Box<serde_json::value::RawValue> {
    let text = "{\r\n\t\"a\" :\r\r[ 1,\n\n\n 2 ]\n}".to_owned();
    serde_json::value::RawValue::from_string(text).unwrap()
}

#[job("/long")]
async fn long(progress: Progress) -> String {
    let line = "é".repeat(512 * 1024);
    progress.println(line.clone());
    progress.println(line.clone() + "too much");
    progress.set_message(line.clone());
    progress.child(line.clone()).set_unit(line.clone());
    line.repeat(2)
}

#[job("/echo/{text}")]
async fn echo(progress: Progress, text: String, #[state] probe: Probe) -> String {
    let _alive = probe.begin();
    progress.set_message(text.clone());
    text
}

fn jobs() -> JobsBuilder {
    Jobs::builder().jobs(jobs![say, layout, long, echo])
}

async fn serve() -> TestServer {
    TestServer::start(jobs().state(Probe::new())).await
}

fn named<'e>(events: &'e [Event], name: &str) -> Vec<&'e Value> {
    let events = events.iter().filter(|event| event.name == name);
    events.map(|event| &event.data).collect()
}

#[tokio::test]
async fn every_text_arrives_as_it_was_said() {
    let server = serve().await;
    for (index, text) in TEXTS.iter().enumerate() {
        for fail in [false, true] {
            let request = Request::events(format!("/say/{index}?fail={fail}"));
            // The parser of the test has read every block, and found no more than it should.
            let events = server.watch(&request).await.rest().await;

            let last = named(&events, "progress").pop().unwrap();
            assert_eq!(
                (&last["message"], &last["unit"]),
                (&json!(text), &json!(text))
            );
            let task = &last["tasks"][0];
            for member in ["label", "message", "unit"] {
                assert_eq!(task[member], *text, "{member}");
            }
            let lines = named(&events, "log");
            assert_eq!(lines.len(), 2);
            assert!(lines.iter().all(|line| line["message"] == *text));
            let done = named(&events, "done").pop().unwrap();
            if fail {
                assert_eq!(done["error"]["message"], *text);
            } else {
                assert_eq!(done["result"], json!([text, text]));
            }
            let run = Request::get(format!("/runs/{}", events[0].id.run));
            let report = server.ask(&run).await.json();
            assert_eq!((&report["message"], &report["done"]), (&json!(text), done));
        }
    }
}

#[tokio::test]
async fn a_result_that_was_laid_out_over_lines_is_one_line() {
    let server = serve().await;
    let mut stream = server.watch(&Request::events("/layout")).await;
    let done = stream.done().await;
    assert_eq!(done.data["result"], json!({ "a": [1, 2] }));
    assert_eq!(done.raw.matches('\n').count(), 4);
}

#[tokio::test]
async fn a_megabyte_in_one_line_arrives_and_more_is_cut_where_it_says_so() {
    let server = serve().await;
    let mut stream = server.watch(&Request::events("/long")).await;
    let events = stream.rest().await;
    let line = "é".repeat(512 * 1024);
    let lines = named(&events, "log");
    // Two lines of a megabyte are more than the log remembers by default.
    let last = lines.last().unwrap()["message"].as_str().unwrap();
    assert!(last.starts_with(&line) && last.ends_with("… (8 bytes more)"));
    let whole = lines.iter().any(|l| l["message"] == line.as_str());
    assert!(whole || lines.iter().any(|l| l["missed"] == 1));
    let message = named(&events, "progress").pop().unwrap()["message"].clone();
    let message = message.as_str().unwrap();
    assert!(message.len() < 20_000 && line.starts_with(&message[..16_000]));
    assert_eq!(named(&events, "done")[0]["result"], line.repeat(2));
}

#[tokio::test]
async fn what_a_client_sends_comes_back_as_it_was_sent() {
    let server = serve().await;
    for text in TEXTS.iter().filter(|text| !text.is_empty()) {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let request = Request::events(format!("/echo/{encoded}"));
        let events = server.watch(&request).await.rest().await;
        assert_eq!(named(&events, "done")[0]["result"], *text);
        assert_eq!(named(&events, "progress").pop().unwrap()["message"], *text);
    }
}
