//! The configuration: names of servers, and what is sent to each.
//!
//! It is `sse-progress/config.toml` in `$XDG_CONFIG_HOME`, or else in `~/.config`:
//!
//! ```toml
//! default = "staging"
//!
//! [servers.staging]
//! url = "https://staging.example.com/tasks"
//! token-env = "STAGING_TOKEN"
//! headers = { X-Tenant = "acme" }
//! ```

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;

use serde::Deserialize;

use crate::failure::Failure;

/// What the file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The name of the server that is meant where none is named.
    pub(crate) default: Option<String>,
    #[serde(default)]
    servers: BTreeMap<String, Server>,
}

/// A server that has a name. Its headers may be secrets, so it is not to be printed.
#[derive(Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Server {
    pub(crate) url: String,
    /// The environment variable that holds a bearer token.
    pub(crate) token_env: Option<String>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

impl Config {
    /// Reads the file. Without one, there are no servers.
    ///
    /// # Errors
    ///
    /// When it cannot be read or understood.
    pub(crate) fn load() -> Result<Self, Failure> {
        let Some(path) = path() else {
            return Ok(Self::default());
        };
        let wrong =
            |why: String| Failure::new(format!("could not read `{}`: {why}", path.display()));
        match fs::read_to_string(&path) {
            Ok(text) => Self::read(&text).map_err(wrong),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(wrong(error.to_string())),
        }
    }

    /// Reads the text of such a file. The error names the line and does not show it: it may hold a secret.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map(|before| before.matches('\n').count() + 1);
            // `invalid type: string "sesame", expected a map` shows the value.
            let message = match error.message().rsplit_once(", expected ") {
                Some((_, expected)) => format!("expected {expected}"),
                None => error.message().to_owned(),
            };
            match line {
                Some(line) => format!("line {line}: {message}"),
                None => message,
            }
        })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.servers.keys().map(String::as_str)
    }

    pub(crate) fn server(&self, name: &str) -> Option<&Server> {
        self.servers.get(name)
    }
}

fn path() -> Option<PathBuf> {
    let directory = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let configuration = directory("XDG_CONFIG_HOME");
    let configuration = configuration.or_else(|| Some(directory("HOME")?.join(".config")))?;
    Some(configuration.join("sse-progress/config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_have_names() {
        let config = Config::read(
            "default = 'a'\n[servers.a]\nurl = 'b'\ntoken-env = 'T'\nheaders = { x = 'y' }",
        );
        let config = config.unwrap();
        let server = config.server("a").unwrap();
        assert_eq!(
            (server.url.as_str(), server.token_env.as_deref()),
            ("b", Some("T"))
        );
        assert_eq!(server.headers["x"], "y");
        assert!(config.server("b").is_none());
        assert!(!format!("{config:?}").contains('y'));
    }

    #[test]
    fn a_mistake_is_named_and_not_shown() {
        for text in [
            "\n[servers.a]\nurl = 'b'\ntoken = 'sesame'",
            "\n\n\ntoken = sesame",
            "\n\n\n[servers.a]\nheaders = { x = 'sesame' }",
            "\n[servers.a]\nurl = 'b'\nheaders = 'sesame'",
        ] {
            let error = Config::read(text).unwrap_err();
            assert!(error.contains("line 4"), "{error}");
            assert!(!error.contains("sesame"), "{error}");
        }
    }
}
