//! Requests that carry an id: what each is answered with, and that none starts a run.

use serde_json::json;

use super::client::{Request, eventually};
use super::server::Server;
use super::sse::Event;

const SAY: &str = "/say?gate=1&lines=3";

/// Starts a run, reads its first line, and leaves it with two lines to say.
async fn leave_a_run(server: &Server) -> Event {
    server.ledger.allow(1, 1);
    let mut events = Request::events(SAY).stream(server.addr).await;
    let line = events.hear("line 1").await;
    events.reset();
    line
}

/// Expects one `done` that says that the run is lost, and after it a client that is told to stop.
async fn expect_lost(server: &Server, request: Request, again: impl Fn(&str) -> Request) {
    let answer = request.send(server.addr).await;
    assert_eq!(answer.status, 200, "{request:?}");
    let events = answer.events().read_to_end().await;
    assert_eq!(events.len(), 1, "{request:?}: {events:?}");
    assert_eq!(events[0].status(), "lost");
    assert!(events[0].retry.is_some());
    let answer = again(&events[0].id).send(server.addr).await;
    assert_eq!(answer.status, 204, "{request:?}");
    assert_eq!(answer.text().await, "");
}

/// Expects the two lines that are left, and the end.
async fn expect_the_rest(server: &Server, request: Request, id: &str) {
    let mut events = request.stream(server.addr).await;
    assert_eq!(events.next().await.unwrap().id, id, "{request:?}");
    let rest = events.read_to_end().await;
    let said: Vec<_> = rest.iter().filter_map(Event::said).collect();
    assert_eq!(said, ["line 2", "line 3"], "{request:?}");
    assert_eq!(rest.last().unwrap().status(), "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_id_of_ours_is_lost_and_starts_nothing() {
    let server = Server::start().await;
    let line = leave_a_run(&server).await;
    let run = line.run();
    let long = "x".repeat(10 * 1024);
    let many = format!("{run}.{}", "1".repeat(10 * 1024));
    let ids = [
        "1",
        "garbage",
        "null",
        "undefined",
        "..",
        "%00",
        "a b\tc",
        "\u{e9}\u{4e2d}\u{1f600}",
        "../../etc/passwd",
        "AAAAAAAAAAAAAAAAAAAAAA.1",
        "4qJ0mX2vT9cB7yKdR1sN3g.1000000",
        run,
        &format!("{run}."),
        &format!("{run}.x"),
        &format!("{run}.-1"),
        &format!("{run}.1.2"),
        &format!("{run}.18446744073709551616"),
        // Further than the run has come.
        &format!("{run}.9000000"),
        &format!("{run}.18446744073709551615"),
        &many,
        &long,
    ];
    let addresses = [SAY, "/other?gate=1&lines=3", "/say?gate=nonsense"];
    for id in ids {
        for address in addresses {
            let again = |id: &str| Request::events(address).last_event_id(id);
            expect_lost(&server, Request::events(address).last_event_id(id), again).await;
            let curl = Request::get(address).last_event_id(id);
            expect_lost(&server, curl, again).await;
            let posted = Request::post(address).json(&json!({}));
            expect_lost(&server, posted.last_event_id(id), again).await;
        }
        let address = format!("/runs/{run}");
        let again = |id: &str| Request::events(&address).last_event_id(id);
        expect_lost(&server, again(id), again).await;
        let unknown = Request::events("/runs/nobody").last_event_id(id);
        expect_lost(&server, unknown, again).await;
    }
    assert_eq!((server.ledger.starts(), server.jobs.live_runs()), (1, 1));

    server.ledger.allow(1, 2);
    let whole = Request::events(SAY).last_event_id(&line.id);
    expect_the_rest(&server, whole, &line.id).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_another_job_or_run_is_lost_there() {
    let server = Server::start().await;
    let line = leave_a_run(&server).await;
    let other = "/other?gate=2&lines=1";
    let again = |id: &str| Request::events(other).last_event_id(id);
    expect_lost(&server, again(&line.id), again).await;

    let mut events = Request::events(other).stream(server.addr).await;
    let second = events.next().await.unwrap();
    let address = format!("/runs/{}", second.run());
    let again = |id: &str| Request::events(&address).last_event_id(id);
    expect_lost(&server, again(&line.id), again).await;
    assert_eq!(server.ledger.starts(), 2);
    server.ledger.allow(1, 2);
    server.ledger.allow(2, 1);
    server.idle().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_may_stand_in_the_query_and_the_header_wins() {
    let server = Server::start().await;
    let line = leave_a_run(&server).await;
    let id = line.id.as_str();
    server.ledger.allow(1, 2);
    let address = format!("/runs/{}", line.run());
    let encoded = id.replace('.', "%2E");
    for request in [
        Request::events(&format!("{SAY}&last_event_id={id}")),
        Request::events(&format!("{SAY}&last_event_id={encoded}")),
        Request::events(&format!("{SAY}&last_event_id=&last_event_id={id}")),
        Request::events(&format!("{SAY}&last_event_id=garbage")).last_event_id(id),
        // A header that says nothing leaves the word to the query.
        Request::events(&format!("{SAY}&last_event_id={id}")).last_event_id(""),
        Request::events(&address).last_event_id(id),
        Request::events(&format!("{address}?last_event_id={id}")),
        Request::get(SAY).last_event_id(id),
        // Whoever has an id need not repeat the parameters.
        Request::events("/say").last_event_id(id),
        Request::post(SAY).last_event_id(id),
        Request::post("/say")
            .json(&json!({ "gate": 1, "lines": 3 }))
            .last_event_id(id),
    ] {
        expect_the_rest(&server, request, id).await;
    }
    let both = Request::events(&format!("{SAY}&last_event_id={id}")).last_event_id("garbage");
    expect_lost(&server, both, |id| Request::events(SAY).last_event_id(id)).await;
    assert_eq!(server.ledger.starts(), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_id_is_none() {
    let server = Server::start().await;
    server.ledger.allow(1, 100);
    for (starts, request) in (1..).zip([
        Request::events(SAY).last_event_id(""),
        Request::events(&format!("{SAY}&last_event_id=")),
        Request::events(&format!("{SAY}&last_event_id=")).last_event_id(""),
    ]) {
        let events = request.stream(server.addr).await.read_to_end().await;
        assert_eq!(events.last().unwrap().status(), "succeeded");
        assert_eq!(server.ledger.starts(), starts);
        let address = format!("/runs/{}", events[0].run());
        let again = Request::events(&address).last_event_id("");
        let again = again.stream(server.addr).await.read_to_end().await;
        assert_eq!(again.iter().filter(|event| event.is_log()).count(), 3);
        assert_eq!(again.last(), events.last());
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_done_there_is_no_content() {
    let server = Server::start().await;
    server.ledger.allow(1, 3);
    let events = Request::events(SAY).stream(server.addr).await;
    let done = { events }.read_to_end().await.pop().unwrap();
    assert!(done.is_done());
    let address = format!("/runs/{}", done.run());
    for request in [
        Request::events(SAY).last_event_id(&done.id),
        Request::get(SAY).last_event_id(&done.id),
        Request::post(SAY).last_event_id(&done.id),
        Request::events(&address).last_event_id(&done.id),
        Request::events(&format!("{SAY}&last_event_id={}", done.id)),
        // Whichever run it was.
        Request::events("/other").last_event_id(&done.id),
        Request::events("/runs/nobody").last_event_id(&done.id),
        Request::events(SAY).last_event_id("whatever.done"),
    ] {
        let answer = request.send(server.addr).await;
        assert_eq!(answer.status, 204, "{request:?}");
        assert_eq!(answer.header("content-type"), None);
        assert_eq!(answer.text().await, "");
    }
    assert_eq!(server.ledger.starts(), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_retention_the_run_is_lost() {
    let server = Server::start().await;
    let path = "/brief?gate=1&lines=2";
    server.ledger.allow(1, 1);
    let mut events = Request::events(path).stream(server.addr).await;
    let line = events.hear("line 1").await;
    events.reset();
    server.ledger.allow(1, 1);
    server.idle().await;
    let run = line.run().parse().unwrap();
    eventually("it is forgotten", || server.jobs.run(&run).is_none()).await;

    let again = |id: &str| Request::events(path).last_event_id(id);
    expect_lost(&server, again(&line.id), again).await;
    let address = format!("/runs/{run}");
    let again = |id: &str| Request::events(&address).last_event_id(id);
    expect_lost(&server, again(&line.id), again).await;
    assert_eq!(
        Request::events(&address).send(server.addr).await.status,
        404
    );
    assert_eq!(server.ledger.starts(), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_server_has_lost_the_run() {
    let server = Server::start().await;
    let line = leave_a_run(&server).await;
    let addr = server.addr.to_string();
    server.ledger.allow(1, 2);
    server.idle().await;
    server.stop().await;

    let server = Server::at(&addr, |jobs| jobs, |server| server).await;
    let again = |id: &str| Request::events(SAY).last_event_id(id);
    expect_lost(&server, again(&line.id), again).await;
    let address = format!("/runs/{}", line.run());
    let again = |id: &str| Request::events(&address).last_event_id(id);
    expect_lost(&server, again(&line.id), again).await;
    assert_eq!(server.ledger.starts(), 0);
    server.stop().await;
}
