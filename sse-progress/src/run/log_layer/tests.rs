use std::sync::Mutex;
use std::time::Duration;

use tracing::dispatcher::{self, Dispatch};
use tracing::subscriber::DefaultGuard;
use tracing::{Instrument as _, debug_span, enabled, info_span};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;
use tracing_subscriber::registry;

use super::super::tests::{end, rig};
use super::*;
use crate::protocol::{Event, Level as LineLevel, LogLine};
use crate::run::{Run, Watch, Work, succeeded};

/// What is recorded here would be ours, and so left out.
macro_rules! error {
    ($($event:tt)*) => { tracing::error!(target: "app", $($event)*) };
}
macro_rules! info {
    ($($event:tt)*) => { tracing::info!(target: "app", $($event)*) };
}
macro_rules! debug {
    ($($event:tt)*) => { tracing::debug!(target: "app", $($event)*) };
}
macro_rules! trace {
    ($($event:tt)*) => { tracing::trace!(target: "app", $($event)*) };
}

/// What a `fmt` layer has written.
#[derive(Clone, Default)]
struct Console(Arc<Mutex<Vec<u8>>>);

impl Console {
    fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let layer = tracing_subscriber::fmt::layer();
        layer
            .without_time()
            .with_ansi(false)
            .with_writer(self.clone())
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl std::io::Write for Console {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Console {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// For this thread, which is where all tasks of a test are.
fn layer(layer: LogLayer) -> DefaultGuard {
    registry().with(layer).set_default()
}

fn work(future: impl Future<Output = ()> + Send + 'static) -> Work {
    Work::asynchronous(async {
        future.await;
        succeeded(&())
    })
}

/// The lines of a run in order. Nothing comes after its `done`.
async fn lines(mut watch: Watch) -> Vec<Arc<LogLine>> {
    let mut lines = Vec::new();
    let mut done = false;
    while let Some((_, event)) = watch.next().await {
        assert!(!done);
        match event {
            Event::Log(line) => lines.push(line),
            Event::Done(_) => done = true,
            Event::Progress(_) => {}
        }
    }
    assert!(done);
    lines
}

/// The level of a line, its text and its data.
fn shown(line: &Arc<LogLine>) -> (LineLevel, &str, &str) {
    let data = line.data.as_ref().map_or("", |data| data.get());
    (line.level, &line.message, data)
}

async fn texts(run: &Run) -> Vec<String> {
    let lines = lines(run.watch()).await;
    lines.iter().map(|line| line.message.clone()).collect()
}

async fn texts_of(future: impl Future<Output = ()> + Send + 'static) -> Vec<String> {
    texts(&rig().begin(work(future))).await
}

#[tokio::test]
async fn an_event_becomes_a_line_with_its_level_and_fields_and_the_console_has_it_too() {
    let console = Console::default();
    let subscriber = registry().with(console.layer()).with(LogLayer::new());
    let _default = subscriber.set_default();
    info!("of nobody");
    let run = rig().begin(work(async {
        info!(number = 7, ratio = 0.5, exact = true, name = "ali", r#type = %'x', of = ?Some(1), "hello {}", "world");
        debug!("too verbose");
        error!(reason = %"out of paper");
        tracing::warn!(target: "app", "last");
    }));
    let lines = lines(run.watch()).await;
    let shown: Vec<_> = lines.iter().map(shown).collect();
    assert_eq!(
        shown,
        [
            (
                LineLevel::Info,
                "hello world",
                r#"{"exact":true,"name":"ali","number":7,"of":"Some(1)","ratio":0.5,"type":"x"}"#
            ),
            (LineLevel::Error, "", r#"{"reason":"out of paper"}"#),
            (LineLevel::Warn, "last", ""),
        ]
    );
    assert!(
        lines
            .iter()
            .all(|line| line.target.as_deref() == Some("app"))
    );
    let console = console.text();
    let span = format!("run{{job=\"job\" id={}}}: ", run.id());
    for said in ["hello world", "run began", "run ended status=succeeded"] {
        let line = console.lines().find(|line| line.contains(said)).unwrap();
        assert!(line.contains(&span), "{line}");
    }
}

#[tokio::test]
async fn the_level_can_be_set() {
    for (max_level, expected) in [
        (LevelFilter::TRACE, &["error", "debug", "trace"][..]),
        (LevelFilter::DEBUG, &["error", "debug"]),
        (LevelFilter::OFF, &[]),
    ] {
        let _default = layer(LogLayer::new().with_max_level(max_level));
        let texts = texts_of(async {
            error!("error");
            debug!("debug");
            trace!("trace");
        });
        assert_eq!(texts.await, expected);
    }
}

#[tokio::test]
async fn filters_of_the_registry_and_of_other_layers_are_kept() {
    let job = || async {
        // A filter of a layer's own kept what was asked here in mind, and lost the next span.
        assert!(enabled!(target: "app", Level::INFO));
        let span = info_span!(target: "app", "inside");
        async {
            let _ = enabled!(target: "app", Level::DEBUG);
            tracing::info!(target: "app", "info");
            tracing::debug!(target: "app", "debug");
            tracing::info!(target: "library", "of a library");
        }
        .instrument(span)
        .await;
    };
    let whole = EnvFilter::new("warn,app=debug,sse_progress=info");
    let verbose = LogLayer::new().with_max_level(Level::DEBUG);
    {
        let _default = registry().with(whole).with(verbose).set_default();
        assert_eq!(texts_of(job()).await, ["info", "debug"]);
    }
    let console = Console::default();
    let quiet = console.layer().with_filter(EnvFilter::new("off"));
    let _default = registry().with(quiet).with(verbose).set_default();
    assert_eq!(texts_of(job()).await, ["info", "debug", "of a library"]);
    assert_eq!(console.text(), "");
}

#[tokio::test]
async fn what_counts_is_the_scope_of_the_event() {
    let _default = layer(LogLayer::new());
    let (send, receive) = tokio::sync::oneshot::channel();
    let (finish, finished) = tokio::sync::oneshot::channel::<()>();
    let other = rig().begin(work(async {
        let span = info_span!("of the other run");
        assert!(send.send(span).is_ok());
        let _ = finished.await;
    }));
    let of_other = receive.await.unwrap();
    let run = rig().begin(work(async move {
        let outer = info_span!("outer");
        let inner = debug_span!(parent: &outer, "inner");
        info!(parent: &inner, "nested");
        info!(parent: &of_other, "for the other");
        info!(parent: None, "for nobody");
        let _entered = of_other.entered();
        info!(parent: &outer, "for this one");
        info!("for the other as well");
    }));
    assert_eq!(texts(&run).await, ["nested", "for this one"]);
    finish.send(()).unwrap();
    assert_eq!(
        texts(&other).await,
        ["for the other", "for the other as well"]
    );
}

#[tokio::test]
async fn what_is_spawned_is_inside_if_it_has_the_span() {
    let _default = layer(LogLayer::new());
    let rig = rig();
    let progress = rig.prepared.progress();
    let dispatch = dispatcher::get_default(Dispatch::clone);
    let run = rig.begin(work(async move {
        let handle = tokio::spawn(async { info!("with the current span") }.in_current_span());
        handle.await.unwrap();
        tokio::spawn(async { info!("without") }).await.unwrap();
        let spawned = progress.spawn(async { info!("by the progress") });
        spawned.await.unwrap();
        // The default of the test is that of its thread.
        let blocking = move || dispatcher::with_default(&dispatch, || info!("on another thread"));
        let spawned = progress.spawn_blocking(blocking);
        spawned.await.unwrap();
    }));
    assert_eq!(
        texts(&run).await,
        [
            "with the current span",
            "by the progress",
            "on another thread"
        ]
    );
}

#[tokio::test]
async fn a_blocking_job_and_a_destructor_are_inside() {
    struct Says;

    impl Drop for Says {
        fn drop(&mut self) {
            info!("dropped");
        }
    }

    let _default = layer(LogLayer::new());
    let dispatch = dispatcher::get_default(Dispatch::clone);
    let run = rig().begin(Work::blocking(move || {
        dispatcher::with_default(&dispatch, || info!("blocking"));
        succeeded(&())
    }));
    assert_eq!(texts(&run).await, ["blocking"]);

    let run = rig().begin(work(async {
        let _says = Says;
        std::future::pending().await
    }));
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    run.stop(protocol::CancelReason::Requested);
    assert_eq!(texts(&run).await, ["dropped"]);
}

#[tokio::test]
async fn two_runs_at_once_are_not_mixed() {
    let _default = layer(LogLayer::new());
    let job = |name: &'static str| {
        work(async move {
            for number in 0..20 {
                info!("{name} {number}");
                tokio::task::yield_now().await;
            }
        })
    };
    let (one, two) = (rig().begin(job("one")), rig().begin(job("two")));
    // Nor with what goes on beside them.
    let other = tokio::spawn(async {
        for _ in 0..20 {
            info!("of nobody");
            tokio::task::yield_now().await;
        }
    });
    for (run, name) in [(one, "one"), (two, "two")] {
        let expected: Vec<_> = (0..20).map(|number| format!("{name} {number}")).collect();
        assert_eq!(texts(&run).await, expected);
    }
    other.await.unwrap();
}

#[tokio::test]
async fn a_hundred_thousand_events_are_bounded_as_lines_are() {
    let _default = layer(LogLayer::new());
    let run = rig().begin(work(async {
        for number in 0..100_000 {
            info!(number);
        }
    }));
    end(&run).await;
    let mut watch = run.watch();
    let (mut kept, mut missed) = (0, 0);
    while let Some((_, event)) = watch.next().await {
        if let Event::Log(line) = event {
            match line.missed {
                Some(lost) => missed += lost,
                None => kept += 1,
            }
        }
    }
    assert_eq!((kept, kept + missed), (100, 100_000));
}

#[tokio::test]
async fn a_value_that_writes_without_end_is_cut() {
    struct Endless;

    impl fmt::Debug for Endless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            (0..MAX_LINE).try_for_each(|_| f.write_str("é\r\n\u{1b}[2J"))
        }
    }

    let _default = layer(LogLayer::new());
    // One run for each: a run of these tests remembers no more than one such line.
    let run = rig().begin(work(async { info!("{:?}", Endless) }));
    let long = lines(run.watch()).await.remove(0);
    let run = rig().begin(work(async {
        info!(value = ?Endless, again = ?Endless, "a");
    }));
    let wide = lines(run.watch()).await.remove(0);
    assert!(long.message.starts_with("é\r\n\u{1b}[2J"));
    assert!(long.message.ends_with(" bytes more)") && long.message.len() < MAX_LINE + 30);
    let data = wide.data.as_ref().unwrap().get();
    assert!(
        data.starts_with(r#"{"again":"…","value":"é\r\n\u001b[2J"#),
        "{}",
        &data[..60]
    );
    assert!(data.ends_with(r#" bytes more)"}"#) && data.len() < MAX_LINE);
}

#[tokio::test(start_paused = true)]
async fn our_own_events_do_not_come_back() {
    let _default = layer(LogLayer::new().with_max_level(LevelFilter::TRACE));
    let mut rig = rig();
    rig.policy.timeout = Some(Duration::from_secs(1));
    let run = rig.begin(work(async {
        tracing::info!(target: "sse_progress_app", "of an app with our name");
        tracing::info!(target: "sse_progress", "ours");
        std::future::pending().await
    }));
    assert_eq!(texts(&run).await, ["of an app with our name"]);
}

#[tokio::test]
async fn records_of_the_log_crate_are_lines_too() {
    tracing_log::LogTracer::init().unwrap();
    let _default = layer(LogLayer::new());
    let run = rig().begin(work(async {
        log::info!(target: "library", "by log");
        log::debug!("too verbose");
    }));
    let lines = lines(run.watch()).await;
    let [line] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert_eq!(shown(line), (LineLevel::Info, "by log", ""));
    assert_eq!(line.target.as_deref(), Some("library"));
}

#[tokio::test]
async fn a_span_that_outlives_its_run_keeps_nothing_of_it() {
    let _default = layer(LogLayer::new());
    let rig = rig();
    let report = Arc::downgrade(rig.prepared.progress().report());
    let kept = Arc::new(Mutex::new(None));
    let keep = kept.clone();
    let run = rig.begin(work(async move {
        *keep.lock().unwrap() = Some(Span::current());
    }));
    end(&run).await;
    while report.strong_count() > 0 {
        tokio::task::yield_now().await;
    }
    let span = kept.lock().unwrap().take().unwrap();
    info!(parent: &span, "too late");
    assert_eq!(texts(&run).await, Vec::<String>::new());
}
