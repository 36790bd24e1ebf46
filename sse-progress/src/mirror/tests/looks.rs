//! One run, in each of the states that it can be in.

use super::*;
use crate::mirror::printed::Printed;
use crate::protocol::{CancelReason, Failure, QueuePlace};

fn nested() -> Snapshot {
    let root = saying("03_cat.jpg is being resized", bar(420, Some(1000)));
    snapshot(
        root,
        vec![
            task(
                1,
                None,
                "thumbnails",
                TaskState::Running,
                bar(65, Some(100)),
            ),
            task(2, Some(1), "cat.jpg", TaskState::Stopped, bar(5, Some(10))),
            task(
                3,
                Some(1),
                "dög 日本.jpg",
                TaskState::Finished,
                bar(9, Some(9)),
            ),
            task(
                4,
                None,
                "upload",
                TaskState::Running,
                counting("bytes", bar(77 << 20, None)),
            ),
        ],
    )
}

#[test]
fn bars_stand_in_a_tree() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("");
    rig.event(run, nested());
    rig.shows(&[
        "resize              [=====>       ]  42%  420/1000  12s  eta 15s  03_cat.jpg i…",
        "  thumbnails        [========>    ]  65%  65/100  35/s  12s  eta 15s",
        "    cat.jpg         [======>      ]  50%  5/10  12s  ✖ stopped",
        "    ✔ dög 日本.jpg  12.0s",
        "  upload            [ <=>         ]  77.00 MiB  35 B/s  12s",
    ]);
}

#[test]
fn in_a_narrow_terminal_what_matters_least_goes_first() {
    let mut rig = Rig::new(10, 40);
    let run = rig.told.open("");
    rig.event(run, nested());
    rig.shows(&[
        "resize         [==>   ]  42%  eta 15s",
        "  thumbnails   [===>  ]  65%  eta 15s",
        "    cat.jpg    [===>  ]  50%  ✖ stopped",
        "    ✔ dö….jpg  12.0s",
        "  upload       [ <=>  ]  77.00 MiB  12s",
    ]);
}

#[test]
fn clocks_go_on_between_snapshots() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("");
    rig.event(run, snapshot(bar(1, Some(4)), vec![]));
    assert!(rig.after(1).contains("13s  eta 14s"), "{}", rig.after(1));
    assert!(rig.after(60).ends_with("  1m 12s"), "{}", rig.after(60));
}

#[test]
fn a_run_that_waits_says_where_and_its_clock_does_not_run() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("nightly");
    rig.shows(&["nightly  connecting"]);
    let mut queued = snapshot(bar(0, None), vec![]);
    queued.state = RunState::Queued;
    queued.queue = Some(QueuePlace {
        position: 2,
        size: 5,
    });
    queued.bar.elapsed_ms = 0;
    rig.event(run, queued);
    assert_eq!(rig.after(7), "nightly  waiting, 2 of 5");
}

#[test]
fn a_run_that_is_cancelling_or_cut_off_says_so() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("");
    let mut state = snapshot(bar(1, Some(4)), vec![]);
    state.state = RunState::Cancelling;
    rig.event(run, state);
    rig.shows(&["resize  [===>         ]  25%  1/4  12s  cancelling"]);
    let again = rig.start + Duration::from_secs(3);
    rig.told.reconnecting(run, "connection refused", again);
    rig.shows(&["resize  [===>         ]  25%  1/4  12s  reconnecting in 3s: connection refused"]);
    assert!(
        rig.after(4)
            .contains("16s  reconnecting: connection refused")
    );
    rig.event(run, said(Level::Info, "back again"));
    let shown = rig.after(0);
    assert!(!shown.contains("reconnecting"), "{shown}");
}

#[test]
fn log_lines_scroll_above_the_bars_with_their_level_if_something_is_wrong() {
    let mut rig = Rig::new(24, 50);
    let run = rig.told.open("");
    rig.event(run, nested());
    rig.event(run, said(Level::Info, "starting"));
    rig.event(run, said(Level::Error, "two\r\nlines\n"));
    let mut of_task = said(
        Level::Warn,
        "a line that is longer than the terminal is wide",
    );
    of_task.task = Some(2);
    rig.event(run, of_task);
    let mut missed = said(Level::Warn, "whatever");
    missed.missed = Some(12);
    rig.event(run, missed);
    let shown = rig.after(0);
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!(
        lines[..6],
        [
            "starting",
            "ERROR two",
            "ERROR lines",
            // The terminal wraps it, so that it is one line for whoever copies it.
            "WARN cat.jpg: a line that is longer than the termi",
            "nal is wide",
            "WARN 12 log lines were missed",
        ]
    );
    assert!(lines[6].starts_with("resize   "), "{shown}");
}

