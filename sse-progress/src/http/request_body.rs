//! Reading the body of a request to its end, which has to be done or refused before anything is
//! streamed: behind unread bytes hyper does not see that the client leaves.

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
use crate::parameters::Body;
use crate::run::BoxError;

/// How long a client may take from one piece of a body to the next.
const PIECE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long it may take for all of it.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The most memory that is reserved before anything has come, whatever length is announced: to announce
/// one costs a client nothing.
const FIRST_ROOM: usize = 64 * 1024;

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
    let announced = match request.header(CONTENT_LENGTH) {
        Some(length) => length.parse().unwrap_or(usize::MAX),
        None if request.headers.contains_key(TRANSFER_ENCODING) => 1,
        None => 0,
    };
    if request.method != Method::POST {
        if announced > 0 {
            let detail = format!("a {} takes no body", request.method);
            return Err(Problem::new(StatusCode::BAD_REQUEST).detail(detail));
        }
        return Ok(Body::from(""));
    }
    if announced > max {
        return Err(too_large(max));
    }
    check_encoding(request)?;
    let mut body = pin!(body);
    let end = Instant::now() + TIMEOUT;
    let mut read = BytesMut::with_capacity(announced.min(FIRST_ROOM));
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
                Ok(piece) if piece.remaining() > max - read.len() => return Err(too_large(max)),
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
fn check_encoding(request: &Request) -> Result<(), Problem> {
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

fn too_large(max: usize) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE).detail(format!(
        "the body has more than {max} bytes, the most that this server takes"
    ))
}
