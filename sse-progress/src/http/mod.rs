//! HTTP: requests in, responses out.
//!
//! [`Jobs::routes`] is one `warp` filter. It finds the address that a request means, or leaves the
//! request to the application's other filters; then it reads the body and answers.

mod accept;
pub(crate) mod access;
mod assets;
mod authorise;
mod body;
mod departure;
mod guard;
mod listing;
mod multiplex;
pub(crate) mod origins;
mod problem;
mod request;
mod resume;
mod route;
mod runs;
pub(crate) mod stalled;
mod start;
mod stream;

use bytes::Buf;
use futures_util::Stream;
use warp::filters::BoxedFilter;
use warp::http::Method;
use warp::reply::Response;
use warp::{Filter, Reply};

use crate::jobs::Jobs;

pub(crate) use departure::Departure;
pub(crate) use problem::Problem;
use request::Request;
use route::Route;

impl Jobs {
    /// All addresses of these jobs as a `warp` filter, to be put beside your own:
    ///
    /// ```
    /// # use sse_progress::{Jobs, jobs};
    /// use warp::Filter;
    ///
    /// # fn example() -> Result<(), sse_progress::Error> {
    /// let jobs = Jobs::builder().build()?;
    /// let health = warp::path!("health").map(|| "fine");
    /// let all = health.or(warp::path("tasks").and(jobs.routes()));
    /// # let _ = warp::service(all);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Under a prefix, as `tasks` here, every link that is handed out has the prefix. A request for
    /// an address that is not one of ours is rejected as not found, so that other filters can have
    /// it; whatever is wrong with a request for one of ours is answered here.
    ///
    /// Do not wrap it in `warp::compression`, which would hold events back.
    pub fn routes(&self) -> BoxedFilter<(Response,)> {
        let jobs = self.clone();
        let query = warp::query::raw().or(warp::any().map(String::new)).unify();
        warp::method()
            .and(warp::path::full())
            .and(warp::path::tail())
            .and(query)
            .and(warp::header::headers_cloned())
            .and(warp::ext::optional::<Departure>())
            .map(Request::new)
            .and_then(move |request: Request| {
                let found =
                    Route::find(&jobs, &request).map(|route| (jobs.clone(), route, request));
                async move { found.ok_or_else(warp::reject::not_found) }
            })
            .untuple_one()
            .and(warp::body::stream())
            .then(answer)
            .boxed()
    }
}

async fn answer<S, B>(jobs: Jobs, route: Route, request: Request, body: S) -> Response
where
    S: Stream<Item = Result<B, warp::Error>> + Send,
    B: Buf,
{
    let mut response = match respond(&jobs, route, &request, body).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    };
    guard::share(&jobs, &request, response.headers_mut());
    if request.method == Method::HEAD {
        // The headers stand for a body that is not sent.
        *response.body_mut() = Response::default().into_body();
    }
    response
}

async fn respond<S, B>(
    jobs: &Jobs,
    route: Route,
    request: &Request,
    body: S,
) -> Result<Response, Problem>
where
    S: Stream<Item = Result<B, warp::Error>> + Send,
    B: Buf,
{
    route.check_method(jobs, &request.method)?;
    if request.method == Method::OPTIONS {
        return Ok(guard::preflight(jobs, &route, request));
    }
    guard::check_origin(jobs, request)?;
    let principal = authorise::principal(jobs, &route, request).await?;
    let body = body::read(request, body, jobs.max_body()).await?;
    match route {
        Route::Page => Ok(assets::page(request)),
        Route::Asset(asset) => Ok(asset.reply(request)),
        Route::Listing => Ok(listing::reply(jobs)),
        Route::Job(index) => start::reply(jobs, index, request, body, principal).await,
        Route::Multiplex => multiplex::reply(jobs, request).await,
        Route::Run(id) => runs::reply(jobs, &id, request, principal.as_ref()).await,
        Route::Cancel(id) => runs::cancel(jobs, &id, principal.as_ref()),
        Route::Leave(id) => runs::leave(jobs, &id, principal.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_can_be_a_service_and_stand_beside_others() {
        let jobs = Jobs::builder().build().unwrap();
        let both = warp::path("a")
            .and(jobs.routes())
            .or(warp::any().map(|| "b"));
        let _ = warp::service(both);
    }
}