#[test]
fn a_run_that_failed_stays_where_it_was_and_says_why() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("");
    rig.event(run, nested());
    rig.after(0);
    let mut failed = done(Status::Failed);
    failed.error = Some(Failure {
        message: "the disk is full".into(),
        causes: vec!["no space left on device".into()],
    });
    rig.event(run, failed);
    rig.shows(&[
        "resize        [=====>       ]  42%  420/1000  12s  ✖ failed  03_cat.jpg is bei…",
        "  thumbnails  [========>    ]  65%  65/100  12s  ✖ stopped",
        "    cat.jpg   [======>      ]  50%  5/10  12s  ✖ stopped",
        "  upload      77.00 MiB  12s  ✖ stopped",
        "✖ resize: failed after 13.4s: the disk is full",
        "    caused by: no space left on device",
    ]);
}

#[test]
fn what_a_run_has_done_stays_if_it_is_to() {
    for keeps in [false, true] {
        let mut rig = Rig::new(24, 80);
        rig.told.keeps = keeps;
        let run = rig.told.open("");
        let mut tasks = nested().tasks;
        tasks[0].state = TaskState::Finished;
        tasks[3].state = TaskState::Finished;
        tasks[3].bar.elapsed_ms = 640;
        rig.event(run, snapshot(bar(4, Some(4)), tasks));
        rig.event(run, done(Status::Succeeded));
        let list = ["  ✔ thumbnails  12.0s", "  ✔ upload      0.6s"];
        let end = ["✔ resize: succeeded in 13.4s"];
        match keeps {
            true => rig.shows(&[&list[..], &end].concat()),
            false => rig.shows(&end),
        }
    }
}

#[test]
fn the_end_of_a_run_stays() {
    for (end, line) in [
        (done(Status::Succeeded), "✔ resize: succeeded in 13.4s"),
        (done(Status::TimedOut), "✖ resize: timed out after 13.4s"),
        (
            Done {
                reason: Some(CancelReason::Requested),
                ..done(Status::Cancelled)
            },
            "✖ resize: was cancelled after 13.4s, as was asked",
        ),
        (
            Done {
                reason: Some(CancelReason::Disconnected),
                ..done(Status::Cancelled)
            },
            "✖ resize: was cancelled after 13.4s: nobody watched it any more",
        ),
        (
            Done {
                reason: Some(CancelReason::Shutdown),
                ..done(Status::Cancelled)
            },
            "✖ resize: was cancelled after 13.4s: the server shut down",
        ),
    ] {
        let mut rig = Rig::new(24, 80);
        let run = rig.told.open("");
        rig.event(run, snapshot(bar(5, Some(10)), vec![]));
        rig.after(0);
        rig.event(run, end);
        rig.event(run, said(Level::Info, "nothing follows"));
        let shown = rig.after(0);
        assert_eq!(shown.lines().last(), Some(line));
        // Only what has succeeded leaves no bar behind.
        let bars = shown.lines().count() - 1;
        assert_eq!(bars, usize::from(line.starts_with('✖')), "{shown}");
        assert!(!shown.contains("100%"), "{shown}");
    }
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("https://example.org/runs/1");
    rig.event(run, Done::lost());
    rig.shows(&[
        "✖ https://example.org/runs/1: is lost: this server does not know the run: it has",
        " been forgotten, or it was lost in a restart",
    ]);
}

#[test]
fn who_is_gone_is_named_and_who_is_dropped_is_not() {
    let mut rig = Rig::new(24, 80);
    let (gone, dropped) = (rig.told.open("one"), rig.told.open("two"));
    rig.told.gone(gone, "gave up after 5m 00s");
    rig.shows(&[
        "✖ one: lost contact: gave up after 5m 00s",
        "two  connecting",
    ]);
    rig.told.close(dropped);
    rig.shows(&["✖ one: lost contact: gave up after 5m 00s"]);
}

