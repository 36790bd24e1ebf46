//! Asking the application's hook before anything is done.

use warp::http::header::{HeaderValue, WWW_AUTHENTICATE};
use warp::http::{Method, StatusCode};

use super::problem::Problem;
use super::request::Request;
use super::resume::Resume;
use super::route::Route;
use crate::jobs::{Access, Action, Jobs, Refusal};
use crate::run::Principal;

/// Whoever the request is for, `None` without a hook.
///
/// Pages and scripts are for everybody: they hold nothing, and lead to a login at most.
pub(super) async fn principal(
    jobs: &Jobs,
    route: &Route,
    request: &Request,
) -> Result<Option<Principal>, Problem> {
    let (Some(hook), Some(action)) = (jobs.authorise(), action(route, request)) else {
        return Ok(None);
    };
    let (mut job, mut run) = (None, None);
    match route {
        Route::Job(index) => job = jobs.served().get(*index).map(|served| served.job.name()),
        Route::Run(id) | Route::Cancel(id) => run = id.parse().ok(),
        _ => {}
    }
    if let Some(id) = &run {
        job = jobs.run(id).map(|run| run.job());
    }
    let access = Access {
        action,
        job,
        run,
        method: request.method.clone(),
        headers: request.headers.clone(),
        query: request.query.clone(),
    };
    match hook.ask(access).await {
        Ok(principal) => Ok(Some(principal)),
        Err(refusal) => Err(refusal.into()),
    }
}

fn action(route: &Route, request: &Request) -> Option<Action> {
    let get = request.method == Method::GET || request.method == Method::HEAD;
    match route {
        Route::Page | Route::Asset(_) => None,
        Route::Job(_) if get && request.accept().prefers_html() => None,
        Route::Listing => Some(Action::List),
        Route::Cancel(_) => Some(Action::Cancel),
        Route::Run(_) if request.method == Method::DELETE => Some(Action::Cancel),
        Route::Job(_) | Route::Run(_) if Resume::of(request).is_some() => Some(Action::Resume),
        Route::Job(_) => Some(Action::Start),
        Route::Run(_) => Some(Action::Watch),
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unauthenticated { challenge } => {
                let problem =
                    Self::new(StatusCode::UNAUTHORIZED).detail("this server has to know who asks");
                match HeaderValue::from_str(&challenge) {
                    Ok(challenge) => problem.header(WWW_AUTHENTICATE, challenge),
                    Err(_) => problem,
                }
            }
            Refusal::Forbidden(detail) => Self::new(StatusCode::FORBIDDEN).detail(detail),
        }
    }
}
