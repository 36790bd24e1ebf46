//! What outlives an event: its id, and the time to wait before a reconnect.

use super::Case;

pub(super) const IDS: &[Case] = &[
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

pub(super) const RETRIES: &[Case] = &[
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
