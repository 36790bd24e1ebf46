//! An event of a stream that shows a list as it is now: no part of a run, and without an id.

use serde_json::Value;

use super::{EventStream, soon};

#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) retry: Option<u64>,
    pub(crate) data: Value,
}

impl EventStream {
    /// The next list, after any heartbeats.
    pub(crate) async fn page(&mut self) -> Page {
        let block = async {
            loop {
                let block = self.block().await.expect("another list");
                if block != b":\n\n" {
                    return String::from_utf8(block).unwrap();
                }
            }
        };
        let block = soon("a list", block).await;
        let mut lines = block.strip_suffix("\n\n").unwrap().split('\n').peekable();
        let name = lines.next().and_then(|line| line.strip_prefix("event: "));
        let retry = lines.peek().and_then(|line| line.strip_prefix("retry: "));
        let retry = retry.map(|retry| retry.parse().unwrap());
        if retry.is_some() {
            lines.next();
        }
        let data = lines.next().and_then(|line| line.strip_prefix("data: "));
        assert_eq!(lines.next(), None, "{block}");
        Page {
            name: name.unwrap().to_owned(),
            retry,
            data: serde_json::from_str(data.unwrap()).unwrap(),
        }
    }
}
