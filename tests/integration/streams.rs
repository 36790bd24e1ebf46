//! The bytes of a stream and when they come (DESIGN, section 3; rule 5).

use std::time::Duration;

use serde_json::{Value, json};
use sse_progress::{Jobs, Progress, job, jobs};

use super::harness::{Event, EventStream, Item, Probe, Request, TestServer, through_every_door};

through_every_door![
    a_stream_has_these_headers_and_no_others,
    every_byte_of_a_short_stream,
    behind_a_stream_the_connection_takes_the_next_request,
    silence_is_broken_by_heartbeats_and_by_nothing_else,
    between_the_first_and_the_last_value_there_is_one_for_each_interval,
    the_last_value_of_every_bar_is_shown_however_short_its_life,
];

const INTERVAL: Duration = Duration::from_millis(50);

#[job("/say/{word}", interval = "50ms", heartbeat = "60s")]
async fn say(progress: Progress, word: String, #[state] probe: Probe) -> String {
    progress.set_length(4);
    probe.step().await;
    progress.log(sse_progress::Level::Warn, format!("about {word}"));
    probe.step().await;
    progress.inc(1);
    word
}

/// Moves on as fast as it can until the test has seen enough.
#[job("/busy", interval = "50ms")]
async fn busy(progress: Progress, #[state] probe: Probe) {
    while !probe.try_step() {
        progress.inc(1);
        tokio::task::yield_now().await;
    }
    progress.set_position(7);
}

#[job("/idle", interval = "10ms", heartbeat = "30ms")]
async fn idle(progress: Progress, #[state] probe: Probe) {
    progress.set_message("still the same");
    probe.step().await;
    progress.set_message("still the same");
    progress.set_position(0);
    probe.step().await;
}

/// Bars that come, go and jump within one interval.
#[job("/bars", interval = "1h")]
async fn bars(progress: Progress, #[state] probe: Probe) {
    probe.step().await;
    progress.set_length(3);
    for name in ["one", "two", "three"] {
        let child = progress.child(name);
        child.set_length(1000);
        for _ in 0..if name == "two" { 999 } else { 1000 } {
            child.inc(1);
        }
        progress.inc(1);
    }
}

async fn serve(probe: &Probe) -> TestServer {
    let jobs = Jobs::builder().jobs(jobs![say, busy, idle, bars]);
    TestServer::start(jobs.state(probe.clone())).await
}

fn count(events: &[Event], name: &str) -> usize {
    events.iter().filter(|event| event.name == name).count()
}

async fn a_stream_has_these_headers_and_no_others() {
    let server = serve(&Probe::new()).await;
    let mut stream = server.watch(&Request::events("/say/it")).await;
    let run = stream.event().await.unwrap().id.run;
    let place = format!("../runs/{run}");
    let mut headers = stream.head.headers.clone();
    headers.retain(|(name, _)| name != "date");
    headers.sort();
    let expected = [
        ("cache-control", "no-cache, no-store, no-transform"),
        ("content-location", place.as_str()),
        ("content-type", "text/event-stream"),
        ("transfer-encoding", "chunked"),
        ("x-accel-buffering", "no"),
        ("x-content-type-options", "nosniff"),
    ];
    assert_eq!(headers, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    assert_eq!(stream.head.version, "HTTP/1.1");
}

async fn every_byte_of_a_short_stream() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut stream = server.watch(&Request::events("/say/it")).await;

    let first = stream.event().await.unwrap();
    let run = first.id.run.clone();
    let retry = first.retry.unwrap();
    assert!((1600..=2400).contains(&retry), "2 s, a fifth more or less");
    let snapshot = |state: &str, position: u64, length: &str, fraction: &str| {
        format!(
            "\"run\":\"{run}\",\"job\":\"say\",\"state\":\"{state}\",\"position\":{position},\
             \"length\":{length},\"unit\":\"items\",\"message\":\"\",\"fraction\":{fraction}"
        )
    };
    assert_eq!(
        first.raw,
        format!(
            "event: progress\nid: {run}.0\nretry: {retry}\ndata: {{\"heartbeat_ms\":60000,{},\"elapsed_ms\":0,\
             \"rate\":null,\"eta_ms\":null,\"queue\":null,\"tasks\":[]}}\n\n",
            snapshot("running", 0, "null", "null"),
        )
    );

    let second = stream.event().await.unwrap();
    assert_eq!(second.name, "progress");
    assert_eq!(second.data["length"], 4);
    let start = format!(
        "event: progress\nid: {run}.2\ndata: {{{},\"elapsed_ms\":",
        snapshot("running", 0, "4", "0.0")
    );
    assert!(second.raw.starts_with(&start), "{}", second.raw);

    probe.go(1);
    let log = stream.event().await.unwrap();
    let time = log.data["time"].as_str().unwrap();
    assert_eq!(time.len(), "2026-11-22T10:00:00.000Z".len());
    assert!(time.starts_with("20") && time.ends_with('Z'), "{time}");
    assert_eq!(
        log.raw,
        format!(
            "event: log\nid: {run}.1000000\n\
             data: {{\"level\":\"warn\",\"message\":\"about it\",\"time\":\"{time}\"}}\n\n"
        )
    );

    probe.go(1);
    let last = stream.event().await.unwrap();
    let start = format!(
        "event: progress\nid: {run}.1000001\ndata: {{{},\"elapsed_ms\":",
        snapshot("running", 1, "4", "0.25")
    );
    assert!(last.raw.starts_with(&start), "{}", last.raw);
    let done = stream.event().await.unwrap();
    let elapsed = &done.data["elapsed_ms"];
    assert_eq!(
        done.raw,
        format!(
            "event: done\nid: {run}.1000001.done\n\
             data: {{\"status\":\"succeeded\",\"result\":\"it\",\"elapsed_ms\":{elapsed}}}\n\n"
        )
    );
    assert!(stream.event().await.is_none());
}