#[test]
fn colors_are_there_if_they_are_asked_for() {
    for colors in [false, true] {
        let mut rig = Rig::with(24, 80, colors);
        let run = rig.told.open("");
        rig.event(run, nested());
        rig.event(run, said(Level::Error, "red"));
        let plain = rig.after(0);
        assert!(plain.starts_with("ERROR red\nresize "), "{plain}");
        // There is no line that nobody sees.
        assert_eq!(rig.drawn().len(), plain.lines().count());
        let formatted = rig.term.contents_formatted();
        // A bar in cyan.
        let colored = formatted.windows(5).any(|bytes| bytes == b"\x1b[36m");
        assert_eq!(colored, colors);
    }
}

#[test]
fn an_empty_line_is_a_line() {
    let mut rig = Rig::new(24, 80);
    for text in ["one", "", "two\n", "three"] {
        rig.told.print(Printed::Own(text.into()));
    }
    rig.shows(&["one", "", "two", "three"]);
}

#[test]
fn without_bars_a_lost_connection_is_told_once() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("import");
    let mut told = Vec::new();
    for lost in [true, true, false, true] {
        if lost {
            rig.told.reconnecting(run, "no answer\u{1b}", rig.start);
        } else {
            rig.event(run, snapshot(bar(1, Some(2)), vec![]));
        }
        for printed in rig.told.take_printed() {
            told.extend(printed.lines(rig.start, Colors { enabled: false }, None));
        }
    }
    assert_eq!(told, ["WARN import: reconnecting: no answer␛"; 2]);
    // Bars say so themselves.
    rig.event(run, snapshot(bar(1, Some(2)), vec![]));
    rig.told.reconnecting(run, "no answer", rig.start);
    assert!(rig.after(0).starts_with("import  ["));
}

#[test]
fn one_end_in_several_lines_looks_like_one() {
    let mut rig = Rig::new(24, 40);
    let run = rig.told.open("photos");
    rig.event(
        run,
        Done {
            error: Some(Failure {
                message: "two\nlines".into(),
                causes: vec!["and\ntwo".into()],
            }),
            ..done(Status::Failed)
        },
    );
    rig.shows(&[
        "✖ photos: failed after 13.4s: two",
        "  lines",
        "    caused by: and",
        "    two",
    ]);
}

#[test]
fn the_name_of_what_has_ended_is_a_link_and_takes_no_more_room() {
    let mut rig = Rig::new(24, 40);
    let run = rig.told.open("");
    rig.event(run, snapshot(bar(1, Some(2)), vec![]));
    rig.told.link(
        run,
        "http://localhost:3030/runs/4qJ0mX2vT9cB7yKdR1sN3w\u{1b}",
    );
    rig.event(run, done(Status::Succeeded));
    let printed = rig.told.take_printed();
    let Output::Bars(bars) = &rig.output else {
        panic!("there are bars");
    };
    let lines = printed[0].lines(rig.start, Colors { enabled: false }, Some(bars));
    let link = "\u{1b}]8;;http://localhost:3030/runs/4qJ0mX2vT9cB7yKdR1sN3w␛\u{1b}\\resize\u{1b}]8;;\u{1b}\\";
    assert_eq!(lines, [format!("✔ {link}: succeeded in 13.4s")]);
    assert_eq!(
        console::measure_text_width(&lines[0]),
        "✔ resize: succeeded in 13.4s".chars().count()
    );
    let without = printed[0].lines(rig.start, Colors { enabled: false }, None);
    assert_eq!(without, ["✔ resize: succeeded in 13.4s"]);
}

#[test]
fn the_tab_shows_how_far_the_runs_are() {
    use crate::mirror::room;
    use crate::mirror::signals::TabProgress;

    let mut tab = TabProgress::default();
    let mut rig = Rig::new(24, 80);
    let mut sent = |told: &Told, start| tab.update(&room::rows(told.runs(), start, 20).0);
    assert_eq!(sent(&rig.told, rig.start), None);
    let (one, two) = (rig.told.open("one"), rig.told.open("two"));
    assert_eq!(
        sent(&rig.told, rig.start).as_deref(),
        Some("\x1b]9;4;3;\x1b\\")
    );
    rig.event(one, snapshot(bar(1, Some(4)), vec![]));
    rig.event(two, snapshot(bar(3, Some(4)), vec![]));
    assert_eq!(
        sent(&rig.told, rig.start).as_deref(),
        Some("\x1b]9;4;1;50\x1b\\")
    );
    assert_eq!(sent(&rig.told, rig.start), None);
    rig.event(one, done(Status::Succeeded));
    rig.event(two, done(Status::Succeeded));
    assert_eq!(
        sent(&rig.told, rig.start).as_deref(),
        Some("\x1b]9;4;0;\x1b\\")
    );
}
