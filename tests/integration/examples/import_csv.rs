//! `import_csv`: everything or nothing gets into the database.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use super::DEADLINE;
use super::client::{EVENTS, Stream, fetch};
use super::program::Program;
use crate::harness::resolve;

/// The example with its database, and a directory for what is sent to it.
struct Import {
    program: Program,
    directory: TempDir,
}

impl Import {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("database");
        let program = Program::start("import_csv", database).await;
        Self { program, directory }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The argument with which curl sends these bytes.
    fn file(&self, name: &str, bytes: &[u8]) -> [String; 2] {
        let path = self.path().join(name);
        fs::write(&path, bytes).unwrap();
        ["--data-binary".to_owned(), format!("@{}", path.display())]
    }

    /// Imports into `people` as a new file `name`, and watches.
    fn import(&self, name: &str, bytes: &[u8]) -> Stream {
        let file = self.file(name, bytes);
        let kind = ["-H", "content-type: text/csv"];
        let arguments = kind.iter().chain(&EVENTS).map(|text| (*text).to_owned());
        let url = self.program.url("/import/people");
        Stream::open(&url, arguments.chain(file))
    }

    /// The database while nobody else writes to it.
    fn lock(&self) -> Connection {
        let database = Connection::open(self.path().join("database")).unwrap();
        database.busy_timeout(DEADLINE).unwrap();
        database.execute_batch("BEGIN IMMEDIATE").unwrap();
        database
    }

    /// The people in the database, once nobody writes.
    fn people(&self) -> Vec<(String, u32)> {
        let database = self.lock();
        let mut select = database
            .prepare("SELECT name, age FROM people ORDER BY rowid")
            .unwrap();
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }
}

/// A file with people called `name` and a number.
fn people(name: &str, count: usize) -> String {
    let mut file = "name,age\n".to_owned();
    for number in 0..count {
        writeln!(file, "{name} {number},{}", number % 100).unwrap();
    }
    file
}

#[tokio::test]
async fn rows_are_imported_and_counted() {
    let import = Import::start().await;
    let events = import
        .import("file", people("Ada", 1_000).as_bytes())
        .collect()
        .await;

    let (done, before) = events.split_last().unwrap();
    assert_eq!(
        (&*done.name, &done.data["status"]),
        ("done", &json!("succeeded"))
    );
    assert_eq!(done.data["result"], 1_000);
    let last = &before.last().unwrap().data;
    assert_eq!(
        (&last["position"], &last["length"]),
        (&json!(1_000), &json!(1_000))
    );
    assert_eq!(last["unit"], "rows");

    let people = import.people();
    assert_eq!(people.len(), 1_000);
    assert_eq!(people[999], ("Ada 999".to_owned(), 99));
}

#[tokio::test]
async fn an_import_that_nobody_watches_is_done_all_the_same() {
    let import = Import::start().await;
    let [data, file] = import.file("file", people("Ada", 1_000).as_bytes());
    let url = import.program.url("/import/people");
    let (status, answer) = fetch(&url, &[&data, &file]).await;
    assert_eq!(status, 202, "{answer}");

    let run = import.program.url(&resolve(
        "/import/people",
        answer["events"].as_str().unwrap(),
    ));
    let done = Stream::open(&run, EVENTS).done().await;
    assert_eq!(done["result"], 1_000);
    assert_eq!(import.people().len(), 1_000);
}

#[tokio::test]
async fn a_bad_row_fails_the_import_and_is_named_by_its_line() {
    let import = Import::start().await;
    for (row, cause) in [
        (&b"Grace"[..], "the number of its fields is 1"),
        (b"Grace,85,USA", "the number of its fields is 3"),
        (
            b"Grace,many",
            "cannot store TEXT value in INTEGER column people.age",
        ),
        (b"Gr\xE2ce,85", "it is not UTF-8"),
    ] {
        let file = [b"name,age\r\nAda,36\r\n", row, b"\r\nLinus,55\r\n"].concat();
        let done = import.import("file", &file).done().await;
        assert_eq!(done["status"], "failed", "{done}");
        assert_eq!(done["error"]["message"], "line 3 cannot be imported");
        let told = done["error"]["causes"][0].as_str().unwrap();
        assert!(told.starts_with(cause), "{told}");
    }
    assert_eq!(import.people(), []);
}

