//! When to stop: at a signal, or because it takes too long.

use std::future::pending;
use std::io;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use crate::exit::Exit;
use crate::show::Screen;

/// How long a run that is cancelled because of `--timeout` may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long writing the last message may take: stderr may be a full pipe that nobody reads.
const SAYING_WITHIN: Duration = Duration::from_secs(1);

/// What is sent to those that follow a run each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    GoOn,
    /// To cancel its run. If the run then ends as cancelled, this is the exit of the command.
    Cancel(Exit),
}

/// What a signal or the deadline does to the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The runs are cancelled.
    Cancels,
    /// They go on, and are no longer watched.
    Leaves,
}

/// The signals that ask this process to end: SIGINT, which is Ctrl-C, and SIGTERM.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// Catches the signals: from now on they do not end the process by themselves.
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
            // It cannot be caught, and so never comes.
            pending::<()>().await;
        }
    }
}

/// Waits for a signal or the deadline and orders to cancel the runs. Then it waits for another signal, or
/// until the runs had their time to end, and returns what the command ends with. If the runs end before,
/// it is dropped.
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
        // It never ends: it is here so that the message is written while the others wait, since writing to
        // a full pipe takes for ever.
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
