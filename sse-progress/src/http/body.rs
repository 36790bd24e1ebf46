//! Reading the body of a request to its end, which has to be done or refused before anything is
//! streamed: behind unread bytes hyper does not see that the client leaves.

use std::pin::pin;
use std::time::Duration;

use bytes::{Buf, BufMut, BytesMut};
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, timeout_at};
use warp::http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use warp::http::{Method, StatusCode};

use super::problem::Problem;
use super::request::Request;
use crate::parameters::Body;

/// How long a client may take from one piece of a body to the next.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long it may take for all of it.
const TOTAL: Duration = Duration::from_secs(300);

/// What is set aside before anything has come: a length is easily announced.
const FIRST_ROOM: usize = 64 * 1024;

/// The body of a `POST`; no other method has one.
pub(super) async fn read<S, B>(request: &Request, body: S, max: usize) -> Result<Body, Problem>
where
    S: Stream<Item = Result<B, warp::Error>> + Send,
    B: Buf,
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
    let mut body = pin!(body);
    let end = Instant::now() + TOTAL;
    let mut read = BytesMut::with_capacity(announced.min(FIRST_ROOM));
    loop {
        let until = (Instant::now() + PATIENCE).min(end);
        let piece = timeout_at(until, body.next()).await.map_err(|_| {
            Problem::new(StatusCode::REQUEST_TIMEOUT)
                .detail("the rest of the body did not come in time")
        })?;
        match piece {
            Some(Ok(piece)) if piece.remaining() > max - read.len() => return Err(too_large(max)),
            Some(Ok(piece)) => read.put(piece),
            Some(Err(_)) => {
                return Err(Problem::new(StatusCode::BAD_REQUEST)
                    .detail("the body broke off before its end"));
            }
            None => break,
        }
    }
    let content_type = request.header(CONTENT_TYPE).map(Into::into);
    Ok(Body::new(read.freeze(), content_type))
}

fn too_large(max: usize) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE).detail(format!(
        "the body has more than {max} bytes, the most that this server takes"
    ))
}
