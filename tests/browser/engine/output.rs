//! What a program prints.

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::Child;
use tokio::sync::watch;
use tokio::time::timeout;

use super::super::browser::DEADLINE;

/// The lines that a program has printed so far. They are read as they come, so that it never waits for its pipes.
pub(super) struct Output(watch::Receiver<Vec<String>>);

impl Output {
    /// Takes both outputs of a program, which have to be pipes.
    pub(super) fn of(child: &mut Child) -> Self {
        let (lines, output) = watch::channel(Vec::new());
        let stdout = child.stdout.take().unwrap();
        let stderr = child.stderr.take().unwrap();
        tokio::spawn(read(stdout, lines.clone()));
        tokio::spawn(read(stderr, lines));
        Self(output)
    }

    /// Waits for a line, and gives back what `found` makes of it. `None` if the program ends without it.
    pub(super) async fn until<T>(&mut self, found: impl Fn(&str) -> Option<T>) -> Option<T> {
        let first = |lines: &Vec<String>| lines.iter().find_map(|line| found(line));
        let printed = self.0.wait_for(|lines| first(lines).is_some());
        let printed = timeout(DEADLINE, printed)
            .await
            .expect("a program starts in time");
        first(&*printed.ok()?)
    }

    /// All lines so far for which this is so.
    pub(super) fn lines(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let lines = self.0.borrow();
        lines.iter().filter(|line| wanted(line)).cloned().collect()
    }
}

async fn read(pipe: impl AsyncRead + Unpin, lines: watch::Sender<Vec<String>>) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while matches!(reader.read_until(b'\n', &mut line).await, Ok(1..)) {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        lines.send_modify(|lines| lines.push(text));
        line.clear();
    }
}
