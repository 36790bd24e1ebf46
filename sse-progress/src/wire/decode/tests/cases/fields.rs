//! Names of fields, and the data that they hold.

use super::Case;

pub(super) const FIELDS: &[Case] = &[
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

pub(super) const DATA: &[Case] = &[
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
