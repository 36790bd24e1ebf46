//! A request's body as it came.

use std::str::Utf8Error;

use bytes::Bytes;

/// A parameter of this type gets the body of the request, whatever its content type.
///
/// The job's other parameters then come from the path and the query. A request without a body
/// gives an empty one. Cheap to clone.
///
/// ```
/// use sse_progress::Body;
///
/// let body = Body::from("name,age\nAda,36");
/// assert_eq!(body.text()?.lines().count(), 2);
/// # Ok::<(), std::str::Utf8Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    bytes: Bytes,
    content_type: Option<String>,
}

impl Body {
    /// A body with the `content-type` that its request named.
    pub(crate) fn new(bytes: Bytes, content_type: Option<String>) -> Self {
        Self {
            bytes,
            content_type,
        }
    }

    /// The bytes, borrowed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// What the request said that the bytes are, such as `text/csv; charset=utf-8`.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The bytes as text.
    ///
    /// # Errors
    ///
    /// When they are not UTF-8.
    pub fn text(&self) -> Result<&str, Utf8Error> {
        std::str::from_utf8(&self.bytes)
    }

    /// The content type without its parameters, in lower case.
    pub(crate) fn media_type(&self) -> Option<String> {
        self.content_type().map(media_type)
    }
}

/// A content type without its parameters, in lower case.
pub(super) fn media_type(content_type: &str) -> String {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::new(bytes, None)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from(text).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_keeps_its_bytes() {
        for body in [
            Body::from("né"),
            Body::from("né".to_owned()),
            Body::from("né".as_bytes().to_vec()),
            Body::from(Bytes::from("né")),
        ] {
            assert_eq!(body.text(), Ok("né"));
            assert_eq!(body.as_bytes(), "né".as_bytes());
            assert_eq!(body.content_type(), None);
            assert_eq!(body.into_bytes(), "né");
        }
        assert!(Body::from(vec![0xFF]).text().is_err());
    }

    #[test]
    fn a_media_type_is_the_content_type_without_frills() {
        for (content_type, expected) in [
            (None, None),
            (Some("application/json"), Some("application/json")),
            (
                Some("Application/JSON ; charset=utf-8"),
                Some("application/json"),
            ),
            (Some(""), Some("")),
            (Some(";"), Some("")),
        ] {
            let body = Body::new(Bytes::new(), content_type.map(str::to_owned));
            assert_eq!(body.media_type().as_deref(), expected, "{content_type:?}");
        }
    }
}
