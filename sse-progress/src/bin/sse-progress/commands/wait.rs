//! `sse-progress wait`.

use std::rc::Rc;

use crate::arguments::Wait;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::result::Sink;
use crate::show::{Output, Screen, Way};
use crate::stop::Ending;
use crate::target::Targets;
use crate::url;

pub(super) async fn execute(options: Wait) -> Result<Exit, Failure> {
    let (urls, server) = Targets::load()?.find_all(&options.urls)?;
    // The address of a job would start a run.
    urls.iter().try_for_each(url::of_run)?;
    let connection = Connection::new(server.as_ref(), &options.connecting, options.timeout, None)?;
    let sink = Sink::open(options.output.as_deref())?;
    let output = Rc::new(Output::new());
    let way = match options.json {
        true => Way::JsonEnd,
        false => Way::Quiet,
    };
    let screen = Screen::new(way, Rc::clone(&output));
    super::watch::watch(&connection, urls, screen, &output, sink, Ending::Leaves).await
}
