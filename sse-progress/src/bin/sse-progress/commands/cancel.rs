//! `sse-progress cancel`.

use futures_util::future::join_all;
use serde::Serialize;
use sse_progress::client::{Cancelled, Done, RunId};

use crate::arguments::OfRuns;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::unwritten;
use crate::show::{Output, one_line};
use crate::target::Targets;
use crate::url;

pub(super) async fn execute(options: OfRuns) -> Result<Exit, Failure> {
    let (urls, server) = Targets::load()?.find_all(&options.urls)?;
    let connection = Connection::new(
        server.as_ref(),
        &options.connecting,
        options.patience.timeout,
        None,
    )?;
    let asking = urls.iter().map(async |address| {
        let asked = connection.client.cancel(address.clone()).await;
        asked.map_err(Failure::from)
    });
    let answers = connection
        .in_time(async { Ok(join_all(asking).await) })
        .await?;
    let output = Output::new();
    let mut worst = Exit::Succeeded;
    for (address, answer) in urls.iter().zip(answers) {
        match answer {
            Ok(state) if options.json => {
                let written = output.result(&as_json(&state)).await;
                written.or_else(|error| unwritten(&error))?;
            }
            Ok(state) => {
                let state = word(&state).replace('_', " ");
                output
                    .say(&format!("{}: {state}", url::shown(address)))
                    .await;
            }
            Err(failure) => {
                worst = worst.max(failure.exit);
                failure.print();
            }
        }
    }
    Ok(worst)
}

#[derive(Serialize)]
struct Line<'a> {
    run: &'a RunId,
    state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<&'a Done>,
}

/// What the server says.
fn as_json(state: &Cancelled) -> String {
    let line = Line {
        run: &state.run,
        state: &word(state),
        done: state.done.as_ref(),
    };
    // Serializing to a string fails for maps whose keys are no strings only, and there are none.
    one_line(&serde_json::to_string(&line).unwrap_or_default())
}

fn word(state: &Cancelled) -> String {
    match &state.done {
        None => "cancelling".to_owned(),
        Some(done) => done.status.to_string(),
    }
}
