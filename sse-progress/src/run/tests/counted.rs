//! What is counted of runs and of the streams that watch them.
#![allow(clippy::needless_borrow, reason = "this is how `#[job]` writes it")]

use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use http::{Request, header};
use http_body::Body as _;
use metrics::LocalRecorderGuard;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tower_service::Service as _;

use super::*;
use crate::http::ResponseBody;
use crate::job::*;
use crate::jobs::Jobs;
use crate::run::Progress;

const SECOND: Duration = Duration::from_secs(1);

/// Collects what is counted on this thread, which is where all tasks of a test are.
struct Counted {
    handle: PrometheusHandle,
    _guard: LocalRecorderGuard<'static>,
}

impl Counted {
    fn begin() -> Self {
        // For ever, since the guard borrows it: a test is short.
        let recorder: &'static PrometheusRecorder =
            Box::leak(Box::new(PrometheusBuilder::new().build_recorder()));
        Self {
            handle: recorder.handle(),
            _guard: metrics::set_default_local_recorder(recorder),
        }
    }

    /// What a line of the exposition says.
    #[track_caller]
    fn get(&self, name: &str) -> u64 {
        let text = self.handle.render();
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let value = line.unwrap_or_else(|| panic!("no {name} in\n{text}"));
        value.trim().parse().unwrap()
    }
}

/// Says 50 lines at once, and moves its bar once a second.
fn talk() -> Job {
    job(Definition {
        name: "talk",
        description: "",
        methods: Methods::GetAndPost,
        path: "/talk",
        policy: Policy::DEFAULT,
        arguments: vec![(&Probe::<Progress>::NEW).kind().describe("progress", "")],
        start: |args| {
            let progress = (&Probe::<Progress>::NEW).kind().take(args, 0)?;
            Some(Work::asynchronous(async move {
                for number in 0..50 {
                    progress.println(format!("line {number}"));
                }
                for _ in 0..5 {
                    sleep(SECOND).await;
                    progress.inc(1);
                }
                succeeded(&())
            }))
        },
    })
}

async fn frame(body: &mut ResponseBody) -> Option<Bytes> {
    let frame = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await?;
    frame.unwrap().into_data().ok()
}

async fn ask(jobs: &Jobs, path: &str, last_event_id: &str) -> ResponseBody {
    let request = Request::get(path)
        .header(header::ACCEPT, "text/event-stream")
        .header("last-event-id", last_event_id)
        .body(String::new())
        .unwrap();
    jobs.service().call(request).await.unwrap().into_body()
}

