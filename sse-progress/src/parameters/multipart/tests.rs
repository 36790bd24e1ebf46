use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use proptest::prelude::*;
use tokio::io::AsyncReadExt as _;

use super::*;

const TYPE: &str = "multipart/form-data; boundary=x";

/// What has been read of a part: its name, its file name, its type and its bytes.
type Seen = (String, Option<String>, Option<String>, Vec<u8>);

async fn parts(body: BodyStream) -> Result<Vec<Seen>, BodyError> {
    let mut form = Multipart::new(TYPE, body)?;
    let mut seen = Vec::new();
    while let Some(mut part) = form.next_part().await? {
        let bytes = part.bytes().await?.to_vec();
        let text = |text: Option<&str>| text.map(str::to_owned);
        let (file_name, content_type) = (text(part.file_name()), text(part.content_type()));
        seen.push((part.name().to_owned(), file_name, content_type, bytes));
    }
    Ok(seen)
}

/// The bytes in pieces of this length.
fn in_pieces(bytes: &[u8], len: usize) -> BodyStream {
    let pieces: Vec<_> = bytes.chunks(len).map(Bytes::copy_from_slice).collect();
    BodyStream::new(stream::iter(pieces.into_iter().map(Ok)))
}

fn part(head: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n");
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

#[tokio::test]
async fn files_and_fields_are_told_apart_and_names_are_left_as_they_are() {
    let body = [
        part("name=\"color\"", "né".as_bytes()),
        part(
            "name=\"file\"; filename=\"../../etc/pass\u{202e}wd\"\r\nContent-Type: text/csv; charset=utf-8",
            b"a\r\n--\r\n--y\r\n\0",
        ),
        part("name=\"none\"; filename=\"\"", b""),
        b"--x--\r\n".to_vec(),
    ]
    .concat();
    for len in [1, 2, 3, 7, 64, body.len()] {
        let seen = parts(in_pieces(&body, len)).await.unwrap();
        assert_eq!(seen[0], ("color".into(), None, None, "né".into()));
        assert_eq!(
            seen[1],
            (
                "file".into(),
                Some("../../etc/pass\u{202e}wd".into()),
                Some("text/csv; charset=utf-8".into()),
                b"a\r\n--\r\n--y\r\n\0".to_vec()
            )
        );
        assert_eq!(seen[2], ("none".into(), Some(String::new()), None, vec![]));
        assert_eq!(seen.len(), 3);
    }
}

#[tokio::test]
async fn what_is_not_read_of_a_part_is_skipped() {
    let large = vec![b'-'; 300_000];
    let body = [
        part("name=\"a\"", &large),
        part("name=\"b\"", b"second"),
        b"--x--".to_vec(),
    ]
    .concat();
    let mut form = Multipart::new(TYPE, in_pieces(&body, 50_000)).unwrap();
    let mut first = form.next_part().await.unwrap().unwrap();
    let mut begin = [0; 10];
    first.read_exact(&mut begin).await.unwrap();
    let mut second = form.next_part().await.unwrap().unwrap();
    assert_eq!(second.name(), "b");
    assert_eq!(second.try_next().await.unwrap().unwrap(), "second");
    assert!(form.next_part().await.unwrap().is_none());
    assert!(form.next_part().await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_no_form_is_said() {
    for (body, said) in [
        (&b""[..], "the form cannot be read"),
        (b"name,age\n", "the form cannot be read"),
        (
            b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end",
            "the form cannot be read",
        ),
        (
            b"--x\r\n\xFF\xFE: \0\r\n\r\na\r\n--x--",
            "the form cannot be read",
        ),
    ] {
        let error = parts(in_pieces(body, 5)).await.unwrap_err();
        assert!(
            error.is_malformed() && error.to_string().contains(said),
            "{error}"
        );
    }
    for content_type in [
        "text/csv",
        "multipart/form-data",
        "multipart/mixed; boundary=x",
        "",
    ] {
        assert!(
            Multipart::new(content_type, "".into())
                .unwrap_err()
                .is_malformed()
        );
    }
    let form = [part("name=\"a\"", b"\xFF"), b"--x--".to_vec()].concat();
    let mut form = Multipart::new(TYPE, form.into()).unwrap();
    let error = form
        .next_part()
        .await
        .unwrap()
        .unwrap()
        .text()
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "the part \"a\" is not UTF-8");
}

#[tokio::test]
async fn the_error_of_the_body_is_passed_on() {
    let gone = BodyError::disconnected("reset".into());
    let begin = Ok(Bytes::from_static(
        b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb",
    ));
    let body = BodyStream::new(stream::iter([begin, Err(gone)]));
    assert!(parts(body).await.unwrap_err().is_disconnected());
}

/// A body that is always ready, of these bytes over and over, and how many of them were taken.
fn endless(begin: &str, repeated: &'static [u8]) -> (BodyStream, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let count = taken.clone();
    let pieces = stream::iter([begin.to_owned().into()])
        .chain(stream::repeat(Bytes::from_static(repeated)))
        .map(move |piece| {
            count.fetch_add(piece.len(), Ordering::SeqCst);
            Ok(piece)
        });
    (BodyStream::new(pieces), taken)
}

/// The parser alone keeps all that it can get, and needs no end of a head either.
#[tokio::test]
async fn no_more_is_kept_than_is_read() {
    const HEAD: &str = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    let (body, taken) = endless(HEAD, &[b'a'; 40_000]);
    let mut form = Multipart::new(TYPE, body).unwrap();
    let mut part = form.next_part().await.unwrap().unwrap();
    let mut read = 0;
    while read < 2_000_000 {
        read += part.try_next().await.unwrap().unwrap().len();
        assert!(taken.load(Ordering::SeqCst) < read + 100_000);
    }
    let error = part.bytes().await.unwrap_err();
    assert!(error.is_too_large(), "{error}");
    assert_eq!(
        error.to_string(),
        "the part \"a\" has more than 1048576 bytes"
    );

    for begin in ["", "--x\r\nContent-Disposition: form-data; name=\"", "--x"] {
        let (body, taken) = endless(begin, &[b' '; 40_000]);
        let mut form = Multipart::new(TYPE, body).unwrap();
        let error = form.next_part().await.unwrap_err();
        assert!(error.is_malformed(), "{error}");
        assert!(taken.load(Ordering::SeqCst) < 200_000, "{begin}");
    }

    // Very many very small parts.
    const SMALL: &[u8] = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
    let (body, taken) = endless("", SMALL);
    let mut form = Multipart::new(TYPE, body).unwrap();
    for number in 1..5_000 {
        let mut part = form.next_part().await.unwrap().unwrap();
        assert_eq!(part.text().await.unwrap(), "b");
        assert!(taken.load(Ordering::SeqCst) < number * SMALL.len() + 100_000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_goes_in_comes_out(
        given in prop::collection::vec(("[a-z]{1,8}", prop::collection::vec(any::<u8>(), 0..300)), 0..6),
        len in 1_usize..100,
    ) {
        let mut body: Vec<u8> = given.iter().flat_map(|(name, bytes)| part(&format!("name=\"{name}\""), bytes)).collect();
        body.extend(b"--x--\r\n");
        prop_assume!(!given.iter().any(|(_, bytes)| bytes.windows(5).any(|window| window == b"\r\n--x")));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let seen = runtime.block_on(parts(in_pieces(&body, len))).unwrap();
        let seen: Vec<_> = seen.into_iter().map(|(name, _, _, bytes)| (name, bytes)).collect();
        prop_assert_eq!(seen, given);
    }
}
