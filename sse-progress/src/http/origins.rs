//! The origins whose pages may use a server.

use crate::error::Error;

/// Origins as browsers write them: scheme, host and port, in lower case (RFC 6454, section 6.2).
#[derive(Debug, Default)]
pub(crate) struct Origins(Vec<String>);

impl Origins {
    /// # Errors
    ///
    /// When one of them is not an origin.
    pub(crate) fn new(origins: Vec<String>) -> Result<Self, Error> {
        for origin in &origins {
            let host = origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"))
                .unwrap_or("");
            let is_origin = !host.is_empty()
                && !host.contains(|c: char| c == '/' || c == '*' || c.is_whitespace())
                && !host.contains(char::is_uppercase);
            if !is_origin {
                return Err(Error::new(format!(
                    "`{origin}` is not an origin: write scheme, host and port without a path, \
                     such as `https://app.example` or `http://localhost:5173`"
                )));
            }
        }
        Ok(Self(origins))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| allowed == origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path_and_no_star() {
        let origins = |origin: &str| Origins::new(vec![origin.into()]);
        assert!(
            origins("https://app.example")
                .unwrap()
                .contains("https://app.example")
        );
        assert!(origins("http://[::1]:5173").is_ok());
        for wrong in [
            "*",
            "app.example",
            "https://",
            "https://a/",
            "https://*.a",
            "https://A",
        ] {
            let error = origins(wrong).unwrap_err().to_string();
            assert!(error.contains(wrong), "{error}");
        }
    }
}
