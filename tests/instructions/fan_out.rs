//! One event to 100 watchers: from the line that a job says, through its sampler and its log, to the
//! bytes that the bodies of 100 answers hand over. There is no socket.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use http_body::Body;
use sse_progress::{Jobs, Progress, ResponseBody, job, jobs};
use tokio::runtime::Runtime;
use tower_service::Service as _;

/// One call serves one event.
pub(crate) const TIMES: u64 = 1;

/// So many events go before, so that all that grows once has grown.
const BEFORE: usize = 5;

const WATCHERS: usize = 100;

/// Longer than the sampler takes to be at rest, and far from a heartbeat.
const REST: Duration = Duration::from_millis(250);

/// So often the executor may go around until the sampler has passed a line on. Always as often, so that
/// it counts the same.
const TURNS: usize = 8;

/// Gives its bar away and waits to be cancelled.
#[job("/lend")]
async fn lend(progress: Progress, #[state] lend: Sender<Progress>) {
    let _ = lend.send(progress.clone());
    std::future::pending::<()>().await;
}

pub(crate) fn fan_out() {
    // The clock stands still and jumps to the next timer when nothing else is to do, so that what
    // happens between two events is the same on every machine.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let (sender, receiver) = channel();
    let jobs = Jobs::builder().jobs(jobs![lend]).state(sender).build();
    let jobs = jobs.expect("jobs that fit together");
    let (progress, mut bodies) = runtime.block_on(watched(&jobs, &receiver));
    let rest = || runtime.block_on(async { tokio::time::sleep(REST).await });
    for _ in 0..BEFORE {
        rest();
        serve_one(&runtime, &progress, &mut bodies);
    }
    rest();
    counted_fan_out(&runtime, &progress, &mut bodies);
    // The end of the run would be counted along.
    std::mem::forget((runtime, jobs, progress, bodies));
}

/// Starts a run, and opens its streams up to where there is nothing new.
async fn watched(
    jobs: &Jobs,
    lent: &Receiver<Progress>,
) -> (Progress, Vec<Pin<Box<ResponseBody>>>) {
    let run = jobs.start("lend", serde_json::json!({})).expect("a run");
    tokio::time::sleep(REST).await;
    let progress = lent.try_recv().expect("the bar of the run");
    let mut bodies = Vec::new();
    for _ in 0..WATCHERS {
        let request = http::Request::get(format!("/runs/{}", run.id()))
            .header("accept", "text/event-stream")
            .body(String::new());
        let answer = jobs.service().call(request.expect("a request")).await;
        let mut body = Box::pin(answer.expect("an answer").into_body());
        assert!(poll(&mut body), "the first event");
        while poll(&mut body) {}
        bodies.push(body);
    }
    (progress, bodies)
}

#[inline(never)]
fn counted_fan_out(runtime: &Runtime, progress: &Progress, bodies: &mut [Pin<Box<ResponseBody>>]) {
    serve_one(runtime, progress, bodies);
}

#[inline(never)]
fn serve_one(runtime: &Runtime, progress: &Progress, bodies: &mut [Pin<Box<ResponseBody>>]) {
    progress.println("frame 00412.tif: wrote 3 of 3 sizes");
    runtime.block_on(async {
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
        for body in bodies {
            assert!(poll(body), "the line");
            assert!(!poll(body), "one line");
        }
    });
}

/// Whether there was something.
fn poll(body: &mut Pin<Box<ResponseBody>>) -> bool {
    let frame: Poll<Option<Result<_, Infallible>>> = body
        .as_mut()
        .poll_frame(&mut Context::from_waker(Waker::noop()));
    match frame {
        Poll::Ready(Some(Ok(_))) => true,
        Poll::Ready(None) => panic!("the stream is over"),
        Poll::Pending => false,
    }
}
