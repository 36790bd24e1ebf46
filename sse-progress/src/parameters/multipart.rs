//! A request's body as a form of several parts: fields and files.

mod feed;

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use self::feed::{Feed, Valve};
use super::body_error::BodyError;
use super::body_stream::{BodyStream, poll_some, read_into};

/// A parameter of this type gets the body of a `multipart/form-data` request part by part, while it comes: the
/// fields and files of a form, as a browser and `curl -F file=@…` send them.
///
/// The parts come in the order in which the client sends them, and none is held in memory unless the job
/// [asks for that](Part::bytes). As for a [`BodyStream`], the job's other parameters come from the path and the
/// query.
///
/// ```
/// use futures_util::TryStreamExt;
/// use sse_progress::{BodyError, Multipart, Progress, job};
///
/// /// Say how long each file is.
/// #[job(POST "/measure")]
/// async fn measure(progress: Progress, mut form: Multipart) -> Result<Vec<u64>, BodyError> {
///     let mut lengths = Vec::new();
///     while let Some(mut part) = form.next_part().await? {
///         if part.file_name().is_none() {
///             let text = part.text().await?;
///             progress.println(format!("{}: {text}", part.name()));
///             continue;
///         }
///         let mut length = 0;
///         while let Some(piece) = part.try_next().await? {
///             length += piece.len() as u64;
///             progress.inc(piece.len() as u64);
///         }
///         lengths.push(length);
///     }
///     Ok(lengths)
/// }
/// ```
pub struct Multipart {
    form: multer::Multipart<'static>,
    valve: Valve,
    /// The part that was handed out last, until it has come to its end.
    part: Option<multer::Field<'static>>,
    max_in_memory: usize,
}

/// A field or a file of a [`Multipart`]: a `Stream` of pieces, and an `AsyncRead`.
pub struct Part<'m> {
    form: &'m mut Multipart,
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    /// What has come of a piece and was not asked for yet.
    rest: Bytes,
}

impl Multipart {
    /// A form with the `content-type` that names its boundary, for the unit tests of a job:
    ///
    /// ```
    /// use sse_progress::{BodyError, Multipart};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), BodyError> {
    /// let body = "--x\r\nContent-Disposition: form-data; name=\"color\"\r\n\r\nred\r\n--x--\r\n";
    /// let mut form = Multipart::new("multipart/form-data; boundary=x", body.into())?;
    /// let mut part = form.next_part().await?.expect("a part");
    /// assert_eq!((part.name(), part.file_name()), ("color", None));
    /// assert_eq!(part.text().await?, "red");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the type is not `multipart/form-data`, or names no boundary.
    pub fn new(content_type: &str, body: BodyStream) -> Result<Self, BodyError> {
        let boundary = multer::parse_boundary(content_type).map_err(from_multer)?;
        let max_in_memory = body.max_in_memory();
        let (feed, valve) = Feed::new(body);
        Ok(Self {
            form: multer::Multipart::new(feed, boundary),
            valve,
            part: None,
            max_in_memory,
        })
    }

    /// The next part. What was not read of the one before is skipped.
    ///
    /// # Errors
    ///
    /// When the body ends before its end, or is not of the form that it said. See [`BodyError`].
    ///
    /// # Cancel safety
    ///
    /// Safe: the next call goes on where this one was.
    pub async fn next_part(&mut self) -> Result<Option<Part<'_>>, BodyError> {
        while poll_fn(|cx| self.poll_piece(cx))
            .await
            .transpose()?
            .is_some()
        {}
        let Self { form, valve, .. } = self;
        let next = poll_fn(|cx| valve.feed(cx, |cx| form.poll_next_field(cx)));
        let Some(field) = next.await.map_err(from_multer)? else {
            return Ok(None);
        };
        let text = |text: Option<&str>| text.map(str::to_owned);
        let part = Part {
            name: text(field.name()).unwrap_or_default(),
            file_name: text(field.file_name()),
            content_type: field.content_type().map(ToString::to_string),
            rest: Bytes::new(),
            form: self,
        };
        part.form.part = Some(field);
        Ok(Some(part))
    }

    /// The next piece of the part that was handed out last.
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        let Self { valve, part, .. } = self;
        let Some(field) = part else {
            return Poll::Ready(None);
        };
        let piece = ready!(valve.feed(cx, |cx| Pin::new(&mut *field).poll_next(cx)));
        if !matches!(piece, Some(Ok(_))) {
            *part = None;
        }
        Poll::Ready(piece.map(|piece| piece.map_err(from_multer)))
    }
}

impl Part<'_> {
    /// The name of the field, empty if the client gave none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the file, if the part is one.
    ///
    /// **It is whatever the client says**, and nothing was done to it: it may be `../../etc/passwd`, hold a
    /// NUL or be very long. Never make a path of it.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// What the client says that the part is, such as `image/png`. It may be anything else.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The whole part, in memory.
    ///
    /// # Errors
    ///
    /// When it is larger than [`max_body`](crate::JobsBuilder::max_body), and as
    /// [`next_part`](Multipart::next_part).
    pub async fn bytes(&mut self) -> Result<Bytes, BodyError> {
        let max = self.form.max_in_memory;
        let mut bytes = BytesMut::new();
        while let Some(piece) = poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await {
            let piece = piece?;
            if piece.len() > max - bytes.len() {
                return Err(BodyError::too_large(
                    format_args!("the part {:?}", self.name),
                    max as u64,
                ));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    }

    /// The whole part as text, in memory.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8, and as [`bytes`](Self::bytes).
    pub async fn text(&mut self) -> Result<String, BodyError> {
        let bytes = self.bytes().await?;
        String::from_utf8(bytes.into())
            .map_err(|_| BodyError::malformed(format!("the part {:?} is not UTF-8", self.name)))
    }
}

impl Stream for Part<'_> {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.rest.is_empty() {
            true => self.form.poll_piece(cx),
            false => Poll::Ready(Some(Ok(std::mem::take(&mut self.rest)))),
        }
    }
}

impl AsyncRead for Part<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let piece = ready!(poll_some(self.as_mut(), cx));
        Poll::Ready(read_into(buf, piece, &mut self.rest))
    }
}

/// The body's own error, or that its form is wrong.
fn from_multer(error: multer::Error) -> BodyError {
    match error {
        multer::Error::StreamReadFailed(error) => match error.downcast::<BodyError>() {
            Ok(error) => *error,
            Err(error) => BodyError::disconnected(error),
        },
        error => BodyError::malformed(format!("the form cannot be read: {error}")),
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Multipart").finish_non_exhaustive()
    }
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("name", &self.name)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
