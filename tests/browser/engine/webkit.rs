//! WebKitGTK's `WebKitWebDriver` and `MiniBrowser`, on a screen of their own that nobody sees.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};

use super::super::browser::DEADLINE;
use super::output::Output;

const TRIES: usize = 5;

/// How often to look whether it listens.
const SOON: Duration = Duration::from_millis(20);

/// A running `WebKitWebDriver` and the screen of its browsers. Both are killed when dropped.
pub(crate) struct WebKit {
    port: u16,
    driver: Child,
    output: Output,
    _screen: Child,
    /// What the browsers keep.
    _files: TempDir,
}

impl WebKit {
    pub(super) async fn start() -> Self {
        let files = tempfile::tempdir().unwrap();
        let (screen, display) = screen().await;
        for _ in 0..TRIES {
            let port = free_port();
            let mut driver = driver(port, &display, &files);
            let output = Output::of(&mut driver);
            if listens(port, &mut driver).await {
                return Self {
                    port,
                    driver,
                    output,
                    _screen: screen,
                    _files: files,
                };
            }
        }
        panic!("WebKitWebDriver finds no port in {TRIES} tries");
    }

    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn capabilities() -> Value {
        json!({ "webkitgtk:browserOptions": { "args": [
            "--automation",
            "--enable-write-console-messages-to-stdout=true",
            // A test that doubles a tab does so without a click.
            "--javascript-can-open-windows-automatically=true",
        ] } })
    }

    /// Violations of content security policies, and exceptions that nobody caught.
    pub(super) fn complaints(&self) -> Vec<String> {
        self.output.lines(|line| {
            line.starts_with("CONSOLE JS ERROR") || line.starts_with("CONSOLE SECURITY ERROR")
        })
    }

    pub(super) async fn stop(mut self) {
        self.driver.kill().await.unwrap();
    }
}

/// A screen, and its name.
async fn screen() -> (Child, String) {
    let mut screen = Command::new("Xvfb")
        // It takes the first number that is free, and prints it when it is ready.
        .args(["-displayfd", "1", "-nolisten", "tcp"])
        .args(["-screen", "0", "1280x1024x24"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| missing("Xvfb", &error));
    let mut output = Output::of(&mut screen);
    let number: u32 = output
        .until(|line| line.parse().ok())
        .await
        .expect("Xvfb finds a number");
    (screen, format!(":{number}"))
}

fn driver(port: u16, display: &str, files: &TempDir) -> Child {
    Command::new("WebKitWebDriver")
        .arg(format!("--port={port}"))
        .env("DISPLAY", display)
        .env("GDK_BACKEND", "x11")
        .env("HOME", files.path())
        .env("TMPDIR", files.path())
        .env("XDG_CACHE_HOME", files.path())
        .env("XDG_CONFIG_HOME", files.path())
        .env("XDG_DATA_HOME", files.path())
        .env("XDG_RUNTIME_DIR", files.path())
        // There is nobody for whom the window's contents should be read.
        .env("NO_AT_BRIDGE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| missing("WebKitWebDriver", &error))
}

fn missing(program: &str, error: &std::io::Error) -> ! {
    panic!(
        "these tests need `{program}` (on Debian: `apt-get install webkit2gtk-driver xvfb`); it \
         cannot be started: {error}"
    )
}

/// It takes no port of its own choice, and somebody else may take this one first.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// Whether it listens in the end: it does not say so.
async fn listens(port: u16, driver: &mut Child) -> bool {
    let connected = async {
        let mut soon = interval(SOON);
        loop {
            soon.tick().await;
            if driver.try_wait().unwrap().is_some() {
                return false;
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port))
                .await
                .is_ok()
            {
                return true;
            }
        }
    };
    timeout(DEADLINE, connected)
        .await
        .expect("WebKitWebDriver listens in time")
}
