//! More than a terminal has room for.

use super::*;
use crate::mirror::printed::Printed;

fn tasks(count: u64, state: impl Fn(u64) -> TaskState) -> Vec<Task> {
    let label = |id| format!("file {id}");
    (1..=count)
        .map(|id| task(id, None, &label(id), state(id), bar(id, Some(100))))
        .collect()
}

#[test]
fn what_finds_no_room_is_counted_and_what_matters_is_shown() {
    let mut rig = Rig::new(10, 40);
    let run = rig.told.open("");
    let mut many = tasks(40, |id| match id {
        30 => TaskState::Stopped,
        _ if id % 2 == 0 => TaskState::Finished,
        _ => TaskState::Running,
    });
    many[29].label = "broken".into();
    rig.event(run, snapshot(bar(1, Some(2)), many));
    rig.shows(&[
        "resize     [===>  ]  50%  1/2  eta 15s",
        "  file 1   [>     ]   1%  eta 15s",
        "  file 3   [>     ]   3%  eta 15s",
        "  file 5   [>     ]   5%  eta 15s",
        "  file 7   [>     ]   7%  eta 15s",
        "  file 9   [>     ]   9%  eta 15s",
        "  file 11  [>     ]  11%  eta 15s",
        "  broken   [=>    ]  30%  ✖ stopped",
        "+33 more: 14 running, 19 finished",
    ]);
}

#[test]
fn what_has_finished_stays_in_sight_the_last_of_it_if_there_is_little_room() {
    let labels = |rows| {
        let mut rig = Rig::new(rows, 80);
        let run = rig.told.open("");
        let many = tasks(9, |id| match id {
            5 => TaskState::Running,
            _ => TaskState::Finished,
        });
        rig.event(run, snapshot(bar(1, None), many));
        let shown = rig.after(0);
        let labels = shown.lines().map(|line| line.split("  ").nth(1));
        labels.flatten().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = labels(24);
    assert_eq!(all[1..3], ["✔ file 1", "✔ file 2"]);
    assert_eq!(all.len(), 10);
    let last = ["file 5", "✔ file 8", "✔ file 9"];
    assert_eq!(labels(6)[1..], last);
}

#[test]
fn what_is_below_a_finished_task_goes_with_it() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("");
    let below = |id, parent| {
        task(
            id,
            Some(parent),
            "below",
            TaskState::Finished,
            bar(1, Some(1)),
        )
    };
    let over = task(1, None, "over", TaskState::Finished, bar(1, Some(1)));
    let tasks = vec![over, below(2, 1), below(3, 2)];
    rig.event(run, snapshot(bar(1, Some(2)), tasks));
    let shown = rig.after(0);
    assert!(
        shown.contains("over") && !shown.contains("below"),
        "{shown}"
    );
    assert!(!shown.contains("more"), "{shown}");
}

#[test]
fn those_that_the_server_left_out_are_counted_too() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("");
    let mut some = snapshot(bar(1, Some(2)), tasks(1, |_| TaskState::Running));
    some.tasks_omitted = 744;
    rig.event(run, some);
    let shown = rig.after(0);
    assert_eq!(shown.lines().last(), Some("+744 more: 744 running"));
}

#[test]
fn several_runs_have_their_names() {
    let mut rig = Rig::new(24, 80);
    let runs: Vec<_> = ["", "mine", ""].map(|label| rig.told.open(label)).into();
    for run in &runs {
        rig.event(*run, snapshot(bar(1, Some(2)), vec![]));
    }
    rig.event(runs[2], said(Level::Info, "hello"));
    rig.shows(&[
        "resize #2: hello",
        "resize     [======>      ]  50%  1/2  35/s  12s  eta 15s",
        "mine       [======>      ]  50%  1/2  35/s  12s  eta 15s",
        "resize #2  [======>      ]  50%  1/2  35/s  12s  eta 15s",
    ]);
    // A name is free again with the end of its run.
    rig.event(runs[0], done(Status::Succeeded));
    let next = rig.told.open("");
    rig.event(next, snapshot(bar(0, Some(2)), vec![]));
    let shown = rig.after(0);
    assert!(
        shown.lines().last().unwrap().starts_with("resize     ["),
        "{shown}"
    );
}

#[test]
fn runs_that_go_on_have_room_before_those_that_wait() {
    let mut rig = Rig::new(5, 60);
    for state in [
        RunState::Queued,
        RunState::Queued,
        RunState::Running,
        RunState::Queued,
        RunState::Running,
    ] {
        let run = rig.told.open(if state == RunState::Queued {
            "waits"
        } else {
            "goes on"
        });
        let mut shown = snapshot(bar(1, Some(2)), vec![]);
        shown.state = state;
        rig.event(run, shown);
    }
    let shown = rig.after(0);
    assert_eq!(shown.matches("goes on").count(), 2, "{shown}");
    assert!(shown.ends_with("+2 more: 2 waiting"), "{shown}");
}

#[test]
fn a_terminal_of_two_rows_shows_the_run() {
    let mut rig = Rig::new(2, 40);
    let run = rig.told.open("");
    rig.event(
        run,
        snapshot(bar(1, Some(2)), tasks(5, |_| TaskState::Running)),
    );
    assert!(rig.after(0).starts_with("resize"), "{}", rig.after(0));
}

#[test]
fn lines_that_nobody_can_print_are_bounded_and_counted() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("");
    rig.event(run, snapshot(bar(1, Some(2)), vec![]));
    for _ in 0..10_007 {
        rig.event(run, said(Level::Info, "again"));
    }
    rig.event(run, done(Status::Succeeded));
    let waiting = rig.told.take_printed();
    assert_eq!(waiting.len(), 10_001);
    let lines = |at: usize| waiting[at].lines(rig.start, Colors { enabled: false }, None);
    assert_eq!(
        lines(0),
        ["WARN 8 lines came faster than they could be shown"]
    );
    assert_eq!(lines(10_000), ["✔ resize: succeeded in 13.4s"]);
}

/// Somebody has pressed Ctrl-S in the terminal of a server, and has gone home.
#[test]
fn what_waits_for_a_terminal_is_bounded() {
    let mut rig = Rig::new(24, 80);
    for _ in 0..20_000 {
        let run = rig.told.open("one");
        rig.event(run, done(Status::Succeeded));
        rig.told.print(Printed::Own(String::new()));
    }
    assert!(rig.told.take_printed().len() <= 10_001);

    let result = serde_json::value::to_raw_value(&"x".repeat(1 << 20)).unwrap();
    for _ in 0..100 {
        let run = rig.told.open("one");
        let large = Done {
            result: Some(result.clone()),
            ..done(Status::Succeeded)
        };
        rig.event(run, large);
    }
    assert!(rig.told.take_printed().len() <= 10);
}
