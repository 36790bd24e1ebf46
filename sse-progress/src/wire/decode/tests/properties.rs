//! What holds for every stream.

use proptest::prelude::*;

use super::model::model;
use super::streams::{bytes, cut, cuts};
use super::{Decode, Decoder, decoder, hear};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn it_says_what_the_standard_says(bytes in bytes(), cuts in cuts()) {
        prop_assert_eq!(hear(&mut decoder(), cut(&bytes, &cuts)), model(&bytes));
    }

    #[test]
    fn of_bytes_without_any_sense_too(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        cuts in cuts(),
    ) {
        prop_assert_eq!(hear(&mut decoder(), cut(&bytes, &cuts)), model(&bytes));
    }

    #[test]
    fn what_is_left_out_does_not_depend_on_the_cuts(
        bytes in bytes(),
        cuts in cuts(),
        limit in 0..60_usize,
    ) {
        let whole = hear(&mut Decoder::new(limit), [&bytes[..]]);
        let pieces = hear(&mut Decoder::new(limit), cut(&bytes, &cuts));
        prop_assert_eq!(&pieces, &whole);
        for message in whole.messages.into_iter().flatten() {
            // Each byte that is malformed has become three.
            prop_assert!(message.data.len() <= 3 * limit);
        }
    }

    #[test]
    fn nothing_of_one_stream_gets_into_the_next(first in bytes(), second in bytes()) {
        let mut used = decoder();
        let before = hear(&mut used, [&first[..]]);
        used.restart();
        let mut fresh = decoder();
        let id = format!("id: {}\n\n", before.last_event_id);
        hear(&mut fresh, [id.as_bytes()]);
        fresh.restart();
        let (used, mut fresh) = (hear(&mut used, [&second[..]]), hear(&mut fresh, [&second[..]]));
        fresh.retry = fresh.retry.or(before.retry);
        prop_assert_eq!(used, fresh);
    }
}

#[test]
fn data_of_one_line_and_one_piece_is_not_copied() {
    let bytes = b"event: log\nid: 1\ndata: {}\n\n";
    let mut decoder = decoder();
    let message = decoder.decode(&mut &bytes[..]).unwrap().unwrap();
    assert_eq!(message.data, "{}");
    assert!(bytes.as_ptr_range().contains(&message.data.as_ptr()));
}
