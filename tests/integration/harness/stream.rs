//! A stream of events as a client gets it.

use super::connection::Connection;
use super::event::{Event, Item};
use super::order::Order;
use super::response::Head;
use super::soon;

/// An answer with events. Whatever is wrong with their bytes or their order fails the test.
#[derive(Debug)]
pub(crate) struct EventStream {
    pub(crate) head: Head,
    pub(crate) connection: Connection,
    chunked: bool,
    order: Order,
    /// Taken from chunks, and not read as events yet.
    text: Vec<u8>,
}

impl EventStream {
    pub(crate) async fn begin(mut connection: Connection) -> Self {
        let head = connection.head().await;
        if head.status != 200 {
            let length = head.header("content-length").and_then(|l| l.parse().ok());
            let body = connection.read_exactly(length.unwrap_or(0)).await;
            panic!("{head:?}\n{}", String::from_utf8_lossy(&body));
        }
        assert_eq!(head.header("content-type"), Some("text/event-stream"));
        let length = head.header("content-length").map(|l| l.parse().unwrap());
        let text = match length {
            // What is over before it begins.
            Some(length) => connection.read_exactly(length).await,
            None => Vec::new(),
        };
        let chunked = head.header("transfer-encoding") == Some("chunked");
        assert_eq!(chunked, length.is_none(), "{head:?}");
        Self {
            head,
            connection,
            chunked,
            order: Order::default(),
            text,
        }
    }

    /// The next event or heartbeat, `None` after the last.
    pub(crate) async fn item(&mut self) -> Option<Item> {
        let Some(block) = self.block().await else {
            assert!(self.order.is_over(), "the stream ends without `done`");
            return None;
        };
        Some(self.read(&block))
    }

    /// The next block up to its empty line, `None` after the last.
    pub(super) async fn block(&mut self) -> Option<Vec<u8>> {
        let mut searched = 0;
        loop {
            let end = self.text[searched..].windows(2).position(|w| w == b"\n\n");
            if let Some(end) = end {
                let rest = self.text.split_off(searched + end + 2);
                return Some(std::mem::replace(&mut self.text, rest));
            }
            searched = self.text.len().saturating_sub(1);
            let chunk = match self.chunked {
                true => self.connection.chunk().await,
                false => None,
            };
            match chunk {
                Some(chunk) => self.text.extend_from_slice(&chunk),
                None => {
                    assert!(self.text.is_empty(), "the stream ends within an event");
                    return None;
                }
            }
        }
    }

    fn read(&mut self, block: &[u8]) -> Item {
        let block_text = || String::from_utf8_lossy(&block[..block.len().min(2000)]);
        let item = Item::parse(block)
            .unwrap_or_else(|wrong| panic!("{wrong} in the block\n{}", block_text()));
        if let Item::Event(event) = &item {
            let order = self.order.check(event);
            order.unwrap_or_else(|wrong| panic!("{wrong} in the order of\n{}", block_text()));
        }
        item
    }

    /// The next event, after any heartbeats, `None` after the last.
    pub(crate) async fn event(&mut self) -> Option<Event> {
        let event = async {
            loop {
                match self.item().await? {
                    Item::Event(event) => return Some(event),
                    Item::Heartbeat => {}
                }
            }
        };
        soon("an event among heartbeats", event).await
    }

    /// The next event for which this holds.
    pub(crate) async fn find(&mut self, mut matches: impl FnMut(&Event) -> bool) -> Event {
        let find = async {
            loop {
                let event = self.event().await.expect("the event before the end");
                if matches(&event) {
                    return event;
                }
            }
        };
        soon("an event among others", find).await
    }

    /// All events up to `done`, with it.
    pub(crate) async fn rest(&mut self) -> Vec<Event> {
        let rest = async {
            let mut events = Vec::new();
            while let Some(event) = self.event().await {
                events.push(event);
            }
            events
        };
        soon("the end of a stream", rest).await
    }

    /// `done`, without what comes before it.
    pub(crate) async fn done(&mut self) -> Event {
        let done = self.rest().await.pop().expect("`done` has not been read");
        assert_eq!(done.name, "done");
        done
    }
}
