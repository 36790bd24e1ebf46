//! `upload`: files of `curl -F`, with events while they come.

use std::fs;

use serde_json::json;

use super::client::{EVENTS, Stream};
use super::program::Program;

#[tokio::test]
async fn curl_sends_files_and_is_told_of_each() {
    let sources = tempfile::tempdir().unwrap();
    let kept = tempfile::tempdir().unwrap();
    let program = Program::start("upload", kept.path()).await;
    // The large one has curl ask first whether it may send (`Expect: 100-continue`).
    let large = vec![b'x'; 3 << 20];
    let mut arguments = EVENTS.map(str::to_owned).to_vec();
    for (name, bytes) in [("small", &b"a,b\n"[..]), ("large", &large)] {
        let path = sources.path().join(name);
        fs::write(&path, bytes).unwrap();
        arguments.extend(["-F".to_owned(), format!("file=@{}", path.display())]);
    }
    arguments.extend(["-F".to_owned(), "note=hello".to_owned()]);
    let events = Stream::open(&program.url("/upload"), arguments)
        .collect()
        .await;
    let rows = events
        .iter()
        .filter(|event| event.data["data"]["name"].is_string());
    let rows: Vec<_> = rows.map(|event| event.data["data"].clone()).collect();
    let done = &events.last().unwrap().data;
    assert_eq!(done["result"], json!(rows), "{done}");
    let sizes: Vec<_> = rows
        .iter()
        .map(|row| (&row["name"], &row["bytes"]))
        .collect();
    assert_eq!(
        sizes,
        [
            (&json!("small"), &json!(4)),
            (&json!("large"), &json!(3 << 20))
        ]
    );
    let path = rows[1]["path"].as_str().unwrap();
    assert_eq!(fs::read(path).unwrap(), large);
    let said = events
        .iter()
        .any(|event| event.data["message"] == "`note` is no file");
    assert!(said, "{events:?}");
}
