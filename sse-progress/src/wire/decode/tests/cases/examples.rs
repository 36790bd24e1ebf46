//! What the standards themselves say about whole streams and about bytes that are no text.

use super::Case;

/// The streams that the standard itself gives as examples.
pub(super) const EXAMPLES: &[Case] = &[
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

/// Encoding standard, "UTF-8 decoder": one replacement for each maximal subpart.
pub(super) const MALFORMED: &[Case] = &[
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
