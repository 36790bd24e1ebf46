//! What is too long, what is long, and what takes no memory.

use std::time::Duration;

use super::{Decode, Decoder, Heard, Owned, TooLong, decoder, hear, heard_however_cut};

const TOO_LONG: TooLong = TooLong { limit: 8 };

fn ok(event: &str, data: &str, id: &str) -> Result<Owned, TooLong> {
    Ok(Owned::new(event, data, id))
}

#[test]
fn an_event_may_take_the_limit_and_not_a_byte_more() {
    let rows: [(&str, &[u8], &[u8]); 7] = [
        ("data", b"data: 12345678\n\n", b"data: 123456789\n\n"),
        (
            "with a name",
            b"event: 1234\ndata: 5678\n\n",
            b"event: 1234\ndata: 56789\n\n",
        ),
        (
            "with an id",
            b"id: 1234\ndata: 5678\n\n",
            b"id: 1234\ndata: 56789\n\n",
        ),
        (
            "with a name behind",
            b"data: 5678\nevent: 1234\n\n",
            b"data: 5678\nevent: 12345\n\n",
        ),
        (
            "lines of data",
            b"data: 123\ndata: 5678\n\n",
            b"data: 123\ndata: 56789\n\n",
        ),
        (
            "empty lines of data",
            b"data\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\n\n",
            b"data\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\n\n",
        ),
        (
            "with a retry",
            b"retry: 5\ndata: 12345678\n\n",
            b"data: 12345678\nretry: 5\n\n",
        ),
    ];
    for (name, fits, too_long) in rows {
        let heard = heard_however_cut(name, 8, fits);
        assert!(matches!(heard.messages[..], [Ok(_)]), "{name}: {heard:?}");
        let heard = heard_however_cut(name, 8, too_long);
        assert_eq!(heard.messages, [Err(TOO_LONG)], "{name}");
    }
}

#[test]
fn one_too_long_is_left_out_and_the_next_is_not() {
    let bytes = b"id: 1\ndata: a\n\n\
                  id: 2\nevent: e\ndata: 123456789\ndata: 123456789\nid: 3\nretry: 5\n\n\
                  data: b\n\nid: 4\ndata: c\n\n";
    let expected = Heard {
        messages: vec![
            ok("message", "a", "1"),
            Err(TOO_LONG),
            ok("message", "b", "1"),
            ok("message", "c", "4"),
        ],
        last_event_id: "4".into(),
        retry: None,
    };
    assert_eq!(heard_however_cut("left out", 8, bytes), expected);
}

#[test]
fn it_says_its_limit() {
    assert_eq!(TOO_LONG.to_string(), "an event has more than 8 bytes");
}

#[test]
fn a_line_that_never_ends_is_noticed_when_it_is_too_long() {
    for begin in ["data: ", "event: ", "id: ", "retry: "] {
        let mut decoder = Decoder::new(1000);
        let chunks = || std::iter::once(begin.as_bytes()).chain((0..100_000).map(|_| &b"7"[..]));
        let heard = hear(&mut decoder, chunks());
        assert_eq!(heard.messages, [Err(TooLong { limit: 1000 })], "{begin}");
        assert_eq!(heard.retry, None);
    }
}

#[test]
fn comments_and_unknown_fields_take_no_room() {
    for begin in [":", "foo: ", "event"] {
        let line = begin.repeat(10_000);
        let mut bytes = b"data: 12345678\n".to_vec();
        bytes.extend_from_slice(line.as_bytes());
        bytes.extend_from_slice(b"\n\n");
        for size in [1, 7, bytes.len()] {
            let heard = hear(&mut Decoder::new(8), bytes.chunks(size));
            assert_eq!(heard.messages, [ok("message", "12345678", "")], "{begin}");
        }
    }
}

#[test]
fn what_one_event_took_the_next_may_take_again() {
    let bytes = b"id: 1\ndata: 1234567\n\n".repeat(1000);
    for size in [1, 7, bytes.len()] {
        let heard = hear(&mut Decoder::new(8), bytes.chunks(size));
        assert_eq!(heard.messages, vec![ok("message", "1234567", "1"); 1000]);
    }
}

#[test]
fn lines_of_five_megabytes() {
    let text = "0123456789 ß漢𝄞 ".repeat(5 << 20 >> 4);
    let mut bytes = b"event: log\nid: 1\ndata: ".to_vec();
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(b"\n\ndata: ");
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(b"\r\n\r\n");
    assert!(text.len() > 5 << 20);
    // Byte by byte as well: who looks at a line again for each of its bytes does not get through.
    for size in [1, 1460, 16 << 10, bytes.len()] {
        let heard = hear(&mut decoder(), bytes.chunks(size));
        assert!(
            heard.messages == [ok("log", &text, "1"), ok("message", &text, "1")],
            "in pieces of {size}"
        );
    }
}

#[test]
fn another_stream_begins_anew_and_knows_the_last_id() {
    let beginnings: [&[u8]; 8] = [
        b"",
        b"\xef\xbb",
        b"da",
        b"data: a",
        b"event: a\nid: 2\ndata: a\n",
        b"id: 2",
        b"data: 123456789",
        b"data: a\r",
    ];
    // A heartbeat may come first: it says nothing about ids.
    let streams: [&[u8]; 3] = [
        b"data: b\n\n",
        b"\xef\xbb\xbfdata: b\n\n",
        b":\n\ndata: b\n\n",
    ];
    for (beginning, stream) in beginnings
        .iter()
        .flat_map(|beginning| streams.map(|stream| (beginning, stream)))
    {
        let mut decoder = Decoder::new(8);
        hear(&mut decoder, [&b"id: 1\nretry: 5\n\n"[..], beginning]);
        decoder.restart();
        assert_eq!(decoder.last_event_id(), "1");
        let heard = hear(&mut decoder, [stream]);
        let beginning = String::from_utf8_lossy(beginning);
        assert_eq!(heard.messages, [ok("message", "b", "1")], "{beginning:?}");
        assert_eq!(heard.retry, Some(Duration::from_millis(5)));
    }
}
