//! The command in a real terminal: bars, and Ctrl-C as it is typed.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::process::{DEADLINE, PROGRAM, plain_environment};
use super::server::Server;

/// A terminal of its own, gone with the test.
pub(crate) struct Terminal {
    socket: tempfile::TempDir,
}

impl Terminal {
    /// Opens one and runs a line of a shell in it.
    pub(crate) fn open(line: &str) -> Self {
        let terminal = Self {
            socket: tempfile::tempdir().unwrap(),
        };
        let mut tmux = terminal.tmux();
        plain_environment(&mut tmux);
        tmux.args([
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "80",
            "-y",
            "24",
        ]);
        assert!(tmux.arg(line).status().unwrap().success());
        terminal
    }

    fn tmux(&self) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.arg("-u")
            .arg("-S")
            .arg(self.socket.path().join("socket"));
        tmux
    }

    pub(crate) fn keys(&self, keys: &str) {
        assert!(
            self.tmux()
                .args(["send-keys", keys])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Types a text, in which `\t` is the key of that name.
    pub(crate) fn types(&self, text: &str) {
        let typed = self.tmux().args(["send-keys", "-l", text]).status();
        assert!(typed.unwrap().success());
    }

    fn screen(&self) -> String {
        let output = self.tmux().args(["capture-pane", "-p"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same with lines as they were written, however many rows they take.
    fn lines(&self) -> String {
        let output = self.tmux().args(["capture-pane", "-p", "-J"]).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    }

    /// The same with the colours, as escape sequences.
    fn colours(&self) -> String {
        let output = self
            .tmux()
            .args(["capture-pane", "-p", "-e"])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Waits until the screen shows this.
    #[track_caller]
    pub(crate) fn shows(&self, words: &str) -> String {
        let end = Instant::now() + DEADLINE;
        loop {
            let screen = self.screen();
            if screen.contains(words) {
                return screen;
            }
            assert!(Instant::now() < end, "no {words:?} on\n{screen}");
            // A screen cannot be waited for.
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.tmux().arg("kill-server").status();
    }
}

/// Runs the command, says how it ended, and keeps the terminal open.
fn line(arguments: &str) -> String {
    format!("{PROGRAM} {arguments}; echo code $?; read wait")
}

#[test]
fn ctrl_c_cancels_and_waits() {
    let server = Server::start();
    let terminal = Terminal::open(&line(&format!("run {}", server.url("/wait"))));
    terminal.shows("waiting");
    terminal.keys("C-c");
    let screen = terminal.shows("code 130");
    assert!(screen.contains("✖ wait: was cancelled after"), "{screen}");
    // The terminal shows what is typed, which must not get between.
    for line in ["cancelling; Ctrl-C again leaves at once", "code 130"] {
        assert!(
            screen.lines().any(|shown| shown == line),
            "{line:?} on\n{screen}"
        );
    }
}

#[test]
fn ctrl_c_twice_leaves() {
    let server = Server::start();
    let terminal = Terminal::open(&line(&format!("watch {}", server.url("/stubborn"))));
    terminal.shows("stubborn");
    terminal.keys("C-c");
    terminal.shows("cancelling");
    terminal.keys("C-c");
    let screen = terminal.shows("code 130");
    let line = "left before the end; what was not cancelled goes on";
    assert!(screen.lines().any(|shown| shown == line), "{screen}");
}

#[test]
fn the_result_is_the_last_line_and_harmless() {
    let server = Server::start();
    let urls = format!("watch {} {}", server.url("/count/3"), server.url("/shout"));
    let terminal = Terminal::open(&line(&urls));
    let screen = terminal.shows("code 0");
    let (shown, _) = screen.split_once("code 0").unwrap();
    assert!(shown.ends_with("3\n␛[2Jresult\n"), "{screen}");
    assert!(shown.contains("✔ count/3: succeeded in"), "{screen}");
}

#[test]
fn without_a_terminal_that_can_move_there_are_lines() {
    let server = Server::start();
    let url = server.url("/count/3");
    let line = format!("TERM=dumb {PROGRAM} run {url}; echo code $?; read wait");
    let screen = Terminal::open(&line).shows("code 0");
    assert!(screen.contains("count: succeeded in"), "{screen}");
    assert!(!screen.contains('✔'), "{screen}");
}

#[test]
fn there_are_colours_unless_nobody_wants_them() {
    for (setting, coloured) in [("NO_COLOR=1", false), ("OTHER=1", true)] {
        let line = format!("{setting} {PROGRAM} watch ftp://x; echo code $?; read wait");
        let terminal = Terminal::open(&line);
        let screen = terminal.shows("code 2");
        assert!(
            screen.starts_with("error: `ftp://x` is not a URL"),
            "{screen}"
        );
        assert_eq!(
            terminal.colours().contains("\u{1b}["),
            coloured,
            "{setting}"
        );
    }
}

#[test]
fn a_result_can_be_read_on_a_terminal_and_is_one_line_in_a_pipe() {
    let server = Server::start();
    let url = server.url("/images/7/resize");
    let terminal = Terminal::open(&line(&format!("run -q {url} tags=new")));
    let screen = terminal.shows("code 0");
    assert!(screen.contains("{\n  \"count\": 7,\n"), "{screen}");
    assert!(screen.contains("\n  \"tags\": [\"new\"],\n"), "{screen}");
    let line = format!("{PROGRAM} run -q {url} | cat; echo code $?; read wait");
    let screen = Terminal::open(&line).shows("code 0");
    assert!(screen.contains("{\"count\":7,\"format\":"), "{screen}");
}

#[test]
fn what_was_done_stays_if_it_is_to_and_lines_are_whole() {
    let server = Server::start();
    let url = server.url("/build");
    let address = format!("http://localhost/{}", "long/".repeat(30));
    for (option, stays) in [("", false), ("--keep", true)] {
        let terminal = Terminal::open(&line(&format!("run {option} {url}")));
        terminal.shows("code 0");
        let lines = terminal.lines();
        let expected = format!("resolve: see {address}\n");
        assert!(lines.starts_with(&expected), "{lines}");
        assert_eq!(lines.contains("  ✔ resolve  "), stays, "{lines}");
        assert!(lines.contains("✔ build: succeeded in "), "{lines}");
        assert_eq!(
            lines.trim_end().lines().count(),
            if stays { 4 } else { 3 },
            "{lines}"
        );
    }
}

#[test]
fn where_there_is_ascii_alone_nothing_else_is_written() {
    let server = Server::start();
    for variable in ["LC_ALL=C", "LANG=C LC_ALL= LC_CTYPE="] {
        let url = server.url("/build");
        let line = format!("{variable} {PROGRAM} run --keep {url}; echo code $?; read wait");
        let screen = Terminal::open(&line).shows("code 0");
        assert!(screen.contains("  + resolve  "), "{screen}");
        assert!(screen.contains("+ build: succeeded in "), "{screen}");
        assert!(screen.is_ascii(), "{screen}");
    }
}
