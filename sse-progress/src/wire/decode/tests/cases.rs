//! The table. The names of sections are those of the HTML standard, "Server-sent events".

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
        EXAMPLES,
        LINE_ENDS,
        BYTE_ORDER_MARKS,
        FIELDS,
        DATA,
        IDS,
        RETRIES,
        ENDS,
        MALFORMED,
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

/// The streams that the standard itself gives as examples.
const EXAMPLES: &[Case] = &[
    (
        "messages without names, one of two lines",
        b"data: This is the first message.\n\n\
          data: This is the second message, it\ndata: has two lines.\n\n\
          data: This is the third message.\n\n",
        &[
            ("message", "This is the first message.", ""),
            (
                "message",
                "This is the second message, it\nhas two lines.",
                "",
            ),
            ("message", "This is the third message.", ""),
        ],
        "",
        None,
    ),
    (
        "named events",
        b"event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n",
        &[
            ("add", "73857293", ""),
            ("remove", "2153", ""),
            ("add", "113411", ""),
        ],
        "",
        None,
    ),
    (
        "a line of data for each datum",
        b"data: YHOO\ndata: +2\ndata: 10\n\n",
        &[("message", "YHOO\n+2\n10", "")],
        "",
        None,
    ),
    (
        "four blocks: a comment, an id, an id taken back, and one that does not end",
        b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event",
        &[
            ("message", "first event", "1"),
            ("message", "second event", ""),
        ],
        "",
        None,
    ),
    (
        "the same, ended",
        b"data:  third event\n\n",
        &[("message", " third event", "")],
        "",
        None,
    ),
    (
        "empty data, an empty line of data twice, and data that does not end",
        b"data\n\ndata\ndata\n\ndata:",
        &[("message", "", ""), ("message", "\n", "")],
        "",
        None,
    ),
    (
        "one space is left out, if it is there",
        b"data:test\n\ndata: test\n\n",
        &[("message", "test", ""), ("message", "test", "")],
        "",
        None,
    ),
];

const LINE_ENDS: &[Case] = &[
    (
        "carriage returns alone",
        b"event: a\rdata: 1\rdata: 2\r\rdata: 3\r\r",
        &[("a", "1\n2", ""), ("message", "3", "")],
        "",
        None,
    ),
    (
        "carriage returns with line feeds",
        b"event: a\r\ndata: 1\r\ndata: 2\r\n\r\ndata: 3\r\n\r\n",
        &[("a", "1\n2", ""), ("message", "3", "")],
        "",
        None,
    ),
    (
        "all three in one event",
        b"event: a\rid: 1\ndata: 1\r\ndata: 2\n\r\n",
        &[("a", "1\n2", "1")],
        "1",
        None,
    ),
    (
        "a line feed and a carriage return are two ends",
        b"data: 1\n\rdata: 2\n\r",
        &[("message", "1", ""), ("message", "2", "")],
        "",
        None,
    ),
    (
        "a carriage return and two line feeds are two ends",
        b"data: 1\r\n\ndata: 2\r\r\n",
        &[("message", "1", ""), ("message", "2", "")],
        "",
        None,
    ),
    (
        "an event that ends in a carriage return is not waited for",
        b"data: 1\r\r",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "other characters that end lines elsewhere do not",
        "data: 1\u{b}2\u{c}3\u{85}4\u{2028}5\u{2029}6\0\n\n".as_bytes(),
        &[("message", "1\u{b}2\u{c}3\u{85}4\u{2028}5\u{2029}6\0", "")],
        "",
        None,
    ),
    (
        "blank lines before, between and after",
        b"\n\r\n\rdata: 1\n\n\n\n\r\rdata: 2\n\n\n",
        &[("message", "1", ""), ("message", "2", "")],
        "",
        None,
    ),
];

