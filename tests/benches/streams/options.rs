//! What is to be measured, as the command line says.

use std::fmt::Write as _;
use std::time::Duration;

use super::contestant::{CONTESTANTS, Contestant};
use super::rows::{ROWS, Row};

/// The default of `--seconds`.
const SECONDS: u64 = 10;

#[derive(Debug)]
pub(crate) struct Options {
    /// All rows if none is named.
    rows: Vec<&'static Row>,
    /// All servers of a row if none is named.
    servers: Vec<&'static str>,
    /// How long each server is measured in each row.
    pub(crate) time: Duration,
}

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self {
            rows: Vec::new(),
            servers: Vec::new(),
            time: Duration::from_secs(SECONDS),
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--seconds" => {
                    let seconds = arguments.next().and_then(|text| text.parse().ok());
                    options.time = Duration::from_secs(seconds.ok_or_else(usage)?);
                }
                "--server" => {
                    let name = arguments.next().ok_or_else(usage)?;
                    let server = CONTESTANTS.iter().find(|server| server.name == name);
                    options.servers.push(server.ok_or_else(usage)?.name);
                }
                name => {
                    let row = ROWS.iter().find(|row| row.name == name);
                    options.rows.push(row.ok_or_else(usage)?);
                }
            }
        }
        Ok(options)
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &'static Row> {
        let named = |row: &&'static Row| {
            self.rows.is_empty() || self.rows.iter().any(|named| named.name == row.name)
        };
        ROWS.iter().filter(named)
    }

    /// Those of `names` that are to be measured, in the order in which they are listed.
    pub(crate) fn servers(&self, names: &[&str]) -> impl Iterator<Item = &'static Contestant> {
        CONTESTANTS.iter().filter(|server| {
            names.contains(&server.name)
                && (self.servers.is_empty() || self.servers.contains(&server.name))
        })
    }
}

fn usage() -> String {
    let mut text =
        "usage: cargo bench -p sse-progress-tests --bench streams -- [ROW…] [OPTION…]\n\nrows:\n"
            .to_owned();
    for row in ROWS {
        let _ = writeln!(text, "  {:10} {}", row.name, row.what);
    }
    let _ = write!(
        text,
        "\noptions:\n  --seconds N    how long each server is measured in each row; {SECONDS} unless said\n  \
         --server NAME  only this server, and others that are named so; there are\n                 "
    );
    for server in CONTESTANTS {
        let _ = write!(text, "{} ", server.name);
    }
    text
}
