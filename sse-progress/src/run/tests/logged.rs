//! What the server's own log says of a run.

use std::fmt::Write as _;
use std::sync::Mutex;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};

use super::*;

/// Keeps the warnings of one thread, one line each.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

/// The warnings while `work` runs, which is on this thread.
async fn warnings(work: impl Future<Output = ()>) -> Vec<String> {
    let warnings = Warnings::default();
    let guard = tracing::subscriber::set_default(warnings.clone());
    work.await;
    drop(guard);
    std::mem::take(&mut *warnings.0.lock().unwrap())
}

// It was a line at DEBUG.
#[tokio::test(start_paused = true)]
async fn a_time_out_is_told_with_how_long_the_function_went_on() {
    let mut rig = rig();
    rig.policy.timeout = Some(GRACE);
    rig.policy.clean_up = GRACE * 2;
    let progress = rig.prepared.progress();
    let lines = warnings(async {
        let run = rig.begin(Work::asynchronous(async move {
            progress.cancelled().await;
            sleep(GRACE).await;
            succeeded(&())
        }));
        end(&run).await;
    })
    .await;
    let [line] = &lines[..] else {
        panic!("{lines:?}")
    };
    for part in [
        "job timed out",
        "run=CQkJ",
        "job=\"job\"",
        "timeout=5s",
        "went_on=5",
    ] {
        assert!(line.contains(part), "{part} in {line}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_that_outlives_its_cancel_is_told_while_it_does_and_after() {
    let lines = warnings(async {
        let (finish, finished) = std::sync::mpsc::channel::<()>();
        let (started, running) = tokio::sync::oneshot::channel();
        let run = rig().begin(Work::blocking(move || {
            started.send(()).unwrap();
            let _ = finished.recv();
            succeeded(&())
        }));
        running.await.unwrap();
        run.cancel();
        // Time is paused only while nothing blocks, and the function does: so it is moved by hand.
        tokio::task::yield_now().await;
        tokio::time::advance(GRACE).await;
        tokio::task::yield_now().await;
        finish.send(()).unwrap();
        assert_eq!(end(&run).await.status, Status::Cancelled);
    })
    .await;
    let [during, after] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert!(
        during.contains("job goes on although it was asked to stop"),
        "{during}"
    );
    assert!(
        after.contains("job has stopped late") && after.contains("went_on=5"),
        "{after}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_function_that_stops_when_it_is_asked_to_is_not_worth_a_warning() {
    let lines = warnings(async {
        let run = rig().begin(forever(&Arc::default()));
        tokio::task::yield_now().await;
        run.cancel();
        end(&run).await;
    })
    .await;
    assert_eq!(lines, Vec::<String>::new());
}

/// All that is told on a thread, as a console shows it.
#[derive(Clone, Default)]
struct Console(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Console {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn what_goes_on_in_a_run_is_told_with_its_job_its_id_and_its_owner() {
    let console = Console::default();
    let writer = console.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .without_time()
        .with_ansi(false)
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let mut rig = rig();
    rig.owner = Some(Principal::new("ali"));
    let progress = rig.prepared.progress();
    let run = rig.begin(Work::asynchronous(async move {
        tracing::info!(target: "app", "in the function");
        let spawned = progress.spawn(async {
            sleep(GRACE).await;
            tracing::info!(target: "app", "in what it has spawned");
        });
        spawned.await.unwrap();
        succeeded(&())
    }));
    tokio::spawn(async {
        sleep(GRACE / 2).await;
        tracing::info!(target: "app", "beside it");
    });
    end(&run).await;
    drop(guard);
    let text = String::from_utf8(console.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let span = format!("INFO run{{job=\"job\" id={} owner=\"ali\"}}", run.id());
    let ours = "sse_progress::run::supervise";
    let [began, function, beside, spawned, ended] = lines[..] else {
        panic!("{text}")
    };
    assert_eq!(began, format!("{span}: {ours}: run began"));
    assert_eq!(function, format!("{span}: app: in the function"));
    assert_eq!(beside, "INFO app: beside it");
    assert_eq!(spawned, format!("{span}: app: in what it has spawned"));
    let ended = ended.strip_prefix(&format!(
        "{span}: {ours}: run ended status=succeeded duration="
    ));
    assert!(
        ended.is_some_and(|duration| duration.ends_with('s')),
        "{text}"
    );
}