/// The id of an event, and that of its run.
fn ids(event: &Bytes) -> (String, String) {
    let text = std::str::from_utf8(event).unwrap();
    let id = text
        .lines()
        .find_map(|line| line.strip_prefix("id: "))
        .unwrap();
    (id.to_owned(), id.split_once('.').unwrap().0.to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_slow_stream_is_counted_with_what_it_was_not_sent() {
    let counted = Counted::begin();
    let jobs = Jobs::builder()
        .jobs([talk()])
        .log_lines(10)
        .build()
        .unwrap();
    let mut body = ask(&jobs, "/talk", "").await;
    let mut bytes = frame(&mut body).await.unwrap().len();
    assert_eq!(counted.get("sse_progress_watchers{job=\"talk\"}"), 1);
    sleep(SECOND / 2).await;
    assert_eq!(counted.get("sse_progress_runs_running{job=\"talk\"}"), 1);
    sleep(SECOND * 10).await;
    while let Some(data) = frame(&mut body).await {
        bytes += data.len();
    }
    drop(body);
    for (name, value) in [
        (
            "sse_progress_runs_total{job=\"talk\",status=\"succeeded\"}",
            1,
        ),
        (
            "sse_progress_run_duration_seconds_count{job=\"talk\",status=\"succeeded\"}",
            1,
        ),
        ("sse_progress_runs_running{job=\"talk\"}", 0),
        ("sse_progress_runs_queued{job=\"talk\"}", 0),
        ("sse_progress_watchers{job=\"talk\"}", 0),
        // The ten that are remembered, and the notice about those that are not.
        (
            "sse_progress_sent_events_total{job=\"talk\",event=\"log\"}",
            11,
        ),
        ("sse_progress_missed_lines_total{job=\"talk\"}", 40),
        (
            "sse_progress_sent_events_total{job=\"talk\",event=\"progress\"}",
            2,
        ),
        (
            "sse_progress_sent_events_total{job=\"talk\",event=\"done\"}",
            1,
        ),
        // That it has begun, and the positions 1 to 4.
        ("sse_progress_superseded_snapshots_total{job=\"talk\"}", 5),
        ("sse_progress_sent_bytes_total", bytes as u64),
    ] {
        assert_eq!(counted.get(name), value, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_back_is_counted() {
    let counted = Counted::begin();
    let jobs = Jobs::builder().jobs([talk()]).build().unwrap();
    let mut body = ask(&jobs, "/talk", "").await;
    let (id, run) = ids(&frame(&mut body).await.unwrap());
    drop(body);
    // Who does not come back is none.
    drop(ask(&jobs, &format!("/runs/{run}"), "").await);
    drop(ask(&jobs, &format!("/runs/events?run={run}"), "").await);
    for (times, path) in [(1, "/talk".to_owned()), (2, format!("/runs/{run}"))] {
        drop(ask(&jobs, &path, &id).await);
        assert_eq!(
            counted.get("sse_progress_resumes_total{job=\"talk\"}"),
            times
        );
    }
    let path = format!("/runs/events?run={run}");
    let mut body = ask(&jobs, &path, "").await;
    let (id, _) = ids(&frame(&mut body).await.unwrap());
    drop(body);
    drop(ask(&jobs, &path, &id).await);
    assert_eq!(counted.get("sse_progress_resumes_total{job=\"talk\"}"), 3);
    assert_eq!(counted.get("sse_progress_watchers{job=\"talk\"}"), 0);
}

#[tokio::test(start_paused = true)]
async fn runs_that_wait_and_runs_that_are_cancelled_are_counted() {
    let counted = Counted::begin();
    let queue = Queue::new(Some(1), 1);
    let [first, second] = [(); 2].map(|()| {
        let rig = Rig {
            queue: queue.clone(),
            ..rig()
        };
        rig.begin(forever(&Arc::default()))
    });
    sleep(SECOND).await;
    assert_eq!(counted.get("sse_progress_runs_running{job=\"job\"}"), 1);
    assert_eq!(counted.get("sse_progress_runs_queued{job=\"job\"}"), 1);
    for run in [second, first] {
        run.stop(CancelReason::Requested);
        end(&run).await;
    }
    for (name, value) in [
        ("sse_progress_runs_running{job=\"job\"}", 0),
        ("sse_progress_runs_queued{job=\"job\"}", 0),
        (
            "sse_progress_runs_total{job=\"job\",status=\"cancelled\"}",
            2,
        ),
        // The other one had not begun.
        ("sse_progress_cancel_duration_seconds_count{job=\"job\"}", 1),
    ] {
        assert_eq!(counted.get(name), value, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_that_does_not_stop_is_counted_while_it_goes_on() {
    const OVERRUNNING: &str = "sse_progress_functions_overrunning{job=\"job\"}";
    let counted = Counted::begin();
    let (finish, finished) = std::sync::mpsc::channel::<()>();
    let (started, running) = tokio::sync::oneshot::channel();
    let run = rig().begin(Work::blocking(move || {
        started.send(()).unwrap();
        let _ = finished.recv();
        succeeded(&())
    }));
    running.await.unwrap();
    run.stop(CancelReason::Requested);
    // Time is paused only while nothing blocks, and the function does: so it is moved by hand.
    tokio::task::yield_now().await;
    tokio::time::advance(GRACE).await;
    tokio::task::yield_now().await;
    assert_eq!(counted.get(OVERRUNNING), 1);
    finish.send(()).unwrap();
    end(&run).await;
    assert_eq!(counted.get(OVERRUNNING), 0);
    assert_eq!(counted.get("sse_progress_overruns_total{job=\"job\"}"), 1);
}

#[test]
fn a_run_that_ends_with_its_runtime_is_counted_once() {
    let counted = Counted::begin();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let _run = rig().begin(forever(&Arc::default()));
        tokio::task::yield_now().await;
    });
    drop(runtime);
    let cancelled = counted.get("sse_progress_runs_total{job=\"job\",status=\"cancelled\"}");
    assert_eq!(cancelled, 1);
    assert_eq!(counted.get("sse_progress_runs_running{job=\"job\"}"), 0);
}
