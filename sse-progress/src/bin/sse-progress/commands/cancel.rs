//! `sse-progress cancel`.

use serde::Serialize;
use sse_progress::client::{Cancelled, Client, Done, RunId};

use super::each::each;
use crate::arguments::OfRuns;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::unwritten;
use crate::show::one_line;
use crate::url;

pub(super) async fn execute(options: OfRuns) -> Result<Exit, Failure> {
    let ask = async |client: &Client, url| client.cancel(url).await;
    each(&options, ask, async |output, url, state| {
        if options.json {
            let written = output.result(&as_json(&state)).await;
            return written.or_else(|error| unwritten(&error));
        }
        let state = word(&state).replace('_', " ");
        output.say(&format!("{}: {state}", url::shown(url))).await;
        Ok(())
    })
    .await
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
