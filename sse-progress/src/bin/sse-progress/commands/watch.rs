//! `sse-progress watch`.

use std::rc::Rc;

use reqwest::Url;

use crate::arguments::Watch;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::{Followed, follow};
use crate::show::{Output, Screen};
use crate::url;

pub(super) async fn execute(options: Watch) -> Result<Exit, Failure> {
    let urls = options.urls.iter().map(|text| url::parse(text));
    let urls = urls.collect::<Result<Vec<Url>, _>>()?;
    let connection = Connection::new(&options.connecting)?;
    let output = Rc::new(Output::new());
    let screen = Screen::new(options.showing.progress, Rc::clone(&output));
    let several = urls.len() > 1;
    let runs = urls.into_iter().map(|address| Followed {
        label: if several {
            url::label(&address)
        } else {
            String::new()
        },
        watch: connection.client.watch(&address),
        url: address,
    });
    let runs = runs.collect();
    follow(
        &connection.client,
        runs,
        screen,
        &output,
        connection.deadline,
    )
    .await
}
