//! When to stop: at a signal, or because it takes too long.

use std::future::pending;
use std::io;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use crate::exit::Exit;
use crate::show::Screen;

/// How long a run that took too long may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long writing the last message may take: nobody may read stderr any more.
const SAYING_WITHIN: Duration = Duration::from_secs(1);

/// What the followers of runs are to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    GoOn,
    /// To cancel their runs, which then have ended like this.
    Cancel(Exit),
}

/// What a signal means, or that it takes too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The runs are cancelled.
    Cancels,
    /// They are left alone, and no longer watched.
    Leaves,
}

/// What tells that the user, or whoever looks after this process, wants it to end.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// From now on these signals do not end the process by themselves.
    ///
    /// # Errors
    ///
    /// When the system does not let them be caught.
    pub(crate) fn new() -> io::Result<Self> {
        #[cfg(unix)]
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            #[cfg(unix)]
            interrupt: signal(SignalKind::interrupt())?,
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(unix)]
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // There are none here.
            pending::<()>().await;
        }
    }
}

/// Gives the order to cancel when it is time, and comes to its end when it is time to leave
/// without an answer: that is how the command ends then.
pub(crate) async fn watch_the_time(
    signals: &mut Signals,
    deadline: Option<Instant>,
    ending: Ending,
    orders: &watch::Sender<Order>,
    screen: &Screen,
) -> Exit {
    let exit = tokio::select! {
        () = signals.next() => Exit::Cancelled,
        () = passed(deadline) => Exit::TimedOut,
    };
    if ending == Ending::Leaves {
        let said = screen.warn("no longer watching; nothing was cancelled");
        let _ = timeout(SAYING_WITHIN, said).await;
        return exit;
    }
    orders.send_replace(Order::Cancel(exit));
    let patience = (exit == Exit::TimedOut).then(|| Instant::now() + PATIENCE);
    let said = async {
        match exit {
            Exit::TimedOut => {
                screen
                    .warn("it took longer than --timeout: cancelling")
                    .await;
            }
            _ => screen.say("cancelling; Ctrl-C again leaves at once").await,
        }
        pending().await
    };
    tokio::select! {
        () = signals.next() => {}
        () = passed(patience) => {}
        // It never ends: it only writes beside the waiting, and stderr may be a pipe that is full.
        () = said => {}
    }
    let _ = timeout(SAYING_WITHIN, screen.leave()).await;
    exit
}

async fn passed(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => pending().await,
    }
}
