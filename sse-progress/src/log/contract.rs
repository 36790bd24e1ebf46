//! What every log has to do, as test functions that take a way to make one.
//!
//! `contract::tests!(make)` makes tests of them all.

use std::future::Future;

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::*;
use crate::protocol::{Bar, Event, Level, RunId, RunState, Status};

/// Has every test of the contract run on the logs that `$make` makes of limits. They begin with
/// `snapshot(0)`.
macro_rules! tests {
    ($make:path) => {
        $crate::log::contract::tests!(
            $make,
            a_watcher_from_the_start_sees_everything_in_order,
            only_the_newest_snapshot_is_kept,
            what_fell_out_is_told_before_what_is_left,
            lines_lost_on_the_way_are_counted_too,
            done_is_taken_once_and_nothing_after_it,
            a_position_from_the_future_is_not_ours,
            whoever_waits_is_woken,
            a_wait_that_is_given_up_loses_nothing,
            readers_do_not_disturb_each_other,
            data_is_replayed_as_it_was,
        );

        #[test]
        fn each_line_is_seen_once_or_counted() {
            $crate::log::contract::each_line_is_seen_once_or_counted($make);
        }
    };
    ($make:path, $($name:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $name() {
                $crate::log::contract::$name($make).await;
            }
        )*
    };
}
pub(crate) use tests;

pub(crate) fn run() -> RunId {
    RunId::from_bits([1; 16])
}

pub(crate) fn line(number: u64) -> LogLine {
    LogLine {
        level: Level::Info,
        message: format!("line {number}"),
        time: String::new(),
        task: None,
        target: None,
        data: None,
        missed: None,
    }
}

