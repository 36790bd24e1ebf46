//! What a job says in JSON, as a value of a type of one's own.

use serde::{Deserialize, Serialize};
use sse_progress::client::{Client, Event, Update};
use sse_progress::{Jobs, Progress, Server, job, jobs};

use super::script::in_time;
use super::story;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    name: String,
    size: u64,
}

fn row(number: u64) -> Row {
    Row {
        name: format!("row {number}"),
        size: u64::MAX - number,
    }
}

/// Finds rows, and counts them.
#[job("/find/{rows}")]
fn find(progress: Progress, rows: u64) {
    for number in 0..rows {
        progress.emit(&row(number));
        progress.set_data(&(number + 1));
    }
    progress.println("no data");
}

#[tokio::test]
async fn it_is_decoded_as_what_the_job_has_said() {
    let server = Server::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/find/3", server.local_addr());
    tokio::spawn(async move {
        let jobs = Jobs::builder().jobs(jobs![find]).build().unwrap();
        server.serve(&jobs).await.unwrap();
    });
    let mut watch = story::client().watch(address);
    let (mut rows, mut plain, mut newest) = (Vec::new(), 0, None);
    while let Some(update) = in_time("an update", watch.next()).await {
        let Update::Event { event, .. } = update.unwrap() else {
            panic!("nothing is in the way");
        };
        match event {
            Event::Log(line) => match line.data_as::<Row>().unwrap() {
                Some(row) => rows.push(row),
                None => plain += 1,
            },
            Event::Progress(snapshot) => newest = snapshot.data_as::<u64>().unwrap().or(newest),
            Event::Done(_) => {}
        }
    }
    assert_eq!(rows, [row(0), row(1), row(2)]);
    assert_eq!((plain, newest), (1, Some(3)));
}

/// A server before there was data, one that says `null`, and one whose data is of another type.
#[test]
fn none_is_not_null_and_another_type_is_an_error() {
    let line = |data: &str| {
        let line = format!(r#"{{"level":"info","message":"","time":""{data}}}"#);
        serde_json::from_str::<sse_progress::client::LogLine>(&line).unwrap()
    };
    assert!(line("").data.is_none());
    assert_eq!(line("").data_as::<Row>().unwrap(), None);
    assert_eq!(line(r#","data":null"#).data_as::<()>().unwrap(), Some(()));
    assert!(line(r#","data":null"#).data_as::<Row>().is_err());
    let row = line(r#","data":{"name":"a","size":1,"new":[]}"#);
    assert!(row.data_as::<Row>().unwrap().is_some());
    assert_eq!(row, row.clone());
    assert_ne!(row, line(""));
    let _: Client = story::client();
}
