//! Following runs to their ends.

use std::io;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::try_join_all;
use reqwest::Url;
use serde_json::value::RawValue;
use sse_progress::client::{Client, Error, Update, Watch};
use sse_progress::protocol::{Event, Status};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::connect::{Connection, not_started, wrong_at};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::{self, Sink};
use crate::show::{Output, Screen, View, reader_gone};
use crate::stop::{Ending, Order, Signals, watch_the_time};
use crate::url::with_credentials;

/// How long to wait, before cancelling, for the address of a run that was just asked for: it comes with
/// the server's answer, and cancelling needs it.
const ADDRESS_WITHIN: Duration = Duration::from_secs(2);

/// A run that is to be followed.
#[derive(Debug)]
pub(crate) struct Followed {
    /// What stands before its lines; if empty, the name of its job.
    pub(crate) label: String,
    /// The address that was asked for: of a run, or of a job that is started with it.
    pub(crate) url: Url,
    /// The address of the job with its braces, such as `http://…/resize/{count}`, for the hint in an
    /// error. None if it is not known whether `url` is that of a job or of a run.
    pub(crate) job: Option<String>,
    pub(crate) watch: Watch,
    /// What is not to be shown in errors.
    pub(crate) secrets: Vec<String>,
}

/// How one run ended.
#[derive(Debug)]
struct End {
    exit: Exit,
    result: Option<Box<RawValue>>,
    failure: Option<Failure>,
}

impl From<Exit> for End {
    fn from(exit: Exit) -> Self {
        Self {
            exit,
            result: None,
            failure: None,
        }
    }
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        Self {
            exit: failure.exit,
            result: None,
            failure: Some(failure),
        }
    }
}

/// Follows all of them until they have ended, or until a signal or the deadline stops it, and writes their
/// results.
///
/// # Errors
///
/// When signals cannot be caught, or stdout or the file of the result cannot be written to.
pub(crate) async fn follow(
    connection: &Connection,
    runs: Vec<Followed>,
    screen: Screen,
    output: &Rc<Output>,
    sink: Sink,
    ending: Ending,
) -> Result<Exit, Failure> {
    let mut signals = Signals::new()
        .map_err(|error| Failure::new(format!("could not catch signals: {error}")))?;
    let (order, orders) = watch::channel(Order::GoOn);
    let following = try_join_all(runs.into_iter().map(|run| {
        let view = screen.view(&run.label);
        follow_one(&connection.client, run, &screen, view, orders.clone())
    }));
    let ends = tokio::select! {
        biased;
        ends = following => ends,
        exit = watch_the_time(&mut signals, connection.deadline, ending, &order, &screen) => return Ok(exit),
        () = reader_gone(), if screen.is_json() => return Ok(Exit::Unread),
    };
    let ends = match ends {
        Ok(ends) => ends,
        // The events go to stdout, which cannot be written to any more.
        Err(error) => return result::unwritten(&error).map(|()| Exit::Unread),
    };
    let results = ends.iter().filter_map(|end| end.result.as_deref());
    let shown = sink.is_file() || !screen.is_json();
    let results: Vec<_> = results.filter(|_| shown).collect();
    // Dropping the screen draws what is left, which has to be done before the results are written.
    drop(screen);
    tokio::select! {
        biased;
        written = sink.write(output, &results) => written?,
        // Writing may take for ever if nobody reads from the pipe. The runs are over, so there is nothing to
        // cancel, and the first signal ends the command.
        () = signals.next() => return Ok(Exit::Cancelled),
    }
    let exits = ends.iter().map(|end| end.exit);
    Ok(exits.max().unwrap_or(Exit::Succeeded))
}

