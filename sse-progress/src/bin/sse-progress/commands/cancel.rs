//! `sse-progress cancel`.

use futures_util::future::join_all;

use crate::arguments::Cancel;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::Output;
use crate::url;

pub(super) async fn execute(options: Cancel) -> Result<Exit, Failure> {
    let urls = options.urls.iter().map(|text| url::parse(text));
    let urls = urls.collect::<Result<Vec<_>, _>>()?;
    let connection = Connection::new(&options.connecting, options.patience.timeout, None)?;
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
        let shown = url::shown(address);
        match answer {
            Ok(state) => {
                let state = match state.done {
                    None => "cancelling".to_owned(),
                    Some(done) => done.status.to_string().replace('_', " "),
                };
                output.say(&format!("{shown}: {state}")).await;
            }
            Err(failure) => {
                worst = worst.max(failure.exit);
                failure.print();
            }
        }
    }
    Ok(worst)
}
