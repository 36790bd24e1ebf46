//! The server that the browser talks to, and what its jobs tell the tests.

use std::future::{pending, ready};
use std::sync::Arc;

use sse_progress::{Body, Job, Jobs, Level, Progress, Server as Listener, job, jobs};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use warp::Filter;

use super::browser::DEADLINE;
use super::demo::demo;

/// Text that would run, or turn what follows it around, if it were taken for more than text.
pub(crate) const HOSTILE: &str = "<script>pwned = 1</script><img src=x onerror='pwned = 1'>\
    </pre></textarea>\"'`&amp;${pwned = 1}\u{202e}\u{2066}\u{feff}\u{0}\r\nevent: done\n\n😀";

/// A line of 1 MB and one word.
pub(crate) fn long_line() -> String {
    format!("{}end", "<b>long</b>".repeat(90_000))
}

/// How jobs tell the test what happens to them, and the test tells them that it is enough.
#[derive(Clone)]
pub(crate) struct Signals(UnboundedSender<&'static str>, pub(crate) Arc<Notify>);

impl Signals {
    pub(crate) fn started(&self) {
        self.say("started");
    }

    pub(crate) fn say(&self, word: &'static str) {
        let _ = self.0.send(word);
    }
}

/// Says so when the job's future is dropped.
pub(crate) struct Dropped(pub(crate) Signals);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.0.send("dropped");
    }
}

/// Count to a number.
#[job("/count/{to}")]
pub(crate) async fn count(
    progress: Progress,
    #[state] signals: Signals,
    /// How far to count.
    to: u64,
    /// What to say.
    word: Option<String>,
) -> String {
    let _ = signals.0.send("started");
    progress.log(Level::Info, "counting");
    for _ in progress.wrap_iter(0..to) {
        tokio::task::yield_now().await;
    }
    format!("{} {to}", word.unwrap_or_else(|| "counted to".into()))
}

/// Do half of the work and wait for ever.
#[job("/wait", on_disconnect = cancel)]
async fn wait(progress: Progress, #[state] signals: Signals) {
    let _ = signals.0.send("started");
    let _dropped = Dropped(signals);
    progress.set_length(2);
    progress.inc(1);
    progress.set_message("half of it");
    pending::<()>().await;
}

/// <script>pwned = 1</script><img src=x onerror="pwned = 1">
#[job("/hostile")]
async fn hostile(progress: Progress, fail: bool) -> Result<Vec<String>, String> {
    progress.set_message(HOSTILE);
    progress.child(HOSTILE).set_message(HOSTILE);
    progress.log(Level::Error, HOSTILE);
    progress.log(Level::Info, long_line());
    if fail {
        Err(HOSTILE.into())
    } else {
        Ok(vec![HOSTILE.into(), long_line()])
    }
}

/// Greet people.
#[job(POST "/greet")]
async fn greet(names: Vec<String>, times: u8, score: u64) -> String {
    format!("{} {times} {score}", names.join("+"))
}

/// Measure what was sent.
#[job(POST "/measure")]
async fn measure(body: Body, unit: String) -> String {
    format!("{} {unit}", body.as_bytes().len())
}

/// A server on a port of its own; it ends with the test.
pub(crate) struct Server {
    pub(crate) base: String,
    signals: UnboundedReceiver<&'static str>,
    enough: Arc<Notify>,
}

impl Server {
    /// Beside the jobs stand the pages that tests bring along, as (`path`, HTML).
    pub(crate) async fn start(pages: &'static [(&'static str, &'static str)]) -> Self {
        let jobs = jobs![count, wait, hostile, greet, measure];
        Self::with(jobs.into_iter().chain(demo()), pages).await
    }

    /// A server of the jobs that a test brings along.
    pub(crate) async fn with(
        jobs: impl IntoIterator<Item = Job>,
        pages: &'static [(&'static str, &'static str)],
    ) -> Self {
        let (sender, signals) = unbounded_channel();
        let enough = Arc::new(Notify::new());
        let jobs = Jobs::builder()
            .jobs(jobs)
            .state(Signals(sender, Arc::clone(&enough)))
            .build()
            .unwrap();
        let page = warp::path!(String).and_then(move |name: String| {
            let found = pages.iter().find(|(path, _)| *path == name);
            let reply = found.map(|(_, html)| warp::reply::html(*html));
            ready(reply.ok_or_else(warp::reject::not_found))
        });
        let gone = warp::path!("gone").map(|| warp::http::StatusCode::NO_CONTENT);
        let below = warp::path!("below" / ..).and(jobs.routes());
        let routes = gone.or(page).or(below).or(jobs.routes());
        let server = Listener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", server.local_addr());
        let server = server.shutdown_on(pending());
        tokio::spawn(async move { server.serve_with(&jobs, routes).await });
        Self {
            base,
            signals,
            enough,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Lets those runs come to their end that wait for it.
    pub(crate) fn finish(&self) {
        self.enough.notify_waiters();
    }

    /// What a job says next.
    pub(crate) async fn signal(&mut self) -> &'static str {
        timeout(DEADLINE, self.signals.recv())
            .await
            .expect("a job says something in time")
            .unwrap()
    }

    /// Whether no job has said anything more.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.signals.try_recv().is_err()
    }
}
