//! What people call a server, a job or a run: a URL, or less where the rest is known.
//!
//! `SSE_PROGRESS_URL` and the [configuration](crate::config) say which server is meant where none is
//! named. Of that, `/count/3` is a path, `count` the name of a job, and 22 characters the id of a run.

use std::env;

use reqwest::Url;
use sse_progress::protocol::RunId;

use crate::config::{Config, Server};
use crate::failure::Failure;
use crate::url;

/// The variable that holds the address or the name of a server.
const VARIABLE: &str = "SSE_PROGRESS_URL";

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) url: Url,
    /// The server that it was named by, whose headers go with the request.
    pub(crate) server: Option<Server>,
}

/// Knows which servers there are.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    config: Config,
    /// What is in [`VARIABLE`], if it is set.
    variable: Option<String>,
}

impl Targets {
    /// Reads the environment and the configuration.
    ///
    /// # Errors
    ///
    /// When the file of the configuration cannot be read or understood.
    pub(crate) fn load() -> Result<Self, Failure> {
        Ok(Self {
            config: Config::load()?,
            variable: env::var(VARIABLE).ok().filter(|text| !text.is_empty()),
        })
    }

    /// What the servers of the configuration are called.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.config.names()
    }

    /// The server that `text` names, or the one that is meant where none is named.
    ///
    /// # Errors
    ///
    /// When there is none, or its address is no URL.
    pub(crate) fn server(&self, text: Option<&str>) -> Result<Target, Failure> {
        match text {
            Some(text) => self.find(text),
            None => self.usual()?.ok_or_else(|| {
                Failure::new("no server is named").hint(format!(
                    "give its URL, or set {VARIABLE} to http://localhost:3030, say"
                ))
            }),
        }
    }

    /// The job or the run that `text` names.
    ///
    /// # Errors
    ///
    /// When it is no URL, or begins with a slash and no server is known.
    pub(crate) fn find(&self, text: &str) -> Result<Target, Failure> {
        let (first, rest) = text.split_at(text.find(['/', '?', '#']).unwrap_or(text.len()));
        if let Some(server) = self.config.server(first) {
            return below(&Target::of(server)?, rest);
        }
        if first.is_empty() && !rest.is_empty() {
            return below(&self.server(None)?, text);
        }
        let usual = if is_host(first) { None } else { self.usual()? };
        match usual {
            Some(usual) => match text.parse::<RunId>() {
                Ok(run) => below(&usual, &format!("/runs/{run}")),
                Err(_) => below(&usual, &format!("/{text}")),
            },
            None => Ok(Target {
                url: url::parse(text)?,
                server: None,
            }),
        }
    }

    /// Those that all of `texts` name.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find), and when they are of several servers of the configuration: what is to be
    /// sent to one must not be sent to another.
    pub(crate) fn find_all(&self, texts: &[String]) -> Result<(Vec<Url>, Option<Server>), Failure> {
        let found = texts.iter().map(|text| self.find(text));
        let found = found.collect::<Result<Vec<_>, _>>()?;
        let server = found.first().and_then(|target| target.server.clone());
        if found.iter().any(|target| target.server != server) {
            return Err(
                Failure::new("these are of several servers of the configuration")
                    .hint("ask each server by a command of its own"),
            );
        }
        Ok((found.into_iter().map(|target| target.url).collect(), server))
    }

    /// The server that is meant where none is named.
    fn usual(&self) -> Result<Option<Target>, Failure> {
        let Some(name) = self.variable.as_deref().or(self.config.default.as_deref()) else {
            return Ok(None);
        };
        match self.config.server(name) {
            Some(server) => Target::of(server).map(Some),
            None if self.variable.is_none() => Err(Failure::new(format!(
                "the default server `{name}` of the configuration is not among its servers"
            ))),
            None => Ok(Some(Target {
                url: url::parse(name)?,
                server: None,
            })),
        }
    }
}

impl Target {
    fn of(server: &Server) -> Result<Self, Failure> {
        Ok(Self {
            url: url::parse(&server.url)?,
            server: Some(server.clone()),
        })
    }
}

/// What is at a path, with a query perhaps, of a server.
fn below(server: &Target, path: &str) -> Result<Target, Failure> {
    let mut base = server.url.clone();
    base.set_query(None);
    Ok(Target {
        url: url::parse(&format!("{}{path}", base.as_str().trim_end_matches('/')))?,
        server: server.server.clone(),
    })
}

/// Whether a word can only be that of a host, if it stands before the first slash.
fn is_host(word: &str) -> bool {
    word.is_empty() || word == "localhost" || word.contains(['.', ':', '@', '['])
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"
        [servers.staging]
        url = "https://staging.example/tasks"
    "#;

    fn targets(variable: Option<&str>, config: &str) -> Targets {
        Targets {
            config: Config::read(config).unwrap(),
            variable: variable.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_known_may_be_left_out() {
        const RUN: &str = "4qJ0mX2vT9cB7yKdR1sN3w";
        let by_variable = targets(Some("u:p@a:1/x/?y=1"), CONFIG);
        let by_default = targets(None, &format!("default = 'staging'\n{CONFIG}"));
        let by_none = targets(None, CONFIG);
        for (targets, text, url) in [
            (&by_variable, "/count/3?z=1", "http://u:p@a:1/x/count/3?z=1"),
            (&by_variable, "count", "http://u:p@a:1/x/count"),
            (
                &by_variable,
                "{to}/count",
                "http://u:p@a:1/x/%7Bto%7D/count",
            ),
            (
                &by_variable,
                RUN,
                "http://u:p@a:1/x/runs/4qJ0mX2vT9cB7yKdR1sN3w",
            ),
            (&by_variable, "localhost/count", "http://localhost/count"),
            (&by_variable, "b.example/count", "http://b.example/count"),
            (&by_variable, "https://b/count", "https://b/count"),
            (
                &by_variable,
                "staging/count",
                "https://staging.example/tasks/count",
            ),
            (&by_default, "/count", "https://staging.example/tasks/count"),
            (&by_default, "count", "https://staging.example/tasks/count"),
            (&by_none, "staging", "https://staging.example/tasks"),
            (&by_none, "count/3", "http://count/3"),
        ] {
            assert_eq!(targets.find(text).unwrap().url.as_str(), url, "{text}");
        }
        assert!(by_default.server(None).unwrap().server.is_some());
        assert!(by_variable.server(None).unwrap().server.is_none());
    }

    #[test]
    fn what_is_not_known_is_said() {
        let none = targets(None, CONFIG);
        let text = none.find("/count").unwrap_err().to_string();
        assert!(text.contains("SSE_PROGRESS_URL"), "{text}");
        let wrong = targets(None, "default = 'x'");
        assert!(wrong.server(None).unwrap_err().to_string().contains("`x`"));
        let several = ["staging/1".to_owned(), "b.example/1".to_owned()];
        assert!(none.find_all(&several).is_err());
    }
}