#[tokio::test]
async fn another_table_is_refused_before_anything_is_run() {
    let import = Import::start().await;
    let [data, file] = import.file("file", b"name,age\nAda,36\n");
    for table in [
        "nowhere",
        "people%20(name)%20VALUES%20(1);DROP%20TABLE%20people;--",
    ] {
        let url = import.program.url(&format!("/import/{table}"));
        let (status, problem) = fetch(&url, &[&data, &file, EVENTS[0], EVENTS[1]]).await;
        assert!((400..500).contains(&status), "{status} {problem}");
        assert!(problem.to_string().contains("`table`"), "{problem}");
    }
    assert_eq!(import.people(), []);
}

#[tokio::test]
async fn an_import_whose_client_leaves_half_way_changes_nothing() {
    let import = Import::start().await;
    let small = people("Ada", 3);
    import.import("small", small.as_bytes()).done().await;
    let before = import.people();
    assert_eq!(before.len(), 3);

    let mut stream = import.import("large", people("Grace", 300_000).as_bytes());
    let run = stream.reaches(1).await;
    drop(stream);

    // This waits until the transaction is over.
    assert_eq!(import.people(), before);
    let run = import.program.url(&format!("/runs/{run}"));
    let events = Stream::open(&run, EVENTS).collect().await;
    let [.., last, done] = &*events else {
        panic!("{events:?}");
    };
    assert_eq!(done.data["status"], "cancelled");
    assert_eq!(done.data["reason"], "disconnected");
    let position = last.data["position"].as_u64().unwrap();
    assert!(position < 300_000, "it did not go on to the end");

    // Its place has gone to the next.
    let done = import.import("small", small.as_bytes()).done().await;
    assert_eq!(done["status"], "succeeded");
    assert_eq!(import.people().len(), 6);
}

#[tokio::test]
async fn a_cancel_during_the_last_row_changes_nothing() {
    let import = Import::start().await;
    // SQLite takes its time over one row, which is the last.
    let slow = "
        CREATE VIEW numbers AS
            WITH RECURSIVE number(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number LIMIT 10000000)
            SELECT n FROM number;
        CREATE TRIGGER slow AFTER INSERT ON people WHEN NEW.name = 'Grace 9'
            BEGIN SELECT count(*) FROM numbers; END;
        COMMIT;
    ";
    import.lock().execute_batch(slow).unwrap();

    let mut stream = import.import("file", people("Grace", 10).as_bytes());
    let run = stream.reaches(9).await;
    let run = import.program.url(&format!("/runs/{run}"));
    let (_, answer) = fetch(&run, &["-X", "DELETE"]).await;
    assert_eq!(
        answer["state"], "cancelling",
        "the row is not done: {answer}"
    );

    let done = stream.done().await;
    assert_eq!(done["status"], "cancelled", "{done}");
    assert_eq!(import.people(), []);
}

#[tokio::test]
async fn imports_at_once_are_done_one_after_the_other() {
    let import = Import::start().await;
    let names = ["Ada", "Grace", "Linus", "Margaret", "Ken"];
    let lock = import.lock();
    let mut streams = Vec::new();
    for name in names {
        let mut stream = import.import(name, people(name, 5_000).as_bytes());
        let first = stream.next().await.unwrap();
        let state = if streams.is_empty() {
            "running"
        } else {
            "queued"
        };
        assert_eq!(first.data["state"], state);
        streams.push(stream);
    }
    drop(lock);
    for stream in streams {
        let done = stream.done().await;
        assert_eq!(done["status"], "succeeded", "{done}");
        assert_eq!(done["result"], 5_000);
    }

    let people = import.people();
    assert_eq!(people.len(), 25_000);
    for (imported, name) in people.chunks(5_000).zip(names) {
        assert!(imported.iter().all(|(who, _)| who.starts_with(name)));
    }
}
