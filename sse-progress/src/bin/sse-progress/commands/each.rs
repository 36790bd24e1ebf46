//! Something that is asked of several runs.

use futures_util::future::join_all;
use reqwest::Url;
use sse_progress::client::{Client, Error};

use crate::arguments::OfRuns;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::Output;
use crate::target::Targets;

/// Asks all at once, and prints the answers in the order of the command line. The exit code is that of the
/// worst.
///
/// # Errors
///
/// When the command line is wrong, an answer takes too long, or stdout cannot be written to. A run that cannot
/// be asked keeps none of the others from being answered.
pub(super) async fn each<T>(
    options: &OfRuns,
    ask: impl AsyncFn(&Client, Url) -> Result<T, Error>,
    print: impl AsyncFn(&Output, &Url, T) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let (urls, server) = Targets::load()?.find_all(&options.urls)?;
    let connection = Connection::to_ask(server.as_ref(), &options.asking)?;
    let asking = urls.iter().map(|url| ask(&connection.client, url.clone()));
    let answers = connection
        .in_time(async { Ok(join_all(asking).await) })
        .await?;
    let output = Output::new();
    let mut worst = Exit::Succeeded;
    for (url, answer) in urls.iter().zip(answers) {
        match answer {
            Ok(answer) => print(&output, url, answer).await?,
            Err(error) => {
                let failure = Failure::from(error);
                worst = worst.max(failure.exit);
                failure.print();
            }
        }
    }
    Ok(worst)
}