const BYTE_ORDER_MARKS: &[Case] = &[
    (
        "one at the start is no part of the stream",
        b"\xef\xbb\xbfdata: 1\n\n",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "a second one is",
        b"\xef\xbb\xbf\xef\xbb\xbfdata: 1\n\ndata: 2\n\n",
        &[("message", "2", "")],
        "",
        None,
    ),
    (
        "so is one at the start of another line",
        b"\n\xef\xbb\xbfdata: 1\n\ndata: 2\n\n",
        &[("message", "2", "")],
        "",
        None,
    ),
    (
        "and one in a value",
        b"event: \xef\xbb\xbf\ndata: \xef\xbb\xbf1\nid:\xef\xbb\xbf2\n\n",
        &[("\u{feff}", "\u{feff}1", "\u{feff}2")],
        "\u{feff}2",
        None,
    ),
    (
        "before a carriage return",
        b"\xef\xbb\xbf\r\ndata: 1\n\n",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "one byte of it is a malformed name",
        b"\xefdata: 1\n\ndata: 2\n\n",
        &[("message", "2", "")],
        "",
        None,
    ),
    (
        "two bytes of it, too",
        b"\xef\xbbdata: 1\ndata: 2\n\n",
        &[("message", "2", "")],
        "",
        None,
    ),
    (
        "a line of half a mark is not blank",
        b"\xef\xbb\r\ndata: 1\n\n",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "half a mark and then a whole one",
        b"\xef\xbb\xef\xbb\xbfdata: 1\ndata: 2\n\n",
        &[("message", "2", "")],
        "",
        None,
    ),
    (
        "of the other byte order it is none",
        b"\xff\xfedata: 1\n\n",
        &[],
        "",
        None,
    ),
    ("nothing but one", b"\xef\xbb\xbf", &[], "", None),
];

const FIELDS: &[Case] = &[
    (
        "unknown ones and comments are skipped",
        b"data: 1\n: data: 2\n:\n::\nfoo: 3\n foo\ndata2: 4\nda: 5\n\n",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "names are lower case, and have no space around them",
        b"Data: 1\nDATA: 1\n data: 1\ndata : 1\n\tdata: 1\ndata\0: 1\ndata: 2\n\n",
        &[("message", "2", "")],
        "",
        None,
    ),
    (
        "without a colon the whole line is the name",
        b"data 1\ndata=1\nevent a\nid 7\nretry 5\ndata: 2\n\n",
        &[("message", "2", "")],
        "",
        None,
    ),
    (
        "without a colon the value is empty",
        b"event: a\nevent\ndata: 1\n\n",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "with a colon and nothing behind it, too",
        b"event: a\nevent:\ndata: 1\n\nevent: a\nevent: \ndata: 2\n\n",
        &[("message", "1", ""), ("message", "2", "")],
        "",
        None,
    ),
    (
        "the last name counts",
        b"event: a\nevent: b\ndata: 1\n\n",
        &[("b", "1", "")],
        "",
        None,
    ),
    (
        "a name is of its own event",
        b"event: a\ndata: 1\n\ndata: 2\n\n",
        &[("a", "1", ""), ("message", "2", "")],
        "",
        None,
    ),
    (
        "a name without data is forgotten",
        b"event: a\n\ndata: 1\n\n",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "more colons are of the value",
        b"event:a:b\ndata::1:\ndata: :2\n\n",
        &[("a:b", ":1:\n:2", "")],
        "",
        None,
    ),
    (
        "one space is taken, other white space is not",
        b"event:  a \ndata:\t1\ndata:  2 \nid:  3 \n\n",
        &[(" a ", "\t1\n 2 ", " 3 ")],
        " 3 ",
        None,
    ),
    (
        "names that begin like known ones, or go on",
        b"d: 1\ndat: 1\ndatas: 1\neventt: 1\nretryy: 5\ni: 1\nids: 1\nr: 5\ndata: 2\n\n",
        &[("message", "2", "")],
        "",
        None,
    ),
    (
        "a name longer than any known one",
        b"retryretryretry: 5\neventeventevent\ndata: 1\n\n",
        &[("message", "1", "")],
        "",
        None,
    ),
];

