//! The command as a process.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// Longer than anything here takes, however busy the machine is.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// The command, built for these tests.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_sse-progress-command");

/// The command with nothing from this environment that would change what it does.
pub(crate) fn command<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).stdin(Stdio::null());
    plain_environment(&mut command);
    command
}

/// Takes away proxies, colours, widths, and what the user has configured.
pub(crate) fn plain_environment(command: &mut Command) {
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "SSE_PROGRESS_URL",
    ] {
        command.env_remove(name);
    }
    command.env("XDG_CONFIG_HOME", "/nonexistent");
    command.env("LC_ALL", "C.UTF-8");
}

/// Runs the command to its end.
pub(crate) fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Ended {
    Running::start(command(arguments)).end()
}

/// What a process has said, and how it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Asserts how it ended.
    #[track_caller]
    pub(crate) fn with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        self
    }

    /// Asserts that stderr has these words.
    #[track_caller]
    pub(crate) fn saying(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "{words:?} in {self:?}");
        self
    }
}

/// A process that goes on; killed when dropped.
pub(crate) struct Running {
    child: Child,
    stdout: Option<Text>,
    stderr: Text,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdout(Stdio::piped());
        Self::start_to(command)
    }

    /// The same, with stdout as the command has it.
    pub(crate) fn start_to(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        Self {
            stdout: child.stdout.take().map(Text::of),
            stderr: Text::of(child.stderr.take().unwrap()),
            child,
        }
    }

    /// Waits for a line on stderr that has these words.
    #[track_caller]
    pub(crate) fn says(&mut self, words: &str) -> String {
        self.stderr.wait_for(words)
    }

    /// Waits for a line on stdout that has these words.
    #[track_caller]
    pub(crate) fn prints(&mut self, words: &str) -> String {
        self.stdout.as_mut().expect("a pipe").wait_for(words)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn end(mut self) -> Ended {
        let stderr = self.stderr.rest();
        let stdout = self.stdout.as_mut().map(Text::rest).unwrap_or_default();
        // Its pipes are closed, so it does not take long.
        let code = self.child.wait().unwrap().code();
        Ended {
            code,
            stdout,
            stderr,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a pipe, read by a thread so that it is never full.
struct Text {
    lines: Receiver<String>,
    read: String,
}

impl Text {
    fn of(pipe: impl Read + Send + 'static) -> Self {
        let (sender, lines) = channel();
        thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = Vec::new();
            while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                let text = String::from_utf8_lossy(&line).into_owned();
                if sender.send(text).is_err() {
                    return;
                }
                line.clear();
            }
        });
        Self {
            lines,
            read: String::new(),
        }
    }

    #[track_caller]
    fn wait_for(&mut self, words: &str) -> String {
        loop {
            match self.next() {
                Some(line) if line.contains(words) => return line.trim_end().to_owned(),
                Some(_) => {}
                None => panic!("no {words:?} in {:?}", self.read),
            }
        }
    }

    /// Everything, when it is closed.
    #[track_caller]
    fn rest(&mut self) -> String {
        while self.next().is_some() {}
        std::mem::take(&mut self.read)
    }

    #[track_caller]
    fn next(&mut self) -> Option<String> {
        match self.lines.recv_timeout(DEADLINE) {
            Ok(line) => {
                self.read.push_str(&line);
                Some(line)
            }
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("nothing comes after {:?}", self.read),
        }
    }
}

/// Runs a line of a shell to its end, with the command in its path.
pub(crate) fn shell(line: &str, directory: &std::path::Path) -> Output {
    let programs = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(PROGRAM, programs.path().join("sse-progress")).unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut shell = Command::new("sh");
    plain_environment(&mut shell);
    shell
        .args(["-c", line])
        .current_dir(directory)
        .env("PATH", format!("{}:{path}", programs.path().display()))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}