async fn behind_a_stream_the_connection_takes_the_next_request() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut connection = server.connect().await;
    for word in ["one", "two"] {
        probe.go(2);
        let request = Request::events(format!("/say/{word}"));
        let mut stream = connection.watch(&request).await;
        assert_eq!(stream.done().await.data["result"], word);
        assert!(!stream.connection.has_unread());
        connection = stream.connection;
    }
    assert_eq!(connection.ask(&Request::get("/jobs")).await.status(), 200);
}

#[tokio::test]
async fn a_client_of_http_1_0_gets_the_events_alone_and_then_the_end() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    probe.go(2);
    let mut connection = server.connect().await;
    connection.send("GET /say/it HTTP/1.0\r\n\r\n").await;
    let head = connection.head().await;
    assert_eq!((head.status, head.header("transfer-encoding")), (200, None));
    let text = connection.read_to_end().await;
    let blocks = String::from_utf8(text).unwrap();
    let mut names = Vec::new();
    for block in blocks.split_inclusive("\n\n") {
        match Item::parse(block.as_bytes()).unwrap() {
            Item::Event(event) => names.push(event.name),
            Item::Heartbeat => panic!("a heartbeat within a minute"),
        }
    }
    assert_eq!(names.first().unwrap(), "progress");
    assert_eq!(names.last().unwrap(), "done");
}

async fn silence_is_broken_by_heartbeats_and_by_nothing_else() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut stream = server.watch(&Request::events("/idle")).await;
    let said = |event: &Event| event.data["message"] == "still the same";
    stream.find(said).await;
    for _ in 0..2 {
        for _ in 0..5 {
            let item = stream.item().await.unwrap();
            assert!(matches!(item, Item::Heartbeat), "{item:?}");
        }
        // What it reports now is what it has reported before.
        probe.go(1);
    }
    let events = stream.rest().await;
    assert_eq!((count(&events, "done"), events.len()), (1, 1), "{events:?}");
}

async fn between_the_first_and_the_last_value_there_is_one_for_each_interval() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut stream = server.watch(&Request::events("/busy")).await;
    let mut shown = Vec::new();
    while shown.len() < 8 {
        shown.push(stream.event().await.unwrap());
    }
    // The first stood before the function began, and from then on time is counted.
    let times: Vec<u64> = shown[1..].iter().map(|e| number(e, "elapsed_ms")).collect();
    // One interval less, since the first of them may have been late.
    let least = INTERVAL.as_millis() as u64 * (times.len() as u64 - 2);
    assert!(times[times.len() - 1] - times[0] >= least, "{times:?}");
    for pair in shown.windows(2) {
        assert!(number(&pair[1], "position") > number(&pair[0], "position"));
    }
    probe.go(1);
    let mut rest = stream.rest().await;
    rest.pop();
    assert_eq!(number(rest.last().unwrap(), "position"), 7);
}

async fn the_last_value_of_every_bar_is_shown_however_short_its_life() {
    let probe = Probe::new();
    let server = serve(&probe).await;
    let mut stream = server.watch(&Request::events("/bars")).await;
    let mut late = server.watch_run(&first_run(&mut stream).await).await;
    probe.go(1);
    for stream in [&mut stream, &mut late] {
        let events = stream.rest().await;
        let last = &events[events.len() - 2];
        assert_eq!(last.name, "progress");
        assert_eq!((number(last, "position"), number(last, "length")), (3, 3));
        let tasks = last.data["tasks"].as_array().unwrap().iter();
        let tasks: Vec<Value> = tasks
            .map(|task| json!([task["label"], task["position"], task["state"]]))
            .collect();
        assert_eq!(
            json!(tasks),
            json!([
                ["one", 1000, "finished"],
                ["two", 999, "stopped"],
                ["three", 1000, "finished"],
            ])
        );
        assert!(count(&events, "progress") <= 2, "an hour has not passed");
    }
}

async fn first_run(stream: &mut EventStream) -> String {
    stream.event().await.unwrap().id.run
}

fn number(event: &Event, member: &str) -> u64 {
    event.data[member].as_u64().unwrap()
}