const DATA: &[Case] = &[
    (
        "none, no message",
        b"event: a\n\n\n: c\n\nid: 1\nevent: b\n\n",
        &[],
        "1",
        None,
    ),
    (
        "an empty line of it is a message",
        b"data:\n\ndata: \n\ndata\n\n",
        &[
            ("message", "", ""),
            ("message", "", ""),
            ("message", "", ""),
        ],
        "",
        None,
    ),
    (
        "empty lines first, between and last",
        b"data\ndata: 1\ndata:\ndata: 2\ndata\n\n",
        &[("message", "\n1\n\n2\n", "")],
        "",
        None,
    ),
    (
        "lines of it with others between them",
        b"data: 1\nevent: a\n: c\ndata: 2\nid: 3\ndata: 4\n\n",
        &[("a", "1\n2\n4", "3")],
        "3",
        None,
    ),
    (
        "is of its own event",
        b"data: 1\ndata: 2\n\ndata: 3\n\n",
        &[("message", "1\n2", ""), ("message", "3", "")],
        "",
        None,
    ),
    (
        "of many bytes a character",
        "data: ßé漢𝄞\ndata: 👩‍👩‍👧\n\n".as_bytes(),
        &[("message", "ßé漢𝄞\n👩‍👩‍👧", "")],
        "",
        None,
    ),
];

const IDS: &[Case] = &[
    (
        "stay until the next",
        b"id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n",
        &[
            ("message", "a", "1"),
            ("message", "b", "1"),
            ("message", "c", "2"),
        ],
        "2",
        None,
    ),
    (
        "behind the data, too",
        b"data: a\nid: 1\n\n",
        &[("message", "a", "1")],
        "1",
        None,
    ),
    ("count without data", b"id: 1\n\n", &[], "1", None),
    (
        "count without data, for what comes next",
        b"id: 1\n\ndata: a\n\n",
        &[("message", "a", "1")],
        "1",
        None,
    ),
    (
        "count at the blank line only",
        b"id: 1\n\nid: 2\n",
        &[],
        "1",
        None,
    ),
    (
        "empty ones reset",
        b"id: 1\n\nid:\n\nid: 2\ndata: a\n\nid\ndata: b\n\n",
        &[("message", "a", "2"), ("message", "b", "")],
        "",
        None,
    ),
    (
        "the last of an event counts",
        b"id: 1\nid: 2\ndata: a\n\n",
        &[("message", "a", "2")],
        "2",
        None,
    ),
    (
        "with a NUL are ignored",
        b"id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid: \0\n\nid: 3\nid: 4\0\x34\n\n",
        &[("message", "a", "1"), ("message", "b", "1")],
        "3",
        None,
    ),
    (
        "may be any text",
        "id: ß 漢:\t1\ndata: a\n\n".as_bytes(),
        &[("message", "a", "ß 漢:\t1")],
        "ß 漢:\t1",
        None,
    ),
];

