//! An answer, read to its end.

use serde_json::Value;

/// The status and the headers of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) version: String,
    pub(crate) status: u16,
    /// Names in lower case, in the order in which they came.
    pub(crate) headers: Vec<(String, String)>,
}

impl Head {
    /// Reads what came before the empty line, and takes no liberties.
    pub(crate) fn parse(head: &[u8]) -> Self {
        let text = std::str::from_utf8(head).expect("a head is text");
        let mut lines = text.split("\r\n");
        let status_line = lines.next().expect("a status line");
        let mut parts = status_line.splitn(3, ' ');
        let version = parts.next().expect("a version").to_owned();
        assert!(version == "HTTP/1.1" || version == "HTTP/1.0", "{text:?}");
        let status = parts.next().and_then(|status| status.parse().ok());
        let headers = lines
            .map(|line| {
                let (name, value) = line.split_once(": ").expect("name, colon, space, value");
                assert_eq!(name, name.to_ascii_lowercase(), "{text:?}");
                (name.to_owned(), value.to_owned())
            })
            .collect();
        Self {
            version,
            status: status.unwrap_or_else(|| panic!("no status in {text:?}")),
            headers,
        }
    }

    /// A header that is there once or not at all.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} is there twice: {self:?}");
        value
    }
}

/// An answer with its whole body.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) head: Head,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn status(&self) -> u16 {
        self.head.status
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a body of text")
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }

    /// An error as RFC 9457 has it, with this status.
    pub(crate) fn problem(&self, status: u16) -> Value {
        let said = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status(), status, "{said}");
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{said}"
        );
        let problem: Value = serde_json::from_slice(&self.body).expect("a body of JSON");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], "about:blank");
        for member in ["title", "detail"] {
            let text = problem[member].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "no {member} in {said}");
        }
        problem
    }

    /// The parameters that an error names, in its order.
    pub(crate) fn parameters(&self, status: u16) -> Vec<String> {
        let problem = self.problem(status);
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .filter_map(|error| error["parameter"].as_str().map(str::to_owned))
            .collect()
    }
}
