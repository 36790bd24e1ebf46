//! A real terminal: a window of tmux, with a server of its own for each test.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Nothing that a test waits for takes longer, even in a debug build on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// So much time between two looks, so that looking does not keep the machine busy.
const LOOK: Duration = Duration::from_millis(20);

pub(crate) struct Window {
    directory: TempDir,
}

impl Window {
    /// Opens a window in which the program `play` runs, see there for what it does.
    pub(crate) fn open(columns: u16, rows: u16, what: &str, parts: u64) -> Self {
        let window = Self {
            directory: TempDir::new().unwrap(),
        };
        let size = (columns.to_string(), rows.to_string());
        let directory = window.directory.path().display();
        let play = env!("CARGO_BIN_EXE_play");
        let script =
            format!("{play} {what} {parts} {directory}; echo \"over: $?\"; exec sleep 3600");
        window.tmux(&[
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            &size.0,
            "-y",
            &size.1,
            // The terminal that tmux is, and not the one that it may itself be in.
            "env",
            "-u",
            "NO_COLOR",
            "-u",
            "CLICOLOR",
            "TERM=screen-256color",
            "LC_ALL=C.UTF-8",
            "sh",
            "-c",
            &script,
        ]);
        window
    }

    pub(crate) fn resize(&self, (columns, rows): (u16, u16)) {
        let size = (columns.to_string(), rows.to_string());
        self.tmux(&["resize-window", "-x", &size.0, "-y", &size.1]);
    }

    /// What is to be seen.
    pub(crate) fn text(&self) -> String {
        let output = self.tmux(&["capture-pane", "-p"]);
        let text = String::from_utf8(output.stdout).unwrap();
        text.trim_end().to_owned()
    }

    /// All that can be scrolled back to and what is to be seen, with lines as they were written, however many rows
    /// they take.
    pub(crate) fn scrollback(&self) -> Vec<String> {
        let output = self.tmux(&["capture-pane", "-p", "-J", "-S", "-"]);
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.trim_end().lines();
        lines.map(|line| line.trim_end().to_owned()).collect()
    }

    /// Lets the program go on that waits for this.
    pub(crate) fn allow(&self, step: &str) {
        std::fs::write(self.directory.path().join(step), "").unwrap();
    }

    /// Lets it wait again.
    pub(crate) fn stop(&self, step: &str) {
        std::fs::remove_file(self.directory.path().join(step)).unwrap();
    }

    /// Waits until the program has come to this step, and gives back what it says there.
    pub(crate) fn reaches(&self, step: &str) -> String {
        let step = self.directory.path().join(step);
        let start = Instant::now();
        loop {
            let said = std::fs::read_to_string(&step).unwrap_or_default();
            if !said.is_empty() {
                return said;
            }
            assert!(
                start.elapsed() < DEADLINE,
                "the window shows:\n{}",
                self.text()
            );
            std::thread::sleep(LOOK);
        }
    }

    /// Waits until the window shows what it should, and gives that back.
    pub(crate) fn shows(&self, what: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let text = self.text();
            if what(&text) {
                return text;
            }
            assert!(start.elapsed() < DEADLINE, "the window shows:\n{text}");
            std::thread::sleep(LOOK);
        }
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        let socket = self.directory.path().join("socket");
        let output = Command::new("tmux")
            .arg("-u")
            .arg("-S")
            .arg(socket)
            .args(arguments)
            .env_remove("TMUX")
            .output()
            .expect("tmux is installed");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        output
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let socket = self.directory.path().join("socket");
        let mut end = Command::new("tmux");
        end.arg("-S").arg(socket).arg("kill-server");
        let _ = end.env_remove("TMUX").output();
    }
}
