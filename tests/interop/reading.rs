//! One run, read by all clients at once.

use serde_json::{Value, json};

use super::client::{CLIENTS, Event};
use super::server::{Server, TEXTS, logged, watchers};

#[tokio::test]
async fn every_client_reads_what_was_logged() {
    let server = Server::start().await;
    let run = server.jobs.start("say", json!({})).unwrap();
    let url = format!("http://{}/runs/{}", server.addr, run.id().as_str());
    let readers = CLIENTS.map(|client| (client, client.read(&url, None)));
    watchers(&run, CLIENTS.len()).await;
    server.gate.begin();
    server.gate.end();

    let mut agreed: Option<Vec<Event>> = None;
    for (client, reader) in readers {
        let (events, ended) = reader.collect().await;
        let status = if client.asks_again { 204 } else { 200 };
        assert_eq!(ended, status, "{client:?}");

        assert_eq!(events[0].name, "progress", "{client:?}");
        let last = events.iter().rfind(|event| event.name == "progress");
        let last = &last.unwrap().data;
        assert_eq!(last["fraction"], 1.0, "{client:?}");
        assert!(last["message"] == TEXTS.concat(), "{client:?}: {last}");

        // Snapshots are each watcher's own; all else is the same for everybody.
        let same: Vec<_> = events
            .into_iter()
            .filter(|event| event.name != "progress")
            .collect();
        let (done, lines) = same.split_last().unwrap();
        let said = lines.iter().map(|line| line.data["message"].clone());
        let said = Value::Array(said.collect());
        assert!(said == json!(logged()), "{client:?}: {said:?}");
        assert!(lines.iter().all(|line| line.name == "log"), "{client:?}");
        assert_eq!(done.name, "done", "{client:?}");
        assert!(done.id.ends_with(".done"), "{client:?}: {}", done.id);
        assert_eq!(done.data["status"], "succeeded", "{client:?}");
        assert!(done.data["result"] == json!(logged()), "{client:?}");
        let agreed = agreed.get_or_insert_with(|| same.clone());
        assert!(same == *agreed, "{client:?}");
    }
    assert_eq!(server.gate.starts(), 1);
}
