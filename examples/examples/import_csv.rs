//! Imports CSV files into SQLite: all rows of a file, or none.
//!
//! ```text
//! cargo run --example import_csv -- people.sqlite
//! printf 'name,age\nAda,36\nGrace,85\n' > people.csv
//! curl -N --data-binary @people.csv -H 'content-type: text/csv' \
//!     -H 'accept: text/event-stream' localhost:3030/import/people
//! sqlite3 people.sqlite 'SELECT * FROM people'
//! ```
//!
//! Ctrl-C in curl takes the import back. Without the `accept` header curl gets the address of the
//! run instead, which then goes on by itself and can be watched there.
//!
//! Without a path, the database is `import_csv.sqlite` in the system's directory for temporary
//! files. It is a file, since each run opens it anew, and a database in memory belongs to the one
//! connection that made it.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use csv::ByteRecord;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};
use schemars::JsonSchema;
use serde::Deserialize;
use sse_progress::{Body, Jobs, Progress, job, jobs};

/// The longest file in bytes. It is held in memory while it is imported.
const MAX_FILE: usize = 64 << 20;

/// In a strict table, SQLite itself refuses what is not a number.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS people (name TEXT NOT NULL, age INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS cities (
        name TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL
    ) STRICT;
";

/// A table that may be imported into.
// No text of a client gets into an SQL statement: a request that names another table is refused
// before it starts a run.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Table {
    People,
    Cities,
}

impl Table {
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::People => &["name", "age"],
            Self::Cities => &["name", "latitude", "longitude"],
        }
    }

    fn insert(self) -> &'static str {
        match self {
            Self::People => "INSERT INTO people (name, age) VALUES (?, ?)",
            Self::Cities => "INSERT INTO cities (name, latitude, longitude) VALUES (?, ?, ?)",
        }
    }
}

/// Import a CSV file into a table and return its number of rows.
// SQLite has one writer: more imports wait in the queue, and their watchers see where. Who hangs
// up has changed their mind, so there is no grace in which the import may still be committed.
#[job(POST "/import/{table}", concurrency = 1, on_disconnect = cancel)]
fn import(
    progress: Progress,
    #[state] database: PathBuf,
    /// Where the rows belong.
    table: Table,
    file: Body,
) -> Result<u64> {
    let mut connection = Connection::open(database)?;
    import_into(&progress, &mut connection, table, file.as_bytes())
}

fn import_into(
    progress: &Progress,
    connection: &mut Connection,
    table: Table,
    file: &[u8],
) -> Result<u64> {
    // Whoever else writes is waited for at once, not after half of the rows. A transaction that is
    // dropped on the way out is rolled back.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let columns = table.columns();
    let mut insert = transaction.prepare(table.insert())?;

    progress.set_unit("rows");
    progress.set_length(reader(file).byte_records().count() as u64);
    let mut reader = reader(file);
    let expected = columns.iter().map(|column| column.as_bytes());
    ensure!(
        reader.byte_headers()?.iter().eq(expected),
        "line 1 has to be `{}`",
        columns.join(",")
    );
    for record in progress.wrap_iter(reader.byte_records()) {
        progress.checkpoint()?;
        let record = record?;
        fields(&record, columns.len())
            .and_then(|fields| Ok(insert.execute(params_from_iter(fields))?))
            .with_context(|| format!("line {} cannot be imported", line(&record, file)))?;
    }
    drop(insert);

    // The last moment at which a cancel takes everything back.
    progress.point_of_no_return()?;
    transaction.commit()?;
    Ok(progress.position())
}

/// Flexible, so that it is us who count the fields, and know in which line.
fn reader(file: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).from_reader(file)
}

fn fields(record: &ByteRecord, expected: usize) -> Result<Vec<&str>> {
    ensure!(
        record.len() == expected,
        "the number of its fields is {} and should be {expected}",
        record.len()
    );
    let fields = record.iter().map(str::from_utf8);
    fields.collect::<Result<_, _>>().context("it is not UTF-8")
}

