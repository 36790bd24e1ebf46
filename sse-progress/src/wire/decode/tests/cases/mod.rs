//! The table, from the section "Server-sent events" of the HTML standard.

mod examples;
mod fields;
mod ids;
mod lines;

use std::time::Duration;

use super::{Decoder, Heard, Owned, heard_however_cut};

/// A name, what arrives, what comes out of it (event, data, id), the last event id, and the retry.
type Case = (
    &'static str,
    &'static [u8],
    &'static [(&'static str, &'static str, &'static str)],
    &'static str,
    Option<u64>,
);

#[test]
fn the_table() {
    let tables = [
        examples::EXAMPLES,
        lines::LINE_ENDS,
        lines::BYTE_ORDER_MARKS,
        fields::FIELDS,
        fields::DATA,
        ids::IDS,
        ids::RETRIES,
        lines::ENDS,
        examples::MALFORMED,
    ];
    for (name, bytes, messages, last_event_id, retry) in tables.into_iter().flatten() {
        let messages = messages
            .iter()
            .map(|(event, data, id)| Ok(Owned::new(event, data, id)));
        let expected = Heard {
            messages: messages.collect(),
            last_event_id: (*last_event_id).into(),
            retry: retry.map(Duration::from_millis),
        };
        let heard = heard_however_cut(name, Decoder::DEFAULT_LIMIT, bytes);
        assert_eq!(heard, expected, "{name}");
    }
}
