//! A run's log is written, read, and ended.

use std::iter;
use std::sync::Arc;

use loom::future::block_on;
use loom::thread;

use crate::check;
use crate::log::{Batch, Limits, Log, MemoryLog};
use crate::protocol::{Bar, Done, Event, Level, LogLine, RunId, RunState, Snapshot, Status};

/// Of several who end a run, one does, and what was taken before that is read before it.
pub fn a_run_ends_exactly_once() {
    check(|| {
        let log = log();
        let (mut cursor, _) = log.open_start();
        let enders = [Status::Succeeded, Status::TimedOut].map(|status| {
            let log = log.clone();
            thread::spawn(move || log.finish(done(status)).is_ok().then_some(status))
        });
        let writer = {
            let log = log.clone();
            thread::spawn(move || {
                let taken = [line(), progress()].map(|batch| log.append(batch).is_ok());
                taken.into_iter().filter(|taken| *taken).count()
            })
        };

        let mut entries: Vec<_> = iter::from_fn(|| block_on(log.next(&mut cursor))).collect();

        let ended = enders.map(|ender| ender.join().unwrap());
        let winners: Vec<_> = ended.into_iter().flatten().collect();
        assert_eq!(winners.len(), 1, "{winners:?}");
        let last = entries.pop().unwrap();
        assert!(matches!(last.event(), Event::Done(done) if done.status == winners[0]));
        let names: Vec<_> = entries.iter().map(|entry| entry.event().name()).collect();
        let taken = writer.join().unwrap();
        assert_eq!(names, ["log", "progress"][..taken]);
    });
}

/// A reader who has read everything is woken by what comes next, and who waits for the end by it.
pub fn whoever_waits_for_a_change_is_woken() {
    check(|| {
        let log = log();
        let (mut cursor, _) = log.open_start();
        let writer = log.clone();
        thread::spawn(move || {
            writer.append(line()).unwrap();
            writer.append(progress()).unwrap();
        });
        for name in ["log", "progress"] {
            let entry = block_on(log.next(&mut cursor)).unwrap();
            assert_eq!(entry.event().name(), name);
        }
    });
    check(|| {
        let log = log();
        let writer = log.clone();
        thread::spawn(move || {
            writer.append(line()).unwrap();
            writer.finish(done(Status::Succeeded)).unwrap();
        });
        assert_eq!(block_on(log.ended()).status, Status::Succeeded);
    });
}

fn log() -> Arc<MemoryLog> {
    let limits = Limits {
        lines: 10,
        bytes: 1000,
    };
    Arc::new(MemoryLog::new(run(), snapshot(0), limits))
}

fn line() -> Batch {
    let line = LogLine {
        level: Level::Info,
        message: "a line".into(),
        time: String::new(),
        task: None,
        target: None,
        data: None,
        missed: None,
    };
    Batch {
        lines: vec![line],
        ..Batch::default()
    }
}

fn progress() -> Batch {
    Batch {
        progress: Some(snapshot(1)),
        ..Batch::default()
    }
}

fn done(status: Status) -> Done {
    Done {
        status,
        result: None,
        error: None,
        reason: None,
        elapsed_ms: 0,
    }
}

fn snapshot(position: u64) -> Snapshot {
    Snapshot {
        run: run(),
        job: "a job".into(),
        state: RunState::Running,
        bar: Bar {
            position,
            length: None,
            unit: "items".into(),
            message: String::new(),
            fraction: None,
            elapsed_ms: 0,
            rate: None,
            eta_ms: None,
        },
        queue: None,
        tasks: Vec::new(),
        tasks_omitted: 0,
        data: None,
    }
}

fn run() -> RunId {
    "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap()
}
