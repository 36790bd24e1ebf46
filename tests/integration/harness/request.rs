//! A request as bytes.

/// A request to be sent as it is written here, right or wrong.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    target: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, target: impl AsRef<[u8]>) -> Self {
        let request = Self {
            method: method.to_owned(),
            target: target.as_ref().to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        request.header("host", "test")
    }

    pub(crate) fn get(target: impl AsRef<[u8]>) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn post(target: impl AsRef<[u8]>) -> Self {
        Self::new("POST", target)
    }

    pub(crate) fn delete(target: impl AsRef<[u8]>) -> Self {
        Self::new("DELETE", target)
    }

    /// As an `EventSource` asks.
    pub(crate) fn events(target: impl AsRef<[u8]>) -> Self {
        Self::get(target).header("accept", "text/event-stream")
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers
            .push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    /// A body with its length and its type.
    pub(crate) fn body(self, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        self.header("content-type", content_type).bare_body(body)
    }

    /// A body with its length and no type.
    pub(crate) fn bare_body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_owned();
        let length = self.body.len().to_string();
        self.header("content-length", length)
    }

    pub(crate) fn json(self, body: impl AsRef<[u8]>) -> Self {
        self.body("application/json", body)
    }

    pub(crate) fn form(self, body: impl AsRef<[u8]>) -> Self {
        self.body("application/x-www-form-urlencoded", body)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.bytes_below("")
    }

    /// The same with a prefix before its path.
    pub(crate) fn bytes_below(&self, prefix: &str) -> Vec<u8> {
        let line = [
            self.method.as_bytes(),
            b" ",
            prefix.as_bytes(),
            &self.target,
            b" HTTP/1.1\r\n",
        ];
        let mut bytes = line.concat();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }
}
