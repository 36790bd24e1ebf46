//! One request and its answer, with the redirects between them.

use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Method, Response, Url};

use super::error::{Error, Refused};
use super::problem::Problem;
use super::redirect::hop;
use super::settings::Settings;
use super::{cause, retry_after, shown};

/// How many redirects are followed for one request.
pub const MAX_REDIRECTS: usize = 10;

/// How much of an answer that says no is read, and for how long.
const MAX_REFUSAL: usize = 64 * 1024;
const REFUSAL_TIME: Duration = Duration::from_secs(5);

/// A request that can be sent as often as need be.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    /// The caller's headers, for the first origin alone.
    pub(super) trusted: HeaderMap,
    /// Ours, for whoever answers.
    pub(super) own: HeaderMap,
    pub(super) body: Option<(HeaderValue, Bytes)>,
}

impl Call {
    /// How much longer than others it may take, since its body has to get there: a second for
    /// each 64 KiB.
    pub(super) fn upload_time(&self) -> Duration {
        let bytes = self.body.as_ref().map_or(0, |(_, body)| body.len());
        Duration::from_secs(u64::try_from(bytes >> 16).unwrap_or(u64::MAX))
    }
}

/// The answer at the end of the redirects.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) response: Response,
    pub(super) url: Url,
    /// Whether headers of the caller's were left out, for it comes from another origin.
    pub(super) withheld: bool,
}

/// Sends the request, and again to wherever it is redirected.
pub(super) async fn exchange(settings: &Settings, mut call: Call) -> Result<Answer, Error> {
    let mut withheld = false;
    for _ in 0..=MAX_REDIRECTS {
        let response = send(settings, &call).await?;
        let location = response.headers().get(LOCATION);
        let Some(hop) = hop(response.status(), location, &call.url, &call.method)? else {
            let url = call.url;
            return Ok(Answer {
                response,
                url,
                withheld,
            });
        };
        if hop.leaves_origin {
            withheld |= !call.trusted.is_empty();
            call.trusted.clear();
        }
        if hop.method != call.method {
            call.body = None;
        }
        call.method = hop.method;
        call.url = hop.url;
    }
    let address = shown::address(&call.url);
    Err(Error::redirect(format!(
        "more than {MAX_REDIRECTS} redirects, the last one to {address}"
    )))
}

/// Sends one request and waits for the head of its answer.
async fn send(settings: &Settings, call: &Call) -> Result<Response, Error> {
    let mut request = reqwest::Request::new(call.method.clone(), call.url.clone());
    let headers = request.headers_mut();
    headers.extend(call.trusted.clone());
    headers.extend(call.own.clone());
    if let Some((content_type, body)) = &call.body {
        headers.insert(CONTENT_TYPE, content_type.clone());
        *request.body_mut() = Some(body.clone().into());
    }
    let answer = settings.http.execute(request);
    let limit = settings.silence.saturating_add(call.upload_time());
    match tokio::time::timeout(limit, answer).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(not_sent(settings, &call.url, error)),
        Err(_) => {
            let address = shown::address(&call.url);
            let limit = humantime::format_duration(limit);
            Err(Error::silent(format!(
                "{address} did not answer within {limit}"
            )))
        }
    }
}

/// Why a request got no answer.
fn not_sent(settings: &Settings, url: &Url, error: reqwest::Error) -> Error {
    let address = shown::address(url);
    let cause = cause::innermost(&error);
    let said = if error.is_builder() {
        Error::usage(format!("{address} cannot be asked: {cause}"))
    } else if error.is_connect() {
        let way = settings.unix_socket.as_ref().map_or(String::new(), |path| {
            let path = path.display().to_string();
            format!(" through the socket {}", shown::harmless(&path))
        });
        let message = format!("cannot connect to {address}{way}: {cause}");
        Error::connect(message, !cause::is_distrust(&error))
    } else {
        Error::broken(format!("{address} closed the connection: {cause}"))
    };
    said.because_of_http(error)
}

impl Answer {
    pub(super) fn content_type(&self) -> Option<&HeaderValue> {
        self.response.headers().get(CONTENT_TYPE)
    }

    /// Makes an error of an answer that says no.
    pub(super) async fn refused(mut self) -> Error {
        let body = self.read_some().await;
        let headers = self.response.headers();
        let problem = Problem::read(headers, &body);
        Error::refused(Refused {
            address: shown::address(&self.url),
            status: self.response.status(),
            text: Refused::text_of(problem.as_ref(), &String::from_utf8_lossy(&body)),
            problem,
            retry_after: retry_after::read(headers, SystemTime::now()),
            withheld: self.withheld,
        })
    }

    /// Makes an error of an answer that is a success, but of something else than what was asked for.
    pub(super) async fn unexpected(mut self, wanted: &str) -> Error {
        let body = self.read_some().await;
        let address = shown::address(&self.url);
        let status = self.response.status().as_u16();
        let what = match self.content_type() {
            Some(value) => shown::first_line(&String::from_utf8_lossy(value.as_bytes())),
            None => "something without a type".to_owned(),
        };
        let mut message = format!("{address} answered {status} with {what}, which is not {wanted}");
        let line = shown::first_line(&String::from_utf8_lossy(&body));
        if !line.is_empty() {
            message.push_str(": ");
            message.push_str(&line);
        }
        Error::unexpected(message)
    }

    /// The whole body.
    pub(super) async fn read(mut self, limit: usize) -> Result<Bytes, Error> {
        let address = shown::address(&self.url);
        let mut body = BytesMut::new();
        while let Some(bytes) = self.response.chunk().await.map_err(|error| {
            let cause = cause::innermost(&error);
            Error::broken(format!("the answer of {address} broke off: {cause}"))
                .because_of_http(error)
        })? {
            if body.len() + bytes.len() > limit {
                let message = format!("the answer of {address} has more than {limit} bytes");
                return Err(Error::unexpected(message));
            }
            body.extend_from_slice(&bytes);
        }
        Ok(body.freeze())
    }

    /// Reads as much of the body as an error message needs. The message does without what does not
    /// come soon, or not at all.
    async fn read_some(&mut self) -> BytesMut {
        let mut body = BytesMut::new();
        let _ = tokio::time::timeout(REFUSAL_TIME, async {
            while let Ok(Some(bytes)) = self.response.chunk().await {
                let room = MAX_REFUSAL - body.len();
                body.extend_from_slice(&bytes[..bytes.len().min(room)]);
                if body.len() == MAX_REFUSAL {
                    break;
                }
            }
        })
        .await;
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_body_has_time_to_get_there() {
        let mut call = Call {
            method: Method::POST,
            url: Url::parse("http://a/").unwrap(),
            trusted: HeaderMap::new(),
            own: HeaderMap::new(),
            body: None,
        };
        assert_eq!(call.upload_time(), Duration::ZERO);
        let body = vec![0; 10 << 20];
        call.body = Some((HeaderValue::from_static("x/y"), body.into()));
        assert_eq!(call.upload_time(), Duration::from_secs(160));
    }
}
