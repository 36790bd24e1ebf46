//! The runs of this process.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::jobs::Jobs;
use crate::run::{Follower, Run, RunEvent};

use super::{Mirror, View};

impl Jobs {
    /// Shows the runs that start in this process from now on as bars, on a server's own terminal.
    ///
    /// ```no_run
    /// use sse_progress::mirror::Mirror;
    /// use sse_progress::{Jobs, Server, job, jobs};
    ///
    /// #[job("/ping")]
    /// async fn ping() {}
    ///
    /// #[tokio::main]
    /// async fn main() -> Result<(), sse_progress::Error> {
    ///     let jobs = Jobs::builder().jobs(jobs![ping]).build()?;
    ///     tokio::spawn(jobs.mirror(Mirror::stderr()));
    ///     Server::bind("127.0.0.1:3030").await?.serve(&jobs).await
    /// }
    /// ```
    ///
    /// While there are bars, whatever else this process writes to that terminal (`println!`, log
    /// lines of `tracing`, the message of a panic) is drawn over. It has to go through
    /// [`Mirror::println`], [`Mirror::writer`] or [`Mirror::suspend`], of a clone of the mirror.
    ///
    /// It does not count as watching: a run that everybody leaves is cancelled all the same, and no
    /// run ever waits for it. The future ends when these jobs have been
    /// [shut down](Self::shutdown) and the last of their runs has ended.
    ///
    /// # Cancel safety
    ///
    /// Dropping it takes the bars away, and changes nothing else.
    pub fn mirror(&self, mirror: Mirror) -> impl Future<Output = ()> + Send + use<> {
        let mut events = self.events();
        mirror.drawing().tell(|told| told.expects_more = true);
        async move {
            let mut followed = FuturesUnordered::new();
            let mut open = true;
            loop {
                tokio::select! {
                    event = events.next(), if open => match event {
                        Some(RunEvent::Started(run)) => {
                            followed.push(follow(run, mirror.view("")));
                        }
                        Some(RunEvent::Missed(_)) => {
                            mirror.println("runs started too fast to be shown");
                        }
                        Some(_) => {}
                        None => open = false,
                    },
                    Some(()) = followed.next() => {}
                    else => return,
                }
            }
        }
    }
}

async fn follow(run: Run, view: View) {
    let mut follower = Follower::open(&run);
    while let Some(entry) = follower.next().await {
        view.event(entry.event());
    }
}