const RETRIES: &[Case] = &[
    ("count at once", b"retry: 2113\n", &[], "", Some(2113)),
    (
        "with a message, and after it",
        b"retry: 1\ndata: a\n\ndata: b\n\n",
        &[("message", "a", ""), ("message", "b", "")],
        "",
        Some(1),
    ),
    (
        "the last one counts",
        b"retry: 1\nretry: 2\n\nretry:3\n",
        &[],
        "",
        Some(3),
    ),
    ("zero", b"retry: 0\n", &[], "", Some(0)),
    (
        "zeros first",
        b"retry: 000000000000000000000000007\n",
        &[],
        "",
        Some(7),
    ),
    ("a sign", b"retry: +5\nretry: -5\n", &[], "", None),
    (
        "empty",
        b"retry: 4\nretry\nretry:\nretry: \n",
        &[],
        "",
        Some(4),
    ),
    (
        "spaces",
        b"retry: 4\nretry:  5\nretry: 6 \nretry: 7 7\nretry: \t8\n",
        &[],
        "",
        Some(4),
    ),
    (
        "no digits, or more than those",
        b"retry: 4\nretry: a\nretry: 5s\nretry: 1.5\nretry: 1e3\nretry: 0x5\nretry: 5\0\n",
        &[],
        "",
        Some(4),
    ),
    (
        "digits of other scripts",
        "retry: ٣\nretry: ５\n".as_bytes(),
        &[],
        "",
        None,
    ),
    (
        "as much as fits",
        b"retry: 18446744073709551615\n",
        &[],
        "",
        Some(u64::MAX),
    ),
    (
        "more than fits",
        b"retry: 18446744073709551616\n",
        &[],
        "",
        Some(u64::MAX),
    ),
    (
        "far more than fits",
        b"retry: 99999999999999999999999999999999999999999\n",
        &[],
        "",
        Some(u64::MAX),
    ),
    ("on a line that does not end", b"retry: 5", &[], "", None),
];

const ENDS: &[Case] = &[
    ("of nothing", b"", &[], "", None),
    (
        "in a name",
        b"data: 1\n\nda",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "in a value",
        b"data: 1\n\ndata: 2",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "behind a line",
        b"data: 1\n\ndata: 2\n",
        &[("message", "1", "")],
        "",
        None,
    ),
    (
        "behind an id, which does not count",
        b"id: 1\ndata: 1\n\nid: 2\ndata: 2\n",
        &[("message", "1", "1")],
        "1",
        None,
    ),
    (
        "in the middle of a character",
        b"data: \xf0\x9d\x84",
        &[],
        "",
        None,
    ),
];

/// Encoding standard, "UTF-8 decoder": one replacement for each maximal subpart.
const MALFORMED: &[Case] = &[
    (
        "bytes that are never in UTF-8",
        b"data: \xff\xfe1\xc0\x80\xf5\n\n",
        &[("message", "\u{fffd}\u{fffd}1\u{fffd}\u{fffd}\u{fffd}", "")],
        "",
        None,
    ),
    (
        "a character cut short by another",
        b"data: \xf0\x9d\x841\xe6\xbc2\xc33\n\n",
        &[("message", "\u{fffd}1\u{fffd}2\u{fffd}3", "")],
        "",
        None,
    ),
    (
        "a character cut short by a line end",
        b"data: \xf0\x9d\x84\ndata: \x9e\rdata: \xe6\xbc\r\n\r\n",
        &[("message", "\u{fffd}\n\u{fffd}\n\u{fffd}", "")],
        "",
        None,
    ),
    (
        "surrogates and overlong forms",
        b"data: \xed\xa0\x80\xe0\x80\xafx\n\n",
        &[(
            "message",
            "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}x",
            "",
        )],
        "",
        None,
    ),
    (
        "in names and ids",
        b"event: a\xff\nid: \xe6\xbc\ndata: 1\n\n",
        &[("a\u{fffd}", "1", "\u{fffd}")],
        "\u{fffd}",
        None,
    ),
    (
        "in the name of a field and in a comment",
        b"dat\xffa: 1\n: \xff\n\xe6: 2\ndata: 3\n\n",
        &[("message", "3", "")],
        "",
        None,
    ),
    (
        "an overlong line feed ends no line",
        b"data: 1\xc0\x8adata: 2\n\n",
        &[("message", "1\u{fffd}\u{fffd}data: 2", "")],
        "",
        None,
    ),
    (
        "what is repaired does not stay",
        b"data: \xff\n\ndata: ok\n\n",
        &[("message", "\u{fffd}", ""), ("message", "ok", "")],
        "",
        None,
    ),
];
