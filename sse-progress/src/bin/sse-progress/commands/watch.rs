//! `sse-progress watch`.

use std::rc::Rc;

use reqwest::Url;

use crate::arguments::Watch;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::{Followed, follow};
use crate::show::{Output, Screen};
use crate::stop::Ending;
use crate::url;

pub(super) async fn execute(options: Watch) -> Result<Exit, Failure> {
    let urls = options.urls.iter().map(|text| address(text));
    let urls = urls.collect::<Result<Vec<Url>, _>>()?;
    let connection = Connection::new(
        &options.connecting,
        options.limit.timeout,
        options.showing.max_event,
    )?;
    let output = Rc::new(Output::new());
    let screen = Screen::new(options.showing.progress, Rc::clone(&output));
    let labels = url::labels(&urls);
    let runs = urls
        .into_iter()
        .zip(labels)
        .map(|(address, label)| Followed {
            label,
            watch: connection.client.watch(&address),
            url: address,
            job: None,
        });
    let runs = runs.collect();
    follow(
        &connection.client,
        runs,
        screen,
        &output,
        connection.deadline,
        if options.no_cancel {
            Ending::Leaves
        } else {
            Ending::Cancels
        },
    )
    .await
}

/// Reads an address. For `name=value`, which only `run` takes, the error says so.
fn address(text: &str) -> Result<Url, Failure> {
    match text.split_once('=') {
        Some((name, _)) if !name.is_empty() && !name.contains(['/', ':', '?', '.']) => {
            Err(Failure::new(format!("`{text}` is not a URL"))
                .hint(format!("parameters are for `sse-progress run URL {text}`")))
        }
        _ => url::parse(text),
    }
}
