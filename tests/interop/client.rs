//! The five clients, and what each of them says that it has read.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use super::DEADLINE;
use super::packages::{NPM_CI, installed};

/// A client, and how it differs from what the standard asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client {
    pub(crate) name: &'static str,
    program: &'static str,
    /// It takes up a broken connection again by itself, from the last id.
    pub(crate) reconnects: bool,
    /// It asks again after a response that has ended, as `EventSource` does, until a 204 stops it.
    pub(crate) asks_again: bool,
    /// It gives its user an empty message for a comment, which our heartbeats are.
    ///
    /// A block of comments has no data, and such a block is not an event.
    pub(crate) empty_messages: bool,
    /// It takes an event's id as soon as it reads it, and so comes back with the id of an event
    /// that it had half of. What was in it is lost.
    ///
    /// An event whose end did not arrive is to be discarded, and its id with it.
    pub(crate) loses_half_an_event: bool,
}

pub(crate) const EVENTSOURCE: Client = Client {
    name: "eventsource",
    program: "with_eventsource.mjs",
    reconnects: true,
    asks_again: true,
    empty_messages: false,
    loses_half_an_event: false,
};

pub(crate) const EVENTSOURCE_PARSER: Client = Client {
    name: "eventsource-parser",
    program: "with_eventsource_parser.mjs",
    reconnects: false,
    asks_again: false,
    empty_messages: false,
    loses_half_an_event: false,
};

pub(crate) const FETCH_EVENT_SOURCE: Client = Client {
    name: "@microsoft/fetch-event-source",
    program: "with_fetch_event_source.mjs",
    reconnects: true,
    asks_again: false,
    empty_messages: true,
    loses_half_an_event: true,
};

pub(crate) const HTTPX_SSE: Client = Client {
    name: "httpx-sse",
    program: "with_httpx_sse.py",
    reconnects: false,
    asks_again: false,
    empty_messages: true,
    loses_half_an_event: false,
};

pub(crate) const SSECLIENT_PY: Client = Client {
    name: "sseclient-py",
    program: "with_sseclient_py.py",
    reconnects: false,
    asks_again: false,
    empty_messages: false,
    loses_half_an_event: false,
};

pub(crate) const CLIENTS: [Client; 5] = [
    EVENTSOURCE,
    EVENTSOURCE_PARSER,
    FETCH_EVENT_SOURCE,
    HTTPX_SSE,
    SSECLIENT_PY,
];

/// An event as a client gave it to its user.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) data: Value,
}

/// What a client says.
#[derive(Debug)]
pub(crate) enum Said {
    Event(Event),
    /// Something that is no event of ours, and that only some clients make up.
    Empty,
    /// It reads no more: the status of the last response, or the text of an error.
    Ended(Value),
}

impl Client {
    /// Starts to read, after an event if it is told of one.
    pub(crate) fn read(self, url: &str, last_id: Option<&str>) -> Reader {
        self.start(self.command().arg(url).args(last_id))
    }

    /// Starts to read in a tab that is hidden after so many lines, until it is [shown](Reader::show).
    pub(crate) fn read_hidden(self, url: &str, lines: usize) -> Reader {
        let mut command = self.command();
        self.start(command.arg(url).env("HIDE_AFTER_LINES", lines.to_string()))
    }

    fn command(self) -> Command {
        let mut command = if self.program.ends_with(".py") {
            let mut command = Command::new("python3");
            let directory = python();
            command.env("PYTHONPATH", directory.join("packages"));
            command.arg(directory.join(self.program));
            command
        } else {
            let mut command = Command::new("node");
            command.arg(node().join(self.program));
            command
        };
        command.env("NO_PROXY", "*");
        command
    }

    fn start(self, command: &mut Command) -> Reader {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Reader {
            lines: BufReader::new(process.stdout.take().unwrap()).lines(),
            client: self,
            process,
        }
    }
}

/// The directory with the programs for Node.js and the packages that they use.
pub(crate) fn node() -> PathBuf {
    let files = [
        "package.json",
        "package-lock.json",
        EVENTSOURCE.program,
        EVENTSOURCE_PARSER.program,
        FETCH_EVENT_SOURCE.program,
        "usage.ts",
        "check_names.mjs",
        "check_bounds.mjs",
        "check_openapi.mjs",
        "check_paths.mjs",
        "check_words.mjs",
    ];
    installed("interop/node", "interop/node", &files, &[NPM_CI])
}

/// The same for Python.
fn python() -> PathBuf {
    let files = ["requirements.txt", HTTPX_SSE.program, SSECLIENT_PY.program];
    let install = "python3 -m pip install --quiet --require-hashes --upgrade \
                   --requirement requirements.txt --target packages";
    let install: Vec<_> = install.split_whitespace().collect();
    installed("interop/python", "interop/python", &files, &[&install])
}

/// A client at work; ended when dropped.
pub(crate) struct Reader {
    client: Client,
    lines: Lines<BufReader<ChildStdout>>,
    process: Child,
}

impl Reader {
    /// Shows the tab again.
    pub(crate) async fn show(&mut self) {
        let stdin = self.process.stdin.as_mut().unwrap();
        stdin.write_all(b"\n").await.unwrap();
    }

    async fn next(&mut self) -> Option<Said> {
        let line = timeout(DEADLINE, self.lines.next_line()).await;
        let line = line.expect("the client goes on in time").unwrap()?;
        let said: Value = serde_json::from_str(&line).unwrap();
        if let Some(ended) = said.get("ended") {
            return Some(Said::Ended(ended.clone()));
        }
        let data = said["data"].as_str().unwrap();
        if data.is_empty() {
            return Some(Said::Empty);
        }
        Some(Said::Event(Event {
            name: said["event"].as_str().unwrap().to_owned(),
            id: said["id"].as_str().unwrap().to_owned(),
            data: serde_json::from_str(data).unwrap(),
        }))
    }

    /// All that it reads, and how it ended.
    pub(crate) async fn collect(mut self) -> (Vec<Event>, Value) {
        let mut events = Vec::new();
        let mut ended = None;
        while let Some(said) = self.next().await {
            assert!(ended.is_none(), "{said:?} comes behind the end");
            match said {
                Said::Event(event) => events.push(event),
                Said::Empty => assert!(self.client.empty_messages, "{}", self.client.name),
                Said::Ended(how) => ended = Some(how),
            }
        }
        (events, ended.expect("the client says how it ended"))
    }
}