/// The line that a record begins on, from 1.
///
/// The reader's own count does not know the line feed after a carriage return, nor empty lines,
/// until it has read on.
fn line(record: &ByteRecord, file: &[u8]) -> usize {
    let begin = record
        .position()
        .map_or(0, |position| position.byte() as usize);
    let (before, rest) = file.split_at(begin);
    let breaks = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    1 + before
        .iter()
        .chain(breaks)
        .filter(|byte| **byte == b'\n')
        .count()
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let database = args
        .next()
        .map_or_else(|| env::temp_dir().join("import_csv.sqlite"), PathBuf::from);
    let address = args.next().unwrap_or_else(|| "127.0.0.1:3030".to_owned());

    Connection::open(&database)?.execute_batch(TABLES)?;
    let jobs = Jobs::builder()
        .jobs(jobs![import])
        .state(database)
        .max_body(MAX_FILE)
        .build()?;
    Ok(sse_progress::serve(jobs, address).await?)
}

#[cfg(test)]
mod tests {
    use sse_progress::testing;

    use super::*;

    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(TABLES).unwrap();
        connection
    }

    fn rows(connection: &Connection, table: &str) -> i64 {
        let count = format!("SELECT count(*) FROM {table}");
        connection.query_row(&count, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn imports_rows_and_counts_them() {
        let mut connection = database();
        let progress = Progress::hidden();
        // As a spreadsheet writes it.
        let file = "\u{feff}name,age\r\n\"Ada, \"\"Countess\"\"\",36\r\n\r\nGrace,85\r\n";
        let count = import_into(&progress, &mut connection, Table::People, file.as_bytes());
        assert_eq!(count.unwrap(), 2);
        let bar = testing::told(&progress).snapshot.bar;
        assert_eq!((bar.position, bar.length, &*bar.unit), (2, Some(2), "rows"));

        let query = "SELECT name, age FROM people";
        let ada: (String, u8) = connection
            .query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(ada, ("Ada, \"Countess\"".to_owned(), 36));
    }

    #[test]
    fn numbers_have_the_type_of_their_column() {
        let mut connection = database();
        let file = b"name,latitude,longitude\nOslo,59.91,10.75\n";
        import_into(&Progress::hidden(), &mut connection, Table::Cities, file).unwrap();
        assert_eq!(rows(&connection, "cities"), 1);
    }

    #[test]
    fn a_bad_row_is_named_by_its_line_and_nothing_is_imported() {
        for (file, expected) in [
            (&b""[..], "line 1 has to be `name,age`"),
            (b"age,name\n36,Ada\n", "line 1 has to be `name,age`"),
            (
                b"name,age\nAda\n",
                "line 2 cannot be imported: the number of its fields is 1",
            ),
            (
                b"name,age\nAda,36,x\n",
                "line 2 cannot be imported: the number of its fields is 3",
            ),
            (
                b"name,age\nAda,old\n",
                "line 2 cannot be imported: cannot store TEXT value in INTEGER",
            ),
            (
                b"name,age\nAda,3.6\n",
                "line 2 cannot be imported: cannot store REAL value in INTEGER",
            ),
            (
                b"name,age\nAda,36\n\xFF,1\n",
                "line 3 cannot be imported: it is not UTF-8",
            ),
            // Lines as an editor counts them, not records.
            (b"name,age\r\nAda,36\r\nx\r\n", "line 3 "),
            (b"name,age\n\n\nAda,36\n\nx\n", "line 6 "),
            (b"name,age\n\"A\nd\na\",36\nx\n", "line 5 "),
            (b"\xEF\xBB\xBFname,age\nAda,36\nx\n", "line 3 "),
            // A quote that is not closed swallows the rest.
            (b"name,age\n\"Ada,36\nGrace,85\n", "line 2 "),
        ] {
            let mut connection = database();
            let file_shown = String::from_utf8_lossy(file);
            let error = import_into(&Progress::hidden(), &mut connection, Table::People, file)
                .expect_err(&file_shown);
            let error = format!("{error:#}");
            assert!(error.starts_with(expected), "{file_shown:?}: {error}");
            assert_eq!(rows(&connection, "people"), 0, "{file_shown:?}");
        }
    }
}
