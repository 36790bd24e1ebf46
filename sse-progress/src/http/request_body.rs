//! Reading the body of a request to its end, which is done or refused before anything is streamed: behind
//! unread bytes hyper does not see that the client leaves. Only a job that reads the body itself is
//! [handed](super::upload) what has not come yet.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use bytes::{Buf, BufMut, BytesMut};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{Method, StatusCode};
use http_body::Body as HttpBody;
use tokio::time::{Instant, timeout_at};

use super::problem::Problem;
use super::request::Request;
use crate::parameters::{Body, BodyStream};
use crate::run::BoxError;

/// How long a client may take from one piece of a body to the next.
pub(super) const PIECE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long it may take for all of it.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The most memory that is reserved before anything has come, whatever length is announced: to announce
/// one costs a client nothing.
const FIRST_ROOM: u64 = 64 * 1024;

/// A body that is in memory, or one that is read while the job runs.
#[derive(Debug)]
pub(super) enum RequestBody {
    Whole(Body),
    Stream(BodyStream),
}

/// What the head of a request says of the length of its body.
#[derive(Clone, Copy, Debug)]
pub(super) enum Announced {
    Length(u64),
    /// There is a body, and nobody says how long it is.
    Something,
    Nothing,
}

impl Announced {
    pub(super) fn of(request: &Request) -> Self {
        match request.header(CONTENT_LENGTH) {
            Some(length) => Self::Length(length.parse().unwrap_or(u64::MAX)),
            None if request.headers.contains_key(TRANSFER_ENCODING) => Self::Something,
            None => Self::Nothing,
        }
    }

    pub(super) fn length(self) -> Option<u64> {
        match self {
            Self::Length(length) => Some(length),
            Self::Something | Self::Nothing => None,
        }
    }

    pub(super) fn is_more_than(self, max: u64) -> bool {
        match self {
            Self::Length(length) => length > max,
            Self::Something => max == 0,
            Self::Nothing => false,
        }
    }
}

/// The body of a `POST`; no other method has one.
///
/// # Errors
///
/// When another method has one, when it is longer than `max`, compressed, too slow or broken off.
pub(super) async fn read<B>(request: &Request, body: B, max: usize) -> Result<Body, Problem>
where
    B: HttpBody + Send,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    let announced = Announced::of(request);
    if request.method != Method::POST {
        if announced.is_more_than(0) {
            let detail = format!("a {} takes no body", request.method);
            return Err(Problem::new(StatusCode::BAD_REQUEST).detail(detail));
        }
        return Ok(Body::from(""));
    }
    if announced.is_more_than(max as u64) {
        return Err(too_large(max as u64));
    }
    check_encoding(request)?;
    let mut body = pin!(body);
    let end = Instant::now() + TIMEOUT;
    let first_room = announced.length().unwrap_or(0).min(FIRST_ROOM);
    let mut read = BytesMut::with_capacity(usize::try_from(first_room).unwrap_or(0));
    loop {
        let until = (Instant::now() + PIECE_TIMEOUT).min(end);
        let frame = poll_fn(|cx| body.as_mut().poll_frame(cx));
        let frame = timeout_at(until, frame).await.map_err(|_| {
            Problem::new(StatusCode::REQUEST_TIMEOUT)
                .detail("the rest of the body did not come in time")
        })?;
        match frame {
            // Trailers say nothing to a job.
            Some(Ok(frame)) => match frame.into_data() {
                Ok(piece) if piece.remaining() > max - read.len() => {
                    return Err(too_large(max as u64));
                }
                Ok(piece) => read.put(piece),
                Err(_) => {}
            },
            Some(Err(error)) => {
                let error: BoxError = error.into();
                tracing::debug!(error, "the body of a request broke off");
                return Err(Problem::new(StatusCode::BAD_REQUEST)
                    .detail("the body broke off before its end"));
            }
            None => break,
        }
    }
    let content_type = request.header(CONTENT_TYPE).map(Into::into);
    Ok(Body::new(read.freeze(), content_type))
}

/// What is compressed would arrive at the job as it is.
pub(super) fn check_encoding(request: &Request) -> Result<(), Problem> {
    let Some(encoding) = request.header(CONTENT_ENCODING) else {
        return Ok(());
    };
    let encoded = |coding: &str| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity");
    if !encoding.split(',').map(str::trim).any(encoded) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        .detail("the body has a `content-encoding`: send it without, this server decodes none"))
}

pub(super) fn too_large(max: u64) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE).detail(format!(
        "the body has more than {max} bytes, the most that this server takes"
    ))
}
