//! The client with the options of the command line, and its errors with hints.

use std::env;
use std::future::Future;
use std::time::Duration;

use reqwest::Url;
use sse_progress::client::{Client, Error, InvalidParameter};
use tokio::time::{Instant, timeout_at};

use crate::arguments::{Asking, Connecting};
use crate::config::Server;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::job::see_help;
use crate::url;

/// The client, and those options for connections that are not its own.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The value of a `Content-Type` among the headers. It belongs to the body and not to each request.
    pub(crate) content_type: Option<String>,
    /// When `--timeout` is over.
    pub(crate) deadline: Option<Instant>,
}

/// The longest result that is read, unless `--max-event` says more.
const MAX_RESULT: usize = 256 << 20;

impl Connection {
    /// Makes the client, with what the configuration says of the server.
    ///
    /// # Errors
    ///
    /// When a header is not `Name: value`, or when there is no token in the variable.
    pub(crate) fn new(
        server: Option<&Server>,
        options: &Connecting,
        timeout: Option<Duration>,
        max_event: Option<u16>,
    ) -> Result<Self, Failure> {
        let mut builder = Client::builder().max_done(MAX_RESULT);
        if let Some(mib) = max_event {
            let bytes = usize::from(mib) << 20;
            builder = builder.max_event(bytes).max_done(bytes.max(MAX_RESULT));
        }
        if let Some(server) = server {
            for (name, value) in &server.headers {
                builder = builder.header(name, value);
            }
        }
        let mut content_type = None;
        for header in &options.headers {
            let Some((name, value)) = header.split_once(':') else {
                // It is not printed: it may be a secret.
                return Err(Failure::new("a header is not `Name: value`")
                    .hint("write it as --header 'X-Tenant: acme'"));
            };
            let (name, value) = (name.trim(), value.trim());
            if name.eq_ignore_ascii_case("content-type") {
                content_type = Some(value.to_owned());
            } else {
                builder = builder.header(name, value);
            }
        }
        let configured = server.and_then(|server| server.token_env.as_ref());
        if let Some(variable) = options.token_env.as_ref().or(configured) {
            let token = env::var(variable).map_err(|_| {
                Failure::new(format!(
                    "the variable `{variable}` is not set, or is not UTF-8"
                ))
                .hint("--token-env takes the name of an environment variable, not the token")
            })?;
            builder = builder.bearer_token(token.trim());
        }
        #[cfg(unix)]
        if let Some(path) = &options.unix_socket {
            builder = builder.unix_socket(path);
        }
        Ok(Self {
            client: builder.build()?,
            content_type,
            deadline: timeout.and_then(|timeout| Instant::now().checked_add(timeout)),
        })
    }

    /// The same for what is answered at once.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub(crate) fn to_ask(server: Option<&Server>, options: &Asking) -> Result<Self, Failure> {
        Self::new(server, &options.connecting, options.patience.timeout, None)
    }

    /// Waits for `work` until `--timeout` is over.
    ///
    /// # Errors
    ///
    /// Those of `work`, and that it took too long.
    pub(crate) async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let Some(deadline) = self.deadline else {
            return work.await;
        };
        timeout_at(deadline, work).await.unwrap_or_else(|_| {
            Err(Failure::new("it took longer than --timeout").exit(Exit::TimedOut))
        })
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let failure = Self::new(error.to_string());
        match error.problem() {
            // If the problem has a detail, that sums up its errors, and is in the text of the error.
            Some(problem) if problem.detail.is_none() => {
                failure.causes(problem.errors.iter().filter_map(words))
            }
            _ if error.status() == Some(405) => {
                failure.hint("`sse-progress run URL` starts a job with the method that it takes")
            }
            _ if error.is_unauthorized() => {
                failure.hint("--token-env VARIABLE sends the bearer token in that variable")
            }
            _ if error.is_connect() => match proxy() {
                Some(variable) => failure.hint(format!(
                    "perhaps it is a proxy that refuses, since {variable} is set; NO_PROXY names the hosts \
                     that need none"
                )),
                None => failure,
            },
            _ => failure,
        }
    }
}

/// The first variable of the environment that is set and names a proxy.
fn proxy() -> Option<&'static str> {
    let variables = [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ];
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    variables.into_iter().find(is_set)
}

/// The error of starting the job at `address`: one for each wrong parameter, if the server has sent such a
/// list.
pub(crate) fn not_started(address: &str, error: Error) -> Failure {
    let problem = error.problem();
    let errors: Vec<_> = problem
        .into_iter()
        .flat_map(|problem| &problem.errors)
        .filter_map(words)
        .collect();
    match errors.is_empty() {
        true => error.into(),
        false => Failure::all(errors).hint(see_help(address)),
    }
}

/// The error of watching an address of which it is not known whether it is that of a run or of a job, with a
/// hint about what may be meant.
pub(crate) fn wrong_at(asked: &Url, error: Error) -> Failure {
    let shown = url::shown(asked);
    let path = url::segments(asked);
    let is_run = path
        .iter()
        .rev()
        .nth(1)
        .is_some_and(|before| before == "runs");
    let hint = if path
        .iter()
        .any(|part| part.starts_with('{') && part.ends_with('}'))
    {
        format!(
            "put values in place of the braces, or start it with `sse-progress run '{shown}' NAME=VALUE`"
        )
    } else if error.is_unexpected() || (error.is_not_found() && !is_run) {
        let server = url::shown(&url::server(asked));
        format!("`sse-progress jobs {server}` lists jobs, `sse-progress run URL` starts one")
    } else {
        return error.into();
    };
    Failure::from(error).hint(hint)
}

fn words(wrong: &InvalidParameter) -> Option<String> {
    let detail = wrong.detail.clone()?;
    Some(match &wrong.expected {
        Some(expected) => format!("{detail} (expected: {expected})"),
        None => detail,
    })
}
