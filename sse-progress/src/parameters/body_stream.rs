//! A request's body while it comes.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::io::{AsyncRead, ReadBuf};

use super::body_error::BodyError;

/// A parameter of this type gets the body of the request piece by piece, while it comes: for what is larger
/// than memory. It is a `Stream` of pieces, and an `AsyncRead`.
///
/// The run begins with the first piece, and the client can send no faster than the job reads. The job's other
/// parameters come from the path and the query. A request without a body gives an empty one.
///
/// It fails when the client leaves before the end, when it sends nothing for 10 s although the job waits for
/// it, and beyond [`max_upload`](crate::JobsBuilder::max_upload).
///
/// ```
/// use futures_util::TryStreamExt;
/// use sse_progress::{BodyError, BodyStream, Progress, job};
///
/// /// Count lines.
/// #[job(POST "/lines")]
/// async fn lines(progress: Progress, mut body: BodyStream) -> Result<usize, BodyError> {
///     progress.set_unit("bytes");
///     if let Some(length) = body.length() {
///         progress.set_length(length);
///     }
///     let mut lines = 0;
///     while let Some(piece) = body.try_next().await? {
///         lines += piece.iter().filter(|byte| **byte == b'\n').count();
///         progress.inc(piece.len() as u64);
///     }
///     Ok(lines)
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), BodyError> {
/// assert_eq!(lines(Progress::hidden(), "a\nb\n".into()).await?, 2);
/// # Ok(())
/// # }
/// ```
pub struct BodyStream {
    /// None when all of it has been read, or after an error.
    pieces: Option<Pieces>,
    /// What has come of a piece and was not asked for yet.
    rest: Bytes,
    content_type: Option<String>,
    length: Option<u64>,
    #[cfg_attr(
        not(feature = "multipart"),
        allow(dead_code, reason = "it bounds what is read of a part at once")
    )]
    max_in_memory: usize,
}

type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, BodyError>> + Send>>;

/// How much of a part is read into memory at once, if nobody says otherwise.
const MAX_IN_MEMORY: usize = 1 << 20;

impl BodyStream {
    /// A body of these pieces, for the unit tests of a job.
    pub fn new(pieces: impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static) -> Self {
        Self {
            pieces: Some(Box::pin(pieces)),
            rest: Bytes::new(),
            content_type: None,
            length: None,
            max_in_memory: MAX_IN_MEMORY,
        }
    }

    /// The same with what its request says of it.
    pub(crate) fn described(
        self,
        content_type: Option<String>,
        length: Option<u64>,
        max_in_memory: usize,
    ) -> Self {
        Self {
            content_type,
            length,
            max_in_memory,
            ..self
        }
    }

    /// What the request said that the bytes are, such as `text/csv; charset=utf-8`.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many bytes the request said that there are. `None` when it did not say, as `curl -T -` does not.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    #[cfg(feature = "multipart")]
    pub(super) fn max_in_memory(&self) -> usize {
        self.max_in_memory
    }
}

impl Default for BodyStream {
    /// An empty one.
    fn default() -> Self {
        Bytes::new().into()
    }
}

impl From<Bytes> for BodyStream {
    fn from(bytes: Bytes) -> Self {
        Self {
            length: Some(bytes.len() as u64),
            rest: bytes,
            ..Self::new(stream::empty())
        }
    }
}

impl From<Vec<u8>> for BodyStream {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for BodyStream {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for BodyStream {
    fn from(text: &'static str) -> Self {
        Bytes::from(text).into()
    }
}

impl Stream for BodyStream {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.rest))));
        }
        let Some(pieces) = &mut self.pieces else {
            return Poll::Ready(None);
        };
        let next = ready!(pieces.as_mut().poll_next(cx));
        if !matches!(next, Some(Ok(_))) {
            self.pieces = None;
        }
        Poll::Ready(next)
    }
}

impl AsyncRead for BodyStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let piece = ready!(poll_some(self.as_mut(), cx));
        Poll::Ready(read_into(buf, piece, &mut self.rest))
    }
}

/// The next piece that is not empty: to a reader, an empty one would be the end.
pub(super) fn poll_some<S>(mut stream: Pin<&mut S>, cx: &mut Context<'_>) -> Poll<Option<S::Item>>
where
    S: Stream<Item = Result<Bytes, BodyError>>,
{
    loop {
        match ready!(stream.as_mut().poll_next(cx)) {
            Some(Ok(piece)) if piece.is_empty() => {}
            next => return Poll::Ready(next),
        }
    }
}

/// Copies what there is room for, and keeps the rest.
pub(super) fn read_into(
    buf: &mut ReadBuf<'_>,
    piece: Option<Result<Bytes, BodyError>>,
    rest: &mut Bytes,
) -> io::Result<()> {
    let mut piece = piece.transpose()?.unwrap_or_default();
    let now = piece.split_to(piece.len().min(buf.remaining()));
    buf.put_slice(&now);
    *rest = piece;
    Ok(())
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream")
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt as _;
    use tokio::io::AsyncReadExt as _;

    fn pieces(pieces: &[&'static str]) -> BodyStream {
        let pieces: Vec<_> = pieces.iter().map(|piece| Ok(Bytes::from(*piece))).collect();
        BodyStream::new(stream::iter(pieces))
    }

    #[tokio::test]
    async fn it_is_a_stream_and_a_reader_in_turn() {
        let mut body = pieces(&["one", "", "two", "three"]);
        let mut two = [0; 2];
        body.read_exact(&mut two).await.unwrap();
        assert_eq!(&two, b"on");
        assert_eq!(body.try_next().await.unwrap().unwrap(), "e");
        let mut rest = String::new();
        // The empty piece is no end.
        body.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, "twothree");
        assert!(body.try_next().await.unwrap().is_none());
        let body = BodyStream::from("whole");
        assert_eq!(body.length(), Some(5));
        assert_eq!(body.try_collect::<Vec<_>>().await.unwrap(), ["whole"]);
        assert!(BodyStream::default().try_next().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn after_an_error_there_is_nothing() {
        let gone = || BodyError::disconnected("reset".into());
        let mut body = BodyStream::new(stream::iter([Ok("a".into()), Err(gone()), Ok("b".into())]));
        let mut read = Vec::new();
        let error = body.read_to_end(&mut read).await.unwrap_err();
        assert_eq!(read, b"a");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        let inner = error.into_inner().unwrap().downcast::<BodyError>().unwrap();
        assert!(inner.is_disconnected() && !inner.is_timeout());
        assert!(body.try_next().await.unwrap().is_none());
    }
}
