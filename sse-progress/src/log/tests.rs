use proptest::prelude::*;

use super::*;
use crate::protocol::{Bar, Level, State, Status};

fn run() -> RunId {
    RunId::from_bits([1; 16])
}

fn line(number: u64) -> LogLine {
    LogLine {
        level: Level::Info,
        message: format!("line {number}"),
        time: String::new(),
        task: None,
        missed: None,
    }
}

fn snapshot(position: u64) -> Snapshot {
    Snapshot {
        run: run(),
        job: "job".into(),
        state: State::Running,
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
    }
}

fn log(lines: usize) -> Log {
    let limits = Limits {
        lines,
        bytes: 1 << 20,
    };
    Log::new(run(), snapshot(0), limits)
}

fn say(log: &Log, numbers: impl IntoIterator<Item = u64>) {
    log.append(Batch {
        lines: numbers.into_iter().map(line).collect(),
        ..Batch::default()
    });
}

fn show(log: &Log, position: u64) {
    log.append(Batch {
        progress: Some(snapshot(position)),
        ..Batch::default()
    });
}

fn done() -> Done {
    Done {
        status: Status::Succeeded,
        ..Done::lost()
    }
}

/// Reads all there is, as one word an event.
fn drain(log: &Log, cursor: &mut Cursor) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        match log.read(cursor) {
            Read::Entry(entry) => seen.push(word(entry.event())),
            Read::Pending => return seen,
            Read::End => {
                seen.push("end".into());
                return seen;
            }
        }
    }
}

fn word(event: &Event) -> String {
    match event {
        Event::Progress(snapshot) => format!("at {}", snapshot.bar.position),
        Event::Log(line) => match line.missed {
            Some(missed) => format!("missed {missed}"),
            None => line.message.clone(),
        },
        Event::Done(_) => "done".into(),
    }
}

#[test]
fn a_watcher_from_the_start_sees_everything_in_order() {
    let log = log(10);
    let (mut cursor, opening) = log.open(Position::START);
    assert_eq!(word(opening.event()), "at 0");
    assert!(matches!(log.read(&mut cursor), Read::Pending));
    say(&log, [1, 2]);
    show(&log, 5);
    say(&log, [3]);
    log.finish(done());
    assert_eq!(
        drain(&log, &mut cursor),
        ["line 1", "line 2", "at 5", "line 3", "done", "end"]
    );
}

#[test]
fn only_the_newest_snapshot_is_kept() {
    let log = log(10);
    let (mut cursor, _) = log.open(Position::START);
    show(&log, 1);
    say(&log, [1]);
    show(&log, 2);
    assert_eq!(drain(&log, &mut cursor), ["line 1", "at 2"]);
    assert!(drain(&log, &mut cursor).is_empty());
}

#[test]
fn what_fell_out_is_told_before_what_is_left() {
    let log = log(2);
    let (mut cursor, _) = log.open(Position::START);
    say(&log, 1..=5);
    assert_eq!(drain(&log, &mut cursor), ["missed 3", "line 4", "line 5"]);
}

#[test]
fn lines_lost_on_the_way_are_counted_too() {
    let log = log(10);
    let (mut cursor, _) = log.open(Position::START);
    log.append(Batch {
        lost: 7,
        lines: vec![line(8)],
        progress: None,
    });
    assert_eq!(drain(&log, &mut cursor), ["missed 7", "line 8"]);
}

#[test]
fn done_is_taken_once_and_nothing_after_it() {
    let log = log(10);
    assert!(log.finish(done()));
    assert!(!log.finish(Done::lost()));
    say(&log, [1]);
    show(&log, 9);
    let (mut cursor, opening) = log.open(Position::START);
    assert_eq!(word(opening.event()), "at 0");
    let Read::Entry(entry) = log.read(&mut cursor) else {
        panic!("no done")
    };
    assert!(matches!(entry.event(), Event::Done(done) if done.status == Status::Succeeded));
    assert!(entry.id().done);
    assert!(matches!(log.read(&mut cursor), Read::End));
}

