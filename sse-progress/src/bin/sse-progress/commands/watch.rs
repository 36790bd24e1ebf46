//! `sse-progress watch`.

use std::rc::Rc;

use reqwest::Url;

use crate::arguments::Watch;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::{Followed, follow};
use crate::result::Sink;
use crate::show::{Output, Screen};
use crate::stop::Ending;
use crate::target::Targets;
use crate::url;

pub(super) async fn execute(options: Watch) -> Result<Exit, Failure> {
    options
        .urls
        .iter()
        .try_for_each(|text| no_parameter(text))?;
    let (urls, server) = Targets::load()?.find_all(&options.urls)?;
    let connection = Connection::new(
        server.as_ref(),
        &options.connecting,
        options.limit.timeout,
        options.showing.max_event,
    )?;
    let sink = Sink::open(options.showing.output.as_deref())?;
    let output = Rc::new(Output::new());
    let screen = options.showing.screen(&output);
    let ending = match options.no_cancel {
        true => Ending::Leaves,
        false => Ending::Cancels,
    };
    watch(&connection, urls, screen, &output, sink, ending).await
}

/// Watches what is at these addresses to its end.
///
/// # Errors
///
/// As [`follow`].
pub(super) async fn watch(
    connection: &Connection,
    urls: Vec<Url>,
    screen: Screen,
    output: &Rc<Output>,
    sink: Sink,
    ending: Ending,
) -> Result<Exit, Failure> {
    let labels = url::labels(&urls);
    let runs = urls.into_iter().zip(labels);
    let runs = runs.map(|(address, label)| Followed {
        label,
        watch: connection.client.watch(&address),
        url: address,
        job: None,
        secrets: Vec::new(),
    });
    follow(connection, runs.collect(), screen, output, sink, ending).await
}

/// For `name=value`, which only `run` takes, the error says so.
fn no_parameter(text: &str) -> Result<(), Failure> {
    match text.split_once('=') {
        Some((name, _)) if !name.is_empty() && !name.contains(['/', ':', '?', '.']) => {
            Err(Failure::new(format!("`{text}` is not a URL"))
                .hint(format!("parameters are for `sse-progress run URL {text}`")))
        }
        _ => Ok(()),
    }
}
