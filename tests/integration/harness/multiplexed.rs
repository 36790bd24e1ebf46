//! A stream of several runs as a client gets it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::event::{Event, Item};
use super::order::Order;
use super::request::Request;
use super::server::TestServer;
use super::soon;
use super::stream::EventStream;

/// Whatever is wrong with the bytes, or with the order of the events of one run, fails the test.
#[derive(Debug)]
pub(crate) struct Multiplexed {
    stream: EventStream,
    orders: HashMap<String, Order>,
    begun: bool,
}

/// An event as it would have come on a stream of its run alone, and the id that it came with.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) id: String,
    pub(crate) retry: Option<u64>,
    pub(crate) event: Event,
}

/// The address of these runs, each an id of a run or of an event.
pub(crate) fn address(runs: &[&str]) -> String {
    let runs: Vec<_> = runs.iter().map(|run| format!("run={run}")).collect();
    format!("/runs/events?{}", runs.join("&"))
}

impl Multiplexed {
    pub(crate) async fn open(server: &TestServer, runs: &[&str]) -> Self {
        Self::ask(server, &Request::events(address(runs))).await
    }

    /// Comes back to the same address with the last id.
    pub(crate) async fn resume(server: &TestServer, runs: &[&str], id: &str) -> Self {
        let request = Request::events(address(runs)).header("last-event-id", id);
        Self::ask(server, &request).await
    }

    pub(crate) async fn ask(server: &TestServer, request: &Request) -> Self {
        Self {
            stream: server.watch(request).await,
            orders: HashMap::new(),
            begun: false,
        }
    }

    /// The next event, `None` when the stream ends; a heartbeat is `Err`.
    async fn item(&mut self) -> Option<Result<Shared, ()>> {
        let block = self.stream.block().await?;
        if block == b":\n\n" {
            return Some(Err(()));
        }
        let text = String::from_utf8(block).unwrap();
        let (name, rest) = text.split_once("\nid: ").unwrap();
        let (id, rest) = rest.split_once('\n').unwrap();
        let (hint, data) = rest.split_once("data: {\"id\":\"").unwrap();
        let (own, data) = data.split_once("\",").unwrap();
        assert!(
            id.len() <= 128
                && id
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)),
            "{id:?}"
        );
        assert_eq!(hint.is_empty(), std::mem::replace(&mut self.begun, true));
        let first = hint;
        let hint = hint
            .strip_prefix("retry: ")
            .and_then(|h| h.strip_suffix('\n'));
        // The first event of the stream says something about it, as on a stream of its own.
        let alone = format!("{name}\nid: {own}\n{first}data: {{{data}");
        let Ok(Item::Event(event)) = Item::parse(alone.as_bytes()) else {
            panic!("{text}");
        };
        let retry = hint.map(|hint| hint.parse().unwrap());
        let order = self.orders.entry(event.id.run.clone());
        // On a stream of its own the first event of each run would have a hint.
        let checked = match order {
            Entry::Vacant(order) => order.insert(Order::default()).check(&Event {
                retry: Some(0),
                ..event.clone()
            }),
            Entry::Occupied(mut order) => order.get_mut().check(&event),
        };
        checked.unwrap_or_else(|wrong| panic!("{wrong} in the order of\n{text}"));
        let id = id.to_owned();
        Some(Ok(Shared { id, retry, event }))
    }

    /// The next event, after any heartbeats, `None` when the stream ends.
    pub(crate) async fn event(&mut self) -> Option<Shared> {
        let event = async {
            loop {
                if let Ok(event) = self.item().await? {
                    return Some(event);
                }
            }
        };
        soon("an event among heartbeats", event).await
    }

    /// Waits for a heartbeat.
    pub(crate) async fn heartbeat(&mut self) {
        let heartbeat = async {
            while self
                .item()
                .await
                .expect("a heartbeat before the end")
                .is_ok()
            {}
        };
        soon("a heartbeat", heartbeat).await;
    }

    /// All events until the stream ends.
    pub(crate) async fn rest(&mut self) -> Vec<Shared> {
        let rest = async {
            let mut events = Vec::new();
            while let Some(event) = self.event().await {
                events.push(event);
            }
            events
        };
        soon("the end of a stream", rest).await
    }
}
