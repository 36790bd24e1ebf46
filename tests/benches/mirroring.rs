//! What it costs to show 100 bars that change 10 times a second each, for 10 seconds, beside
//! indicatif by itself: `cargo bench --bench mirroring`.
//!
//! Seconds of the CPU, and bytes to the terminal: one with room for 23 bars, and one for all.

#![allow(
    clippy::print_stdout,
    reason = "a bench prints, and has nobody to report to"
)]

use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};
use rustix::time::{ClockId, clock_gettime};
use sse_progress::mirror::{Mirror, View};
use sse_progress::protocol::{Bar, Event, RunId, RunState, Snapshot, Task, TaskState};

const BARS: u64 = 100;
const ROUNDS: u64 = 100;
const INTERVAL: Duration = Duration::from_millis(100);

fn main() {
    println!("{:44} {:>6} {:>10} {:>12}", "", "rows", "CPU, s", "bytes");
    for rows in [24, 110] {
        show("nothing, the floor", rows, |_| |_, _| {});
        show("indicatif: 100 bars", rows, plain);
        show("sse-progress: 100 runs of one bar", rows, runs);
        show("sse-progress: one run of 100 bars", rows, tasks);
    }
}

/// Prints one line: `prepare` makes what is told of each bar and its position in each round.
fn show<F: FnMut(u64, u64)>(name: &str, rows: u16, prepare: impl FnOnce(Counting) -> F) {
    let terminal = Counting {
        rows,
        bytes: Arc::default(),
    };
    let bytes = terminal.bytes.clone();
    let before = cpu();
    let mut tell = prepare(terminal);
    let start = Instant::now();
    for (round, due) in (1..=ROUNDS).zip(1u32..) {
        for bar in 0..BARS {
            tell(bar, round);
        }
        sleep((start + INTERVAL * due).saturating_duration_since(Instant::now()));
    }
    drop(tell);
    let spent = cpu() - before;
    let bytes = bytes.load(Ordering::Relaxed);
    println!("{name:44} {rows:6} {spent:10.3} {bytes:12}");
}

fn plain(terminal: Counting) -> impl FnMut(u64, u64) {
    let target = ProgressDrawTarget::term_like_with_hz(Box::new(terminal), 20);
    let multi = MultiProgress::with_draw_target(target);
    let template = "{prefix:10} [{bar:14}] {percent:>3}%  {pos}/{len}  {per_sec}  {elapsed}  {eta}";
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bars: Vec<_> = (0..BARS)
        .map(|bar| {
            let added = multi.add(ProgressBar::new(ROUNDS));
            added.set_style(style.clone());
            added.set_prefix(format!("file {bar}"));
            added
        })
        .collect();
    move |bar, round| {
        if let Some(bar) = usize::try_from(bar).ok().and_then(|bar| bars.get(bar)) {
            bar.set_position(round);
        }
    }
}

fn runs(terminal: Counting) -> impl FnMut(u64, u64) {
    let mirror = Mirror::new(terminal);
    let views: Vec<_> = (0..BARS)
        .map(|run| mirror.view(format!("file {run}")))
        .collect();
    move |bar, round| {
        if let Some(view) = usize::try_from(bar).ok().and_then(|bar| views.get(bar)) {
            tell(view, round, Vec::new());
        }
    }
}

fn tasks(terminal: Counting) -> impl FnMut(u64, u64) {
    let view = Mirror::new(terminal).view("");
    move |last, round| {
        // All of them are in each snapshot.
        if last + 1 == BARS {
            let task = |id| Task {
                id,
                parent: None,
                label: format!("file {id}"),
                state: TaskState::Running,
                bar: at(round),
            };
            tell(&view, round, (1..=BARS).map(task).collect());
        }
    }
}

fn tell(view: &View, round: u64, tasks: Vec<Task>) {
    let Ok(run) = "4qJ0mX2vT9cB7yKdR1sN3w".parse::<RunId>() else {
        return;
    };
    let snapshot = Snapshot {
        run,
        job: Cow::Borrowed("bench"),
        state: RunState::Running,
        bar: at(round),
        queue: None,
        tasks,
        tasks_omitted: 0,
        data: None,
    };
    view.event(&Event::Progress(snapshot.into()));
}

fn at(position: u64) -> Bar {
    Bar {
        position,
        length: Some(ROUNDS),
        unit: Cow::Borrowed("items"),
        message: String::new(),
        fraction: None,
        elapsed_ms: position * 100,
        rate: Some(10.0),
        eta_ms: Some((ROUNDS - position) * 100),
    }
}

/// Seconds that this process has had of the CPU.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).map_or(0.0, |time| time.as_secs_f64())
}

/// A terminal that counts what it is sent.
#[derive(Debug)]
struct Counting {
    rows: u16,
    bytes: Arc<AtomicU64>,
}

impl Counting {
    fn count(&self, bytes: usize) -> io::Result<()> {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        Ok(())
    }

    fn moved(&self, by: usize) -> io::Result<()> {
        self.count(if by == 0 { 0 } else { "\x1b[1A".len() })
    }
}

impl TermLike for Counting {
    fn width(&self) -> u16 {
        80
    }

    fn height(&self) -> u16 {
        self.rows
    }

    fn move_cursor_up(&self, rows: usize) -> io::Result<()> {
        self.moved(rows)
    }

    fn move_cursor_down(&self, rows: usize) -> io::Result<()> {
        self.moved(rows)
    }

    fn move_cursor_right(&self, columns: usize) -> io::Result<()> {
        self.moved(columns)
    }

    fn move_cursor_left(&self, columns: usize) -> io::Result<()> {
        self.moved(columns)
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.count(text.len() + 1)
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.count(text.len())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.count("\r\x1b[2K".len())
    }

    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}
