//! The jobs as a `warp` filter: a thin adapter over the service.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use futures_util::Stream;
use http::uri::Authority;
use http::{Extensions, HeaderMap, Method};
use http_body::{Body, Frame};
use pin_project_lite::pin_project;
use warp::filters::BoxedFilter;
use warp::filters::path::Tail;
use warp::reply::{Reply, Response};
use warp::{Filter, Rejection};

use super::JobsService;
#[cfg(feature = "server")]
use super::page::{nothing_here, words_for};
#[cfg(feature = "server")]
use super::request::accept;
use super::request::{OnLoopback, Request};
use super::response_body::{self, ResponseBody};
use super::route::Route;
use super::service::answer;
use super::site::Site;

/// A filter that answers requests for our addresses, and rejects all others as not found, so that
/// other filters can have them.
///
/// The address is what the filters before it have left of the path. What `found` extracts goes to the
/// application's authorize hook.
pub(crate) fn routes<T>(
    service: &JobsService,
    found: impl Filter<Extract = (T,), Error = Rejection> + Clone + Send + Sync + 'static,
) -> BoxedFilter<(Response,)>
where
    T: Clone + Send + Sync + 'static,
{
    let site = service.site().clone();
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    // A malformed one is rejected by `optional`, and may belong to another filter's address.
    let authority = warp::host::optional().or(warp::any().map(|| None)).unify();
    warp::method()
        .and(warp::path::tail())
        .and(query)
        .and(warp::header::headers_cloned())
        .and(authority)
        .and(warp::ext::optional::<OnLoopback>())
        .map(request)
        .and_then(move |request: Request| {
            let found = Route::find(&site, &request.path);
            let found = found.map(|route| (site.clone(), route, request));
            async move { found.ok_or_else(warp::reject::not_found) }
        })
        .untuple_one()
        .and(found)
        .and(warp::body::stream())
        .then(
            |site: Arc<Site>, route, mut request: Request, found, body| async move {
                request.extensions.insert(found);
                let body = StreamBody { stream: body };
                into_warp(answer(&site, route, &request, body).await)
            },
        )
        .boxed()
}

/// For [`routes`]: nothing for the hook.
pub(crate) fn nothing() -> impl Filter<Extract = ((),), Error = Rejection> + Clone {
    warp::any().and_then(|| async { Ok::<(), Rejection>(()) })
}

/// The filters of a server. What they all reject as not found has no body; to a browser that shows what
/// it gets this gives a page instead.
#[cfg(feature = "server")]
#[derive(Clone, Debug)]
pub(crate) struct PageForNobody<S>(S);

#[cfg(feature = "server")]
impl<S> PageForNobody<S> {
    pub(crate) fn new(service: S) -> Self {
        Self(service)
    }
}

#[cfg(feature = "server")]
impl<S, B> tower_service::Service<http::Request<B>> for PageForNobody<S>
where
    S: tower_service::Service<http::Request<B>, Response = Response, Future: Send + 'static>,
    B: 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let headers = request.headers();
        let is_shown = accept(headers).is_shown(request.method());
        let words = is_shown.then(|| words_for(headers));
        let answer = self.0.call(request);
        Box::pin(async move {
            let answer = answer.await?;
            let is_empty = answer.status() == http::StatusCode::NOT_FOUND
                && !answer.headers().contains_key(http::header::CONTENT_TYPE);
            Ok(match words {
                Some(words) if is_empty => into_warp(nothing_here(words)),
                _ => answer,
            })
        })
    }
}

fn request(
    method: Method,
    tail: Tail,
    query: String,
    headers: HeaderMap,
    authority: Option<Authority>,
    on_loopback: Option<OnLoopback>,
) -> Request {
    let mut extensions = Extensions::new();
    if let Some(on_loopback) = on_loopback {
        extensions.insert(on_loopback);
    }
    let authority = authority.map(|authority| authority.as_str().to_owned());
    Request::new(method, tail.as_str(), query, headers, authority, extensions)
}

fn into_warp(response: response_body::Response) -> Response {
    let (head, body) = response.into_parts();
    match body.into_whole() {
        Ok(bytes) => http::Response::from_parts(head, bytes).into_response(),
        Err(body) => {
            let body = warp::reply::stream(Events(body))
                .into_response()
                .into_body();
            Response::from_parts(head, body)
        }
    }
}

/// An event stream as `warp` takes one.
struct Events(ResponseBody);

impl Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let frame = Pin::new(&mut self.0).poll_frame(cx);
        // A body of ours has no trailers.
        frame.map(|frame| {
            frame.map(|frame| frame.map(|frame| frame.into_data().unwrap_or_default()))
        })
    }
}

pin_project! {
    /// A request's body as `warp` hands it out, made a body again.
    struct StreamBody<S> {
        #[pin]
        stream: S,
    }
}

impl<S, D> Body for StreamBody<S>
where
    S: Stream<Item = Result<D, warp::Error>>,
    D: Buf,
{
    type Data = D;
    type Error = warp::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<D>, warp::Error>>> {
        let piece = self.project().stream.poll_next(cx);
        piece.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Jobs;

    #[test]
    fn a_filter_can_be_a_service_and_stand_beside_others() {
        let jobs = Jobs::builder().build().unwrap();
        let both = warp::path("a")
            .and(jobs.routes())
            .or(warp::any().map(|| "b"));
        let _ = warp::service(both);
    }
}
