//! Where lines end, where streams begin and end.

use super::Case;

pub(super) const LINE_ENDS: &[Case] = &[
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

pub(super) const BYTE_ORDER_MARKS: &[Case] = &[
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

pub(super) const ENDS: &[Case] = &[
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
