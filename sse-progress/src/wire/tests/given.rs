//! Arbitrary events, with whatever has ever broken somebody's framing in every text.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{bar_of, snapshot_of};
use crate::protocol::{
    Bar, CancelReason, Done, Event, EventId, Failure, Level, LogLine, Position, QueuePlace, RunId,
    RunState, Snapshot, Status, Task, TaskState,
};

pub(super) fn id() -> impl Strategy<Value = EventId> {
    (any::<[u8; 16]>(), 0..1_000_000_u64, any::<bool>()).prop_map(|(bits, lines, done)| EventId {
        run: RunId::from_bits(bits),
        position: Position::after_lines(lines),
        done,
    })
}

pub(super) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        snapshot().prop_map(|snapshot| Event::Progress(Arc::new(snapshot))),
        log_line().prop_map(|line| Event::Log(Arc::new(line))),
        done().prop_map(|done| Event::Done(Arc::new(done))),
    ]
}

fn nasty_text() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "\r",
        "\n",
        "\r\n",
        "\n\n",
        "\0",
        "\u{feff}",
        " ",
        "  ",
        ":",
        "data: ",
        "event: done\n",
        "id: 1\r",
        "retry: 0\n\n",
        "\"",
        "\\",
        "\\n",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "𝄞",
        "👩‍👩‍👧",
        "\u{1b}[2J",
        "\u{7f}",
        "ß",
        "{",
        "}",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat()),
    ]
}

fn log_line() -> impl Strategy<Value = LogLine> {
    let level = select(vec![
        Level::Trace,
        Level::Debug,
        Level::Info,
        Level::Warn,
        Level::Error,
    ]);
    (
        level,
        nasty_text(),
        any::<Option<u64>>(),
        prop::option::of(nasty_text()),
        prop::option::of(raw_json()),
        any::<Option<u64>>(),
    )
        .prop_map(|(level, message, task, target, data, missed)| LogLine {
            level,
            message,
            time: "2026-11-22T10:00:00.000Z".into(),
            task,
            target: target.map(Into::into),
            data,
            missed,
        })
}

fn done() -> impl Strategy<Value = Done> {
    let status = select(vec![
        Status::Succeeded,
        Status::Failed,
        Status::Cancelled,
        Status::TimedOut,
        Status::Lost,
    ]);
    let error = (nasty_text(), prop::collection::vec(nasty_text(), 0..3))
        .prop_map(|(message, causes)| Failure { message, causes });
    let reason = select(vec![None, Some(CancelReason::Disconnected)]);
    (
        status,
        prop::option::of(raw_json()),
        prop::option::of(error),
        reason,
        any::<u64>(),
    )
        .prop_map(|(status, result, error, reason, elapsed_ms)| Done {
            status,
            result,
            error,
            reason,
            elapsed_ms,
        })
}

/// JSON as it may come out of a file or another serialiser: on one line or on many.
fn raw_json() -> impl Strategy<Value = Box<RawValue>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        nasty_text().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(nasty_text(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    (value, select(vec!["\n", "\r\n", "\r", "\n\n"])).prop_map(|(value, line_break)| {
        // Pretty-printed strings have their own line breaks escaped, so these are all between tokens.
        let text = serde_json::to_string_pretty(&value)
            .unwrap()
            .replace('\n', line_break);
        RawValue::from_string(text).unwrap()
    })
}

fn snapshot() -> impl Strategy<Value = Snapshot> {
    let task = (any::<u64>(), any::<Option<u64>>(), nasty_text(), bar()).prop_map(
        |(id, parent, label, bar)| Task {
            id,
            parent,
            label,
            state: TaskState::Stopped,
            bar,
        },
    );
    let state = select(vec![
        RunState::Queued,
        RunState::Running,
        RunState::Cancelling,
    ]);
    let tasks = prop::collection::vec(task, 0..4);
    let data = prop::option::of(raw_json());
    (state, bar(), nasty_text(), tasks, any::<u64>(), data).prop_map(
        |(state, bar, job, tasks, tasks_omitted, data)| Snapshot {
            job: job.into(),
            queue: (state == RunState::Queued).then_some(QueuePlace {
                position: 1,
                size: 2,
            }),
            tasks,
            tasks_omitted,
            data,
            ..snapshot_of(state, bar)
        },
    )
}

fn bar() -> impl Strategy<Value = Bar> {
    let numbers = (any::<u64>(), any::<Option<u64>>(), any::<f64>());
    (numbers, nasty_text(), nasty_text()).prop_map(
        |((position, length, fraction), unit, message)| Bar {
            position,
            length,
            unit: unit.into(),
            message,
            ..bar_of(fraction)
        },
    )
}