/// Follows one run, cancels it when `orders` says so, and shows what went wrong.
///
/// # Errors
///
/// When an event cannot be written.
async fn follow_one(
    client: &Client,
    run: Followed,
    screen: &Screen,
    mut view: View,
    mut orders: watch::Receiver<Order>,
) -> io::Result<End> {
    let Followed {
        label,
        url,
        job,
        mut watch,
        secrets,
    } = run;
    let (known, address) = watch::channel(watch.address().cloned());
    let order = orders.clone();
    let mut end = tokio::select! {
        biased;
        end = read(&mut watch, screen, &mut view, &known) => match end? {
            Ok(end) => end,
            Err(error) => match job {
                Some(job) => not_started(&job, error).into(),
                None => wrong_at(&url, error).into(),
            },
        },
        end = cancel(client, &url, screen, &mut orders, address) => end,
    };
    if let (Exit::Cancelled, Order::Cancel(exit)) = (end.exit, *order.borrow()) {
        end.exit = exit;
    }
    if let Some(failure) = end.failure.take() {
        // It is shown now, since the other runs may go on for long.
        let failure = failure.without(&secrets).context(&label);
        screen.fail(&failure).await;
    }
    Ok(end)
}

/// Shows the events of the run up to its end. The inner error is that of the watch, and the outer one that
/// of writing to stdout.
async fn read(
    watch: &mut Watch,
    screen: &Screen,
    view: &mut View,
    known: &watch::Sender<Option<Url>>,
) -> io::Result<Result<End, Error>> {
    let (mut heard, mut left_out) = (false, false);
    while let Some(update) = watch.next().await {
        if known.borrow().as_ref() != watch.address() {
            known.send_replace(watch.address().cloned());
        }
        match update {
            Ok(Update::Event { id, event }) => {
                heard = true;
                view.event(watch.address(), &id, &event).await?;
                if let Event::Done(done) = event {
                    let result = done.result.clone();
                    return Ok(Ok(End {
                        exit: done.status.into(),
                        result: result.filter(|_| done.status == Status::Succeeded),
                        failure: view.untold(&done),
                    }));
                }
            }
            Ok(Update::LeftOut { bytes, .. }) => {
                if !left_out {
                    left_out = true;
                    let mib = bytes.div_ceil(1 << 20);
                    screen
                        .warn(&format!(
                            "a snapshot of {mib} MiB was left out, and so are others of that size; \
                         --max-event reads larger ones"
                        ))
                        .await;
                }
            }
            // The client would try again for minutes. If nothing has ever come from the server, the address
            // is probably wrong, so this gives up at once.
            Ok(Update::Reconnecting { error, .. }) if error.is_connect() && !heard => {
                return Ok(Ok(Failure::from(error).into()));
            }
            Ok(Update::Reconnecting { error, after }) => {
                let run = watch.run().cloned();
                view.reconnecting(run.as_ref(), &error.to_string(), after)
                    .await?;
            }
            Err(error) => return Ok(Err(error)),
        }
    }
    let failure = Failure::new("the run is over, and the server does not tell how it ended");
    Ok(Ok(failure.into()))
}

/// Waits for the order to cancel the run, and sends the request. If that succeeds, this never returns: the
/// end of the run then comes as an event, which `read` waits for. It returns when there will be no such
/// event, because the run could not be cancelled or has no address.
async fn cancel(
    client: &Client,
    asked: &Url,
    screen: &Screen,
    orders: &mut watch::Receiver<Order>,
    mut address: watch::Receiver<Option<Url>>,
) -> End {
    let ordered = orders.wait_for(|order| *order != Order::GoOn).await;
    let Ok(Order::Cancel(exit)) = ordered.map(|order| *order) else {
        return std::future::pending().await;
    };
    let named = timeout(ADDRESS_WITHIN, address.wait_for(Option::is_some)).await;
    let Ok(Ok(Some(address))) = named.map(|named| named.map(|address| address.clone())) else {
        // The server has not answered, so it is not known whether there is a run.
        screen.leave().await;
        return exit.into();
    };
    match client.cancel(with_credentials(address, asked)).await {
        Ok(_) => std::future::pending().await,
        Err(error) => Failure::from(error).context("could not cancel").into(),
    }
}
