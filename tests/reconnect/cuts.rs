//! Connections that break anywhere in a stream, and what the next one brings.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::client::{Request, eventually};
use super::server::Server;
use super::sse::Event;

/// How many lines the job says.
const LINES: usize = 200;

/// How many of them it says while the client is away.
const AWAY: usize = 3;

/// The numbers of the lines that these events carry.
fn lines(events: &[Event]) -> Vec<usize> {
    let said = events.iter().filter_map(Event::said);
    said.map(|said| said.strip_prefix("line ").unwrap().parse().unwrap())
        .collect()
}

/// Reads so many events, one line each at most, then breaks off: between two events or within the
/// next. Comes back, and has to have each line once and the end that everybody has.
async fn cut(server: &Server, gate: u64, count: usize, within_an_event: bool) {
    let path = format!("/say?gate={gate}&lines={LINES}");
    let request = Request::events(&path);
    let mut events = request.stream(server.addr).await;
    // One line more than is read whole, so that the next event can be cut.
    server.ledger.allow(gate, (count + 1).min(LINES));
    let mut seen = Vec::new();
    while seen.len() < count {
        let Some(event) = events.next().await else {
            break;
        };
        seen.push(event);
    }
    let run = seen[0].run().to_owned();
    let id = events.last_id().to_owned();
    if within_an_event && count <= LINES {
        events.half_an_event().await;
    }
    events.reset();

    server.ledger.allow(gate, AWAY);
    let mut ended = seen.last().is_some_and(Event::is_done);
    let mut events = Request::events(&path).last_event_id(&id);
    if gate % 2 == 1 {
        events = Request::events(&format!("/runs/{run}")).last_event_id(&id);
    }
    if ended {
        assert_eq!(events.send(server.addr).await.status, 204);
    } else {
        let mut events = events.stream(server.addr).await;
        let opening = events.next().await.unwrap();
        assert_eq!((opening.name.as_str(), opening.id), ("progress", id));
        server.ledger.allow(gate, LINES);
        seen.extend(events.read_to_end().await);
        ended = seen.last().is_some_and(Event::is_done);
    }
    assert!(ended);
    assert_eq!(lines(&seen), (1..=LINES).collect::<Vec<_>>(), "cut {count}");
    assert!(seen.iter().all(|event| event.run() == run));
    assert_eq!(seen.last().unwrap().status(), "succeeded");
    assert_eq!(seen.last().unwrap().data["result"], LINES);

    let mut late = Request::events(&format!("/runs/{run}"))
        .stream(server.addr)
        .await;
    assert_eq!(late.read_to_end().await.last(), seen.last());
}

async fn cut_everywhere(within_an_event: bool) {
    let server = Server::start().await;
    // Snapshots come between the lines, so a cut after the last possible event is among these.
    let counts: Vec<usize> = (1..=LINES + 60).collect();
    let server = Arc::new(server);
    for some in counts.chunks(20) {
        let mut cuts = JoinSet::new();
        for &count in some {
            let server = Arc::clone(&server);
            cuts.spawn(async move { cut(&server, count as u64, count, within_an_event).await });
        }
        cuts.join_all().await;
    }
    assert_eq!(server.ledger.starts(), counts.len());
    server.idle().await;
    Arc::into_inner(server).unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_after_any_event_loses_and_repeats_nothing() {
    cut_everywhere(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_within_any_event_loses_and_repeats_nothing() {
    cut_everywhere(true).await;
}

/// Of the bytes of a whole stream, every prefix is one that a client may have got.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_at_any_byte_loses_and_repeats_nothing() {
    const FEW: usize = 4;
    let server = Server::start().await;
    server.ledger.allow(1, FEW);
    let path = format!("/say?gate=1&lines={FEW}");
    let mut events = Request::events(&path).stream(server.addr).await;
    let bytes = events.bytes().await;
    for end in 0..=bytes.len() {
        let mut seen = super::sse::Parser::default().push(&bytes[..end]);
        let Some(id) = seen.last().map(|event| event.id.clone()) else {
            continue;
        };
        let again = Request::events(&path).last_event_id(&id);
        if seen.last().is_some_and(Event::is_done) {
            assert_eq!(again.send(server.addr).await.status, 204);
        } else {
            let mut rest = again.stream(server.addr).await;
            seen.extend(rest.read_to_end().await);
            rest.reset();
        }
        assert_eq!(lines(&seen), (1..=FEW).collect::<Vec<_>>(), "byte {end}");
        assert!(seen.last().is_some_and(Event::is_done));
    }
    assert_eq!(server.ledger.starts(), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_buffer_holds_any_more_is_counted() {
    const KEPT: usize = 50;
    let server = Server::with(|jobs| jobs.log_lines(KEPT), |server| server).await;
    for (gate, read) in [(1, 0), (2, 1), (3, 10), (4, 149), (5, 150), (6, 199)] {
        let path = format!("/say?gate={gate}&lines={LINES}");
        let mut events = Request::events(&path).stream(server.addr).await;
        let mut seen = vec![events.next().await.unwrap()];
        // One by one, so that what it reads it has before it can be lost.
        for line in 1..=read {
            server.ledger.allow(gate, 1);
            seen.push(events.hear(&format!("line {line}")).await);
        }
        let id = events.last_id().to_owned();
        events.reset();
        server.ledger.allow(gate, LINES);
        let run = seen[0].run().parse().unwrap();
        let run = server.jobs.run(&run).unwrap();
        eventually("the run ends", || run.done().is_some()).await;

        let mut events = Request::events(&path)
            .last_event_id(&id)
            .stream(server.addr)
            .await;
        let rest = events.read_to_end().await;
        let gone = (LINES - KEPT).saturating_sub(read);
        let missed: Vec<_> = rest.iter().filter_map(Event::missed).collect();
        let expected = (gone > 0).then_some(gone as u64);
        assert_eq!(missed, expected.into_iter().collect::<Vec<_>>());
        let left: Vec<_> = (read + gone + 1..=LINES).collect();
        assert_eq!(lines(&rest), left);
        // It says so before the lines that are left.
        let first = rest.iter().find(|event| event.is_log()).unwrap();
        assert_eq!(first.missed(), expected);
        assert_eq!(rest.last().unwrap().status(), "succeeded");
        // Whoever was told of a loss is not told again.
        if let Some(notice) = rest.iter().find(|event| event.missed().is_some()) {
            let mut again = Request::events(&path)
                .last_event_id(&notice.id)
                .stream(server.addr)
                .await;
            assert_eq!(lines(&again.read_to_end().await), left);
        }
    }
    server.stop().await;
}
