//! A request that starts a run, answered by the service: to the bytes of the first event, and to those of the
//! last. There is no socket, and the function of the job does nothing.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use http_body::{Body, Frame};
use sse_progress::{Jobs, ResponseBody, job, jobs};
use tokio::runtime::Runtime;
use tower_service::Service as _;

/// One call serves one request.
pub(crate) const TIMES: u64 = 1;

/// So many requests go before, so that all that grows once has grown.
const BEFORE: usize = 20;

#[job("/nothing")]
async fn nothing() {}

pub(crate) fn start() {
    let (runtime, jobs) = ready();
    counted_start(&runtime, &jobs);
    std::mem::forget((runtime, jobs));
}

/// To the first event. No other task has its turn.
#[inline(never)]
fn counted_start(runtime: &Runtime, jobs: &Jobs) {
    let body = runtime.block_on(async {
        let mut body = ask(jobs).await;
        assert!(frame(&mut body).await.is_some());
        body
    });
    // What becomes of the run would be counted along.
    std::mem::forget(body);
}

pub(crate) fn whole_run() {
    let (runtime, jobs) = ready();
    counted_whole_run(&runtime, &jobs);
    std::mem::forget((runtime, jobs));
}

#[inline(never)]
fn counted_whole_run(runtime: &Runtime, jobs: &Jobs) {
    runtime.block_on(watch_one(jobs));
}

fn ready() -> (Runtime, Jobs) {
    // One thread, whose clock stands still, so that the same happens on every machine.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let jobs = Jobs::try_from(jobs![nothing]).expect("jobs that fit together");
    for _ in 0..BEFORE {
        runtime.block_on(watch_one(&jobs));
    }
    (runtime, jobs)
}

async fn watch_one(jobs: &Jobs) {
    let mut body = ask(jobs).await;
    while frame(&mut body).await.is_some() {}
}

async fn ask(jobs: &Jobs) -> Pin<Box<ResponseBody>> {
    let request = http::Request::get("/nothing")
        .header("host", "127.0.0.1:3030")
        .header("accept", "text/event-stream")
        .body(String::new());
    let answer = jobs.service().call(request.expect("a request")).await;
    Box::pin(answer.expect("an answer").into_body())
}

async fn frame(body: &mut Pin<Box<ResponseBody>>) -> Option<Result<Frame<Bytes>, Infallible>> {
    poll_fn(|cx| body.as_mut().poll_frame(cx)).await
}
