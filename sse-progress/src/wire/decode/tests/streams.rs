//! Streams of nasty pieces, and where they are cut.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What lines end in, twice where they end an event.
const ENDS: [&[u8]; 8] = [
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\r\r",
    b"\r\n\r\n",
    b"\n\r",
    b"\r\n\n",
];

const NAMES: [&[u8]; 20] = [
    b"data",
    b"data",
    b"data",
    b"data",
    b"event",
    b"event",
    b"id",
    b"id",
    b"retry",
    b"retry",
    b"",
    b"dat",
    b"dataa",
    b"events",
    b"retryy",
    b"Data",
    b" data",
    b"i",
    b"\xef\xbb\xbfdata",
    b"foo",
];

const COLONS: [&[u8]; 6] = [b": ", b": ", b":", b":  ", b"", b" :"];

const VALUES: [&[u8]; 24] = [
    b"",
    b"1",
    b"2",
    b"text",
    b" ",
    b":",
    b"\0",
    b"\t",
    b"+5",
    b"-5",
    b"0",
    b"2113",
    b"4294967295",
    b"4294967296",
    b"18446744073709551615",
    b"18446744073709551616",
    b"\xef\xbb\xbf",
    b"\xe6\xbc\xa2\xc3\x9f",
    b"\xf0\x9d\x84\x9e",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"data: x",
    b"0123456789012345678901234567890123456789",
    b"\xd9\xa3",
];

const MALFORMED: [&[u8]; 8] = [
    b"\xff",
    b"\xc3",
    b"\xe6\xbc",
    b"\xf0\x9d\x84",
    b"\x80",
    b"\xc0\x8a",
    b"\xed\xa0\x80",
    b"\xef\xbb",
];

/// Streams of text, with a byte order mark now and then.
pub(super) fn text() -> impl Strategy<Value = Vec<u8>> {
    stream(select(&VALUES[..]).boxed())
}

/// The same, with malformed bytes in them.
pub(super) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    stream(prop_oneof![3 => select(&VALUES[..]), 1 => select(&MALFORMED[..])].boxed())
}

/// Numbers for [`cut`].
pub(super) fn cuts() -> impl Strategy<Value = Vec<Index>> {
    vec(any::<Index>(), 0..12)
}

/// `bytes` in pieces, some of which are empty.
pub(super) fn cut<'b>(bytes: &'b [u8], cuts: &[Index]) -> Vec<&'b [u8]> {
    let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    places.sort_unstable();
    let mut pieces = Vec::new();
    let mut start = 0;
    for place in places {
        pieces.push(&bytes[start..place]);
        start = place;
    }
    pieces.push(&bytes[start..]);
    pieces
}

fn stream(value: BoxedStrategy<&'static [u8]>) -> impl Strategy<Value = Vec<u8>> {
    let line = (
        select(&NAMES[..]),
        select(&COLONS[..]),
        vec(value.clone(), 0..3),
    )
        .prop_map(|(name, colon, values)| [name, colon, &values.concat()].concat());
    // Now and then a piece stands where a line should: nothing says that streams are well-formed.
    let piece = prop_oneof![
        8 => (line, select(&ENDS[..])).prop_map(|(line, end)| [&line, end].concat()),
        1 => value.prop_map(<[u8]>::to_vec),
        1 => select(&ENDS[..]).prop_map(<[u8]>::to_vec),
    ];
    let mark = prop_oneof![4 => Just(&b""[..]), 1 => Just(&b"\xef\xbb\xbf"[..])];
    (mark, vec(piece, 0..24)).prop_map(|(mark, pieces)| [mark, &pieces.concat()].concat())
}
