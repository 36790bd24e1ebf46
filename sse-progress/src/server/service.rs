//! What answers the requests of connections.

use std::convert::Infallible;

use bytes::Bytes;

use super::received::Received;
use crate::run::BoxError;

/// What answers the requests of connections: a `tower` service, ours or a `warp` filter's.
pub(super) trait HttpService: Clone + Send + 'static {
    type Body: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static;

    fn respond(
        self,
        request: http::Request<Received>,
    ) -> impl Future<Output = Result<http::Response<Self::Body>, Infallible>> + Send + 'static;
}

impl<S, B> HttpService for S
where
    S: tower_service::Service<
            http::Request<Received>,
            Response = http::Response<B>,
            Error = Infallible,
            Future: Send + 'static,
        > + Clone
        + Send
        + 'static,
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Body = B;

    fn respond(
        self,
        request: http::Request<Received>,
    ) -> impl Future<Output = Result<http::Response<B>, Infallible>> + Send + 'static {
        let mut service = self;
        // Both services are always ready.
        service.call(request)
    }
}

/// Tells how a connection has ended.
pub(super) fn log_end(result: hyper::Result<()>) {
    match result {
        Ok(()) => {}
        Err(error) if error.is_user() => tracing::warn!(%error, "a response broke off"),
        // That clients leave, at any time and in any way, is how streams end. As an error it is shown
        // with what is behind it: ETIMEDOUT, say.
        Err(error) => tracing::debug!(
            error = &error as &dyn std::error::Error,
            "a connection ended early"
        ),
    }
}