#[test]
fn a_position_from_the_future_is_not_ours() {
    let log = log(10);
    say(&log, [1]);
    assert!(log.reaches(Position::after_lines(1)));
    assert!(!log.reaches(Position::after_lines(2)));
}

#[test]
fn the_newest_line_is_kept_even_if_it_is_too_long() {
    let limits = Limits {
        lines: 10,
        bytes: 4,
    };
    let log = Log::new(run(), snapshot(0), limits);
    say(&log, [1, 2]);
    let (mut cursor, _) = log.open(Position::START);
    assert_eq!(drain(&log, &mut cursor), ["missed 1", "line 2"]);
    assert_eq!(log.lock().lines.bytes(), "line 2".len());
}

#[tokio::test]
async fn a_change_between_the_read_and_the_wait_wakes() {
    let log = log(10);
    let mut changes = log.changes();
    let (mut cursor, _) = log.open(Position::START);
    assert!(matches!(log.read(&mut cursor), Read::Pending));
    say(&log, [1]);
    changes.changed().await.unwrap();
    assert_eq!(drain(&log, &mut cursor), ["line 1"]);
}

#[derive(Clone, Debug)]
enum Step {
    Say(u64, u64),
    Show,
    Reconnect,
    ReadOne,
    Finish,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3u64, 0..6u64).prop_map(|(lost, lines)| Step::Say(lost, lines)),
        3 => Just(Step::Show),
        2 => Just(Step::Reconnect),
        6 => Just(Step::ReadOne),
        1 => Just(Step::Finish),
    ]
}

proptest! {
    /// Whatever the writer does and wherever the watcher reconnects: each line exactly once and in
    /// order, or counted as missed; ids never go back; the newest snapshot and `done` at the end.
    #[test]
    fn each_line_is_seen_once_or_counted(steps in prop::collection::vec(step(), 0..80), room in 1usize..8) {
        let log = log(room);
        let (mut cursor, opening) = log.open(Position::START);
        let mut held = opening.id().position;
        let (mut said, mut shown, mut accounted) = (0u64, 0u64, 0u64);
        let mut finished = false;
        let mut account = |event: &Event| -> Result<(), TestCaseError> {
            if let Event::Log(line) = event {
                match line.missed {
                    Some(missed) => accounted += missed,
                    None => {
                        accounted += 1;
                        prop_assert_eq!(&line.message, &format!("line {accounted}"));
                    }
                }
            }
            Ok(())
        };
        for step in steps {
            match step {
                Step::Say(lost, lines) if !finished => {
                    // Lines are lost only in front of others.
                    let lost = if lines == 0 { 0 } else { lost };
                    let lines = (said + lost + 1..=said + lost + lines).map(line).collect();
                    said += lost;
                    let batch = Batch { lost, lines, progress: None };
                    said += batch.lines.len() as u64;
                    log.append(batch);
                }
                Step::Show if !finished => {
                    shown += 1;
                    show(&log, shown);
                }
                Step::Reconnect => {
                    let (again, opening) = log.open(held);
                    prop_assert_eq!(opening.id().position, held);
                    prop_assert_eq!(word(opening.event()), format!("at {shown}"));
                    cursor = again;
                }
                Step::ReadOne => if let Read::Entry(entry) = log.read(&mut cursor) {
                    prop_assert!(entry.id().position >= held);
                    held = entry.id().position;
                    account(entry.event())?;
                },
                Step::Finish => {
                    finished = true;
                    log.finish(done());
                }
                _ => {}
            }
        }
        let (mut cursor, opening) = log.open(held);
        prop_assert_eq!(word(opening.event()), format!("at {shown}"));
        let mut last = None;
        while let Read::Entry(entry) = log.read(&mut cursor) {
            account(entry.event())?;
            last = Some(entry);
        }
        prop_assert_eq!(accounted, said);
        if finished {
            prop_assert!(last.is_some_and(|entry| entry.id().done));
        }
    }
}
