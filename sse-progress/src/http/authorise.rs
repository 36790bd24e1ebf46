//! Asking the application's hook before anything is done.

use warp::http::header::{HeaderValue, WWW_AUTHENTICATE};
use warp::http::{Method, StatusCode};

use super::access::{Access, Action, Refusal};
use super::problem::Problem;
use super::request::Request;
use super::resume::Resume;
use super::route::Route;
use crate::jobs::Jobs;
use crate::protocol::RunId;
use crate::run::Principal;

/// Whoever the request is for, `None` without a hook.
///
/// Pages and scripts are for everybody: they hold nothing, and lead to a login at most.
pub(super) async fn principal(
    jobs: &Jobs,
    route: &Route,
    request: &Request,
) -> Result<Option<Principal>, Problem> {
    let Some(action) = action(route, request) else {
        return Ok(None);
    };
    let (mut job, mut run) = (None, None);
    match route {
        Route::Job(index) => job = jobs.served().get(*index).map(|served| served.job.name()),
        Route::Run(id) | Route::Cancel(id) | Route::Leave(id) => run = id.parse().ok(),
        _ => {}
    }
    if let Some(id) = &run {
        job = jobs.run(id).map(|run| run.job());
    }
    Ok(ask(jobs, request, action, job, run).await?)
}

/// Whoever watches this run among others, `None` without a hook.
pub(super) async fn watching(
    jobs: &Jobs,
    request: &Request,
    action: Action,
    run: &RunId,
) -> Result<Option<Principal>, Refusal> {
    let job = jobs.run(run).map(|run| run.job());
    ask(jobs, request, action, job, Some(run.clone())).await
}

async fn ask(
    jobs: &Jobs,
    request: &Request,
    action: Action,
    job: Option<&'static str>,
    run: Option<RunId>,
) -> Result<Option<Principal>, Refusal> {
    let Some(hook) = jobs.authorise() else {
        return Ok(None);
    };
    let access = Access {
        action,
        job,
        run,
        method: request.method.clone(),
        headers: request.headers.clone(),
        query: request.query.clone(),
    };
    hook.ask(access).await.map(Some)
}

fn action(route: &Route, request: &Request) -> Option<Action> {
    let get = request.method == Method::GET || request.method == Method::HEAD;
    match route {
        // It asks for each of its runs.
        Route::Multiplex => None,
        Route::Page | Route::Asset(_) => None,
        Route::Job(_) | Route::Run(_) if get && request.accept().prefers_html() => None,
        Route::Listing => Some(Action::List),
        // Whoever leaves may end a run by it.
        Route::Cancel(_) | Route::Leave(_) => Some(Action::Cancel),
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
