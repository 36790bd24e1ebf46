//! Jobs that go on until the test lets them end, and pages that watch them.

use std::sync::Arc;

use sse_progress::{Job, Level, Progress, job, jobs};

use super::browser::Browser;
use super::server::{Dropped, Server, Signals};

/// Half of it is done at once. Whoever loses the connection has all the time to come back.
#[job("/work", on_disconnect = cancel_after("10m"))]
async fn work(progress: Progress, #[state] signals: Signals, name: Option<String>) -> String {
    half(&progress, signals).await;
    format!("worked{}", name.unwrap_or_default())
}

/// The same, and nobody needs to wait for it.
#[job("/detached", on_disconnect = detach)]
async fn detached(progress: Progress, #[state] signals: Signals) -> &'static str {
    half(&progress, signals).await;
    "worked alone"
}

/// Is not to go on for a moment when nobody watches.
#[job("/strict", on_disconnect = cancel)]
async fn strict(progress: Progress, #[state] signals: Signals) {
    half(&progress, signals).await;
}

/// Says what ends a line for some and not for others.
#[job("/separators")]
async fn separators(progress: Progress, #[state] signals: Signals) {
    progress.set_message("one\u{2028}two\u{2029}three");
    half(&progress, signals).await;
}

/// Takes one at a time.
#[job("/narrow", concurrency = 1, queue = 0)]
async fn narrow(progress: Progress, #[state] signals: Signals) {
    half(&progress, signals).await;
}

async fn half(progress: &Progress, signals: Signals) {
    // Before it can be seen that it runs.
    let enough = Arc::clone(&signals.1);
    let enough = enough.notified();
    signals.started();
    let _dropped = Dropped(signals);
    progress.log(Level::Info, "first");
    progress.log(Level::Info, "second");
    progress.set_length(2);
    progress.inc(1);
    enough.await;
    progress.log(Level::Info, "third");
    progress.inc(1);
}

const ONE: &str = "<!doctype html><title>one</title>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/work></sse-progress>";

const DETACHED: &str = "<!doctype html><title>detached</title>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/detached></sse-progress>";

const NARROW: &str = "<!doctype html><title>narrow</title>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/narrow></sse-progress><sse-progress src=/narrow></sse-progress>";

/// A page that does not get to say that it goes, as one that crashes.
const MUTE: &str = "<!doctype html><title>mute</title>
<script>addEventListener('pagehide', (event) => event.stopImmediatePropagation())</script>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/strict></sse-progress>";

/// A browser that has no workers to share.
const ALONE: &str = "<!doctype html><title>alone</title>
<script>delete window.SharedWorker</script>
<script type=module src=/sse-progress.js></script>
<sse-progress src=/work></sse-progress>";

/// A page that does not want workers, nor to be asked why.
const POLICED: &str = "<!doctype html><title>policed</title>
<meta http-equiv=Content-Security-Policy content=\"worker-src 'none'\">
<script type=module src=/sse-progress.js></script>
<sse-progress src=/work></sse-progress>";

/// More elements than a browser opens connections.
const TEN: &str = "<!doctype html><title>ten</title>
<script type=module src=/sse-progress.js></script>
<script type=module>
for (let n = 0; n < 10; n += 1) {
    const added = document.createElement('sse-progress');
    added.src = `/work?name=${n}`;
    document.body.append(added);
}
</script>";

const TEN_ALONE: &str = "<!doctype html><title>ten alone</title>
<script>delete window.SharedWorker</script>
<script type=module src=/sse-progress.js></script>
<script type=module>
for (let n = 0; n < 10; n += 1) {
    const added = document.createElement('sse-progress');
    added.src = `/work?name=${n}`;
    document.body.append(added);
}
</script>";

const WATCH: &str = "<!doctype html><title>watch</title>
<script type=module>
import { watch } from '/sse-progress.js';
window.watched = [];
const note = (name) => (data, problem) => watched.push([name, data, problem]);
const handlers = Object.fromEntries(['progress', 'log', 'done', 'status'].map((name) => [name, note(name)]));
window.start = (options) => watch('/work', handlers, options);
window.stop = start();
</script>";

const EMPTY: &str = "<!doctype html><title>empty</title>
<script type=module src=/sse-progress.js></script>";

const PAGES: &[(&str, &str)] = &[
    ("one", ONE),
    ("on-its-own", DETACHED),
    ("two-narrow", NARROW),
    ("mute", MUTE),
    ("alone", ALONE),
    ("policed", POLICED),
    ("ten", TEN),
    ("ten-alone", TEN_ALONE),
    ("watch", WATCH),
    ("empty", EMPTY),
    ("bare", "<!doctype html><title>bare</title><body>"),
];

/// A server of these jobs and pages.
pub(crate) async fn server() -> Server {
    let jobs: [Job; 5] = jobs![work, detached, strict, separators, narrow];
    Server::with(jobs, PAGES).await
}

/// Lets the run end, sees the end in the page, and finds that there was no other run.
pub(crate) async fn only_run_works(server: &mut Server, browser: &Browser) {
    server.finish();
    browser.until("text('.result') === 'worked'").await;
    assert_eq!(server.signal().await, "started");
    assert_eq!(server.signal().await, "dropped");
    assert!(server.is_quiet());
}
