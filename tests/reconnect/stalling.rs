//! A client that keeps its connection and stops reading.

use std::time::{Duration, Instant};

use super::client::{Request, eventually};
use super::server::Server;
use super::sse::Event;

/// How long a client may leave bytes unread, if only because the machine is busy.
const TIMEOUT: Duration = Duration::from_secs(4);

/// 64 MiB: more than the buffers of two kernels and of hyper hold.
const LINES: usize = 4096;

/// How many lines are said at once: no more than the reader's connection has room for, so that it is
/// never taken for one that has stopped.
const STEP: usize = 16;

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_reading_is_dropped_and_others_do_not_feel_it() {
    let server = Server::with(
        |jobs| jobs.log_bytes(4 << 20),
        |server| server.tcp_user_timeout(TIMEOUT),
    )
    .await;
    let path = format!("/flood?gate=1&lines={LINES}");
    let mut reader = Request::events(&path).stream(server.addr).await;
    let first = reader.next().await.unwrap();
    let run = server.jobs.run(&first.run().parse().unwrap()).unwrap();
    let address = format!("/runs/{}", run.id());
    let mut stalled = Request::events(&address).stream(server.addr).await;
    let id = stalled.next().await.unwrap().id;
    assert_eq!(run.watchers(), 2);

    // The next lines wait for these to be read, so that only the stalled client can be late.
    let begun = Instant::now();
    let mut dropped = None;
    for last in (STEP..=LINES).step_by(STEP) {
        server.ledger.allow(1, STEP);
        let begin = format!("{last} ");
        let heard = |event: &Event| {
            assert_eq!(event.missed(), None);
            event.said().is_some_and(|said| said.starts_with(&begin))
        };
        reader.find(heard).await;
        if run.watchers() == 1 {
            dropped.get_or_insert_with(|| begun.elapsed());
        }
    }
    let sent = begun.elapsed();
    let end = reader.read_to_end().await.pop().unwrap();
    assert_eq!(end.status(), "succeeded");
    eventually("the stalled client is dropped", || run.watchers() == 0).await;
    let dropped = dropped.unwrap_or_else(|| begun.elapsed());
    println!("stopped reading: dropped after {dropped:?}; the others had 64 MiB after {sent:?}");
    assert!(dropped < sent + TIMEOUT * 3, "{dropped:?}");

    // Its connection is gone: it gets what was under way, and no end.
    let events = stalled.rest().await;
    assert!(!events.last().is_some_and(Event::is_done));
    // Coming back, it is told what it has missed, from the id that it has.
    let mut back = Request::events(&address)
        .last_event_id(&id)
        .stream(server.addr)
        .await;
    let events = back.read_to_end().await;
    let missed: u64 = events.iter().filter_map(Event::missed).sum();
    let said = events.iter().filter(|event| event.said().is_some()).count();
    assert!(missed > 0);
    assert_eq!(missed as usize + said, LINES);
    assert_eq!(events.last(), Some(&end));
    server.stop().await;
}