pub(crate) fn snapshot(position: u64) -> Snapshot {
    Snapshot {
        run: run(),
        job: "job".into(),
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

fn lines(lines: usize) -> Limits {
    Limits {
        lines,
        bytes: 1 << 20,
    }
}

async fn say(log: &impl Log, numbers: impl IntoIterator<Item = u64>) {
    let lines = numbers.into_iter().map(line).collect();
    let batch = Batch {
        lines,
        ..Batch::default()
    };
    log.append(batch).unwrap();
}

async fn show(log: &impl Log, position: u64) {
    let batch = Batch {
        progress: Some(snapshot(position)),
        ..Batch::default()
    };
    log.append(batch).unwrap();
}

fn done() -> Done {
    Done {
        status: Status::Succeeded,
        ..Done::lost()
    }
}

async fn open(log: &impl Log, after: Position) -> (Cursor, Entry) {
    log.open(after).unwrap()
}

/// What there is without waiting, as one word an event.
async fn drain(log: &impl Log, cursor: &mut Cursor) -> Vec<String> {
    let mut seen = Vec::new();
    while let Some(next) = at_once(log.next(cursor)).await {
        match next {
            Some(entry) => seen.push(word(entry.event())),
            None => {
                seen.push("end".into());
                break;
            }
        }
    }
    seen
}

/// What a future has without waiting for anything but I/O.
async fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let patience = std::time::Duration::from_millis(5);
    tokio::time::timeout(patience, future).await.ok()
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

pub(crate) async fn a_watcher_from_the_start_sees_everything_in_order<L: Log>(
    make: impl Fn(Limits) -> L,
) {
    let log = make(lines(10));
    let (mut cursor, opening) = open(&log, Position::START).await;
    assert_eq!(word(opening.event()), "at 0");
    assert!(drain(&log, &mut cursor).await.is_empty());
    say(&log, [1, 2]).await;
    show(&log, 5).await;
    say(&log, [3]).await;
    log.finish(done()).unwrap();
    assert_eq!(
        drain(&log, &mut cursor).await,
        ["line 1", "line 2", "at 5", "line 3", "done", "end"]
    );
}

pub(crate) async fn only_the_newest_snapshot_is_kept<L: Log>(make: impl Fn(Limits) -> L) {
    let log = make(lines(10));
    let (mut cursor, _) = open(&log, Position::START).await;
    show(&log, 1).await;
    say(&log, [1]).await;
    show(&log, 2).await;
    assert_eq!(drain(&log, &mut cursor).await, ["line 1", "at 2"]);
    assert!(drain(&log, &mut cursor).await.is_empty());
}

pub(crate) async fn what_fell_out_is_told_before_what_is_left<L: Log>(make: impl Fn(Limits) -> L) {
    let log = make(lines(2));
    let (mut cursor, _) = open(&log, Position::START).await;
    say(&log, 1..=5).await;
    let seen = drain(&log, &mut cursor).await;
    assert_eq!(seen, ["missed 3", "line 4", "line 5"]);
}

pub(crate) async fn lines_lost_on_the_way_are_counted_too<L: Log>(make: impl Fn(Limits) -> L) {
    let log = make(lines(10));
    let (mut cursor, _) = open(&log, Position::START).await;
    let batch = Batch {
        lost: 7,
        lines: vec![line(8)],
        progress: None,
    };
    log.append(batch).unwrap();
    assert_eq!(drain(&log, &mut cursor).await, ["missed 7", "line 8"]);
}

/// Whoever watched from the start, and whoever comes back after the first line, gets the same JSON.
pub(crate) async fn data_is_replayed_as_it_was<L: Log>(make: impl Fn(Limits) -> L) {
    const DATA: &str = r#"{"b":[1.0,{"a":null}],"a":123456789012345678901234567890,"a":"\u0000"}"#;
    let data = || RawValue::from_string(DATA.into()).ok();
    let log = make(lines(10));
    let (mut first, _) = log.open(Position::START).unwrap();
    let rows = (1..=3).map(|number| LogLine {
        data: data(),
        ..line(number)
    });
    let shown = Snapshot {
        data: data(),
        ..snapshot(1)
    };
    log.append(Batch {
        lost: 0,
        lines: rows.collect(),
        progress: Some(shown),
    })
    .unwrap();
    let told = |entry: Option<Entry>| match entry.unwrap().event() {
        Event::Log(line) => (line.message.clone(), line.data.clone()),
        Event::Progress(snapshot) => ("snapshot".into(), snapshot.data.clone()),
        Event::Done(_) => unreachable!(),
    };
    let after = log.next(&mut first).await.unwrap().id().position;
    let (mut second, opening) = log.open(after).unwrap();
    assert_eq!(told(Some(opening)).1.unwrap().get(), DATA);
    for name in ["line 2", "line 3", "snapshot"] {
        let (message, data) = told(log.next(&mut first).await);
        assert_eq!((&*message, data.unwrap().get()), (name, DATA));
        if name != "snapshot" {
            let (message, data) = told(log.next(&mut second).await);
            assert_eq!((&*message, data.unwrap().get()), (name, DATA));
        }
    }
}

pub(crate) async fn done_is_taken_once_and_nothing_after_it<L: Log>(make: impl Fn(Limits) -> L) {
    let log = make(lines(10));
    log.finish(done()).unwrap();
    assert_eq!(log.finish(Done::lost()), Err(Fenced));
    let batch = Batch {
        lines: vec![line(1)],
        progress: Some(snapshot(9)),
        ..Batch::default()
    };
    assert_eq!(log.append(batch), Err(Fenced));
    let (mut cursor, opening) = open(&log, Position::START).await;
    assert_eq!(word(opening.event()), "at 0");
    let last = log.next(&mut cursor).await.unwrap();
    assert!(matches!(last.event(), Event::Done(done) if done.status == Status::Succeeded));
    assert!(last.id().done);
    assert!(log.next(&mut cursor).await.is_none());
}

pub(crate) async fn a_position_from_the_future_is_not_ours<L: Log>(make: impl Fn(Limits) -> L) {
    let log = make(lines(10));
    say(&log, [1]).await;
    assert!(log.open(Position::after_lines(1)).is_some());
    assert!(log.open(Position::after_lines(2)).is_none());
}

pub(crate) async fn whoever_waits_is_woken<L: Log>(make: impl Fn(Limits) -> L) {
    let log = make(lines(10));
    let (mut cursor, _) = open(&log, Position::START).await;
    let (entry, ()) = tokio::join!(log.next(&mut cursor), say(&log, [1]));
    assert_eq!(word(entry.unwrap().event()), "line 1");
}

pub(crate) async fn a_wait_that_is_given_up_loses_nothing<L: Log>(make: impl Fn(Limits) -> L) {
    let log = make(lines(10));
    let (mut cursor, _) = open(&log, Position::START).await;
    for number in 1..=20 {
        assert!(at_once(log.next(&mut cursor)).await.is_none());
        say(&log, [number]).await;
        let entry = log.next(&mut cursor).await.unwrap();
        assert_eq!(word(entry.event()), format!("line {number}"));
    }
}

pub(crate) async fn readers_do_not_disturb_each_other<L: Log>(make: impl Fn(Limits) -> L) {
    let log = make(lines(10));
    let (mut early, _) = open(&log, Position::START).await;
    say(&log, [1]).await;
    assert_eq!(drain(&log, &mut early).await, ["line 1"]);
    say(&log, [2]).await;
    let (mut late, _) = open(&log, Position::START).await;
    let (mut back, _) = open(&log, Position::after_lines(1)).await;
    assert_eq!(drain(&log, &mut late).await, ["line 1", "line 2"]);
    assert_eq!(drain(&log, &mut back).await, ["line 2"]);
    assert_eq!(drain(&log, &mut early).await, ["line 2"]);
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

/// Whatever the writer does and wherever the watcher reconnects: each line exactly once and in
/// order, or counted as missed; ids never go back; the newest snapshot and `done` at the end.
pub(crate) fn each_line_is_seen_once_or_counted<L: Log>(make: impl Fn(Limits) -> L) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let steps = (prop::collection::vec(step(), 0..80), 1usize..8);
    let mut runner = proptest::test_runner::TestRunner::default();
    let outcome = runner.run(&steps, |(steps, room)| {
        runtime.block_on(play(&make(lines(room)), steps))
    });
    outcome.unwrap();
}

#[derive(Default)]
struct Account {
    held: Position,
    lines: u64,
    ended: bool,
}

impl Account {
    fn take(&mut self, entry: &Entry) -> Result<(), TestCaseError> {
        prop_assert!(entry.id().position >= self.held && !self.ended);
        self.held = entry.id().position;
        self.ended = entry.id().done;
        if let Event::Log(line) = entry.event() {
            match line.missed {
                Some(missed) => self.lines += missed,
                None => {
                    self.lines += 1;
                    prop_assert_eq!(&line.message, &format!("line {}", self.lines));
                }
            }
        }
        Ok(())
    }
}

async fn play(log: &impl Log, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let (mut cursor, opening) = open(log, Position::START).await;
    let mut account = Account {
        held: opening.id().position,
        ..Account::default()
    };
    let (mut said, mut shown, mut finished) = (0, 0, false);
    for step in steps {
        match step {
            Step::Say(lost, count) if !finished && count > 0 => {
                let first = said + lost + 1;
                said += lost + count;
                let lines = (first..=said).map(line).collect();
                let batch = Batch {
                    lost,
                    lines,
                    progress: None,
                };
                log.append(batch).unwrap();
            }
            Step::Show if !finished => {
                shown += 1;
                show(log, shown).await;
            }
            Step::Reconnect if !account.ended => {
                let opening;
                (cursor, opening) = open(log, account.held).await;
                prop_assert_eq!(opening.id().position, account.held);
                prop_assert_eq!(word(opening.event()), format!("at {shown}"));
            }
            Step::ReadOne => {
                if let Some(Some(entry)) = at_once(log.next(&mut cursor)).await {
                    account.take(&entry)?;
                }
            }
            Step::Finish if !finished => {
                finished = true;
                log.finish(done()).unwrap();
            }
            _ => {}
        }
    }
    while let Some(Some(entry)) = at_once(log.next(&mut cursor)).await {
        account.take(&entry)?;
    }
    prop_assert_eq!(account.lines, said);
    prop_assert_eq!(account.ended, finished);
    let (_, opening) = open(log, account.held).await;
    prop_assert_eq!(word(opening.event()), format!("at {shown}"));
    Ok(())
}
