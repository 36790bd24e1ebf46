//! A bar around a plain call.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::run::{LocalRun, Progress};

use super::{Mirror, View};

/// How often what the function has reported is passed on to the bars.
const INTERVAL: Duration = Duration::from_millis(100);

/// Calls a job's function without any server, and draws what it reports on the error output.
///
/// It gives back what the function returned. The bars are gone by then, and nothing is said of the
/// value, even if it is an error: that is up to the caller. What was logged stays. If the error output
/// is not a terminal, log lines are all that there is.
///
/// ```
/// use sse_progress::{Progress, job, mirror};
///
/// /// Count to a number.
/// #[job("/count/{to}")]
/// async fn count(progress: Progress, to: u64) -> u64 {
///     progress.wrap_iter(0..to).sum()
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let sum = mirror::run(|progress| count(progress, 40)).await;
/// assert_eq!(sum, 780);
/// # }
/// ```
///
/// It needs no runtime of its own, and draws while a function computes without an `.await`, too: a
/// plain `fn` is called as `mirror::run(|progress| async { import(progress) })`.
///
/// # Cancel safety
///
/// Dropping the future drops the function's, and takes the bars away.
pub async fn run<F, Fut>(function: F) -> Fut::Output
where
    F: FnOnce(Progress) -> Fut,
    Fut: Future,
{
    run_on(Mirror::stderr(), function).await
}

/// The same on a terminal of one's own.
pub(super) async fn run_on<F, Fut>(mirror: Mirror, function: F) -> Fut::Output
where
    F: FnOnce(Progress) -> Fut,
    Fut: Future,
{
    let (progress, local) = LocalRun::begin();
    let _reporting = Reporting::begin(mirror, local);
    function(progress).await
}

/// Passes what is reported on to the mirror, in a thread of its own, until it is dropped.
struct Reporting {
    /// The thread ends when this is dropped.
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// Dropped after the thread has ended, which draws what is left.
    _mirror: Mirror,
}

impl Reporting {
    fn begin(mirror: Mirror, local: LocalRun) -> Self {
        let view = mirror.view("");
        let (end, ended) = mpsc::channel();
        let thread = thread::Builder::new().name("sse-progress report".into());
        // Without a thread the function runs all the same.
        let thread = thread
            .spawn(move || {
                let mut local = local;
                show(&view, &mut local);
                while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                    show(&view, &mut local);
                }
                show(&view, &mut local);
            })
            .ok();
        Self {
            end: Some(end),
            thread,
            _mirror: mirror,
        }
    }
}

fn show(view: &View, local: &mut LocalRun) {
    for event in local.events(Instant::now()) {
        view.event(&event);
    }
}

impl Drop for Reporting {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // It does not wait for the terminal, so this is short.
            let _ = thread.join();
        }
    }
}
