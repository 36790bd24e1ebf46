//! Text that wants to be more than text, and numbers that are none.

use proptest::prelude::*;

use super::*;
use crate::protocol::Failure;

const EVIL: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\r\n\t\u{202e}abc\u{200b}\u{2028}\u{0}";

#[test]
fn text_of_others_does_nothing_but_stand_there() {
    let mut rig = Rig::new(24, 80);
    let own = rig.told.open("mine");
    rig.event(own, snapshot(bar(1, Some(2)), vec![]));
    let run = rig.told.open(EVIL);
    let evil = saying(EVIL, counting(EVIL, bar(1, Some(2))));
    let label = task(1, None, EVIL, TaskState::Running, evil.clone());
    rig.event(run, snapshot(evil, vec![label]));
    let mut line = said(Level::Info, EVIL);
    line.task = Some(1);
    rig.event(run, line);
    rig.told.reconnecting(run, EVIL, rig.start);
    rig.told.print(crate::mirror::printed::Printed::Gone {
        label: "one".into(),
        reason: EVIL.into(),
    });
    rig.after(0);
    rig.event(
        run,
        Done {
            error: Some(Failure {
                message: EVIL.into(),
                causes: vec![EVIL.into()],
            }),
            ..done(Status::Failed)
        },
    );
    let shown = rig.after(0);
    assert!(shown.contains(r"␛[2J␛]0;owned␇\u{9b}31m"), "{shown}");
    assert!(shown.contains(r"    \u{202e}abc"), "{shown}");
    // Nothing of it has cleared the screen, and the cursor is where it should be.
    assert!(
        shown.lines().last().unwrap().starts_with("mine "),
        "{shown}"
    );
}

#[test]
fn braces_are_no_template() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("{bar} {msg");
    rig.event(
        run,
        snapshot(saying("{wide_bar}\0", bar(1, Some(2))), vec![]),
    );
    let shown = rig.after(0);
    assert!(shown.starts_with("{bar} {msg  [==="), "{shown}");
    assert!(shown.ends_with("{wide_bar}␀"), "{shown}");
}

#[test]
fn a_list_of_tasks_that_is_no_tree_is_shown_all_the_same() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("");
    let own_parent = task(1, Some(1), "own parent", TaskState::Running, bar(1, None));
    let in_circles = [(2, 3), (3, 2)]
        .map(|(id, parent)| task(id, Some(parent), "round", TaskState::Running, bar(1, None)));
    let twice = [(4, None), (4, Some(4))]
        .map(|(id, parent)| task(id, parent, "twice", TaskState::Running, bar(1, None)));
    let tasks = [own_parent].into_iter().chain(in_circles).chain(twice);
    rig.event(run, snapshot(bar(1, None), tasks.collect()));
    assert_eq!(rig.after(0).lines().count(), 6);
}

#[test]
fn a_count_beyond_all_reason_is_a_count() {
    let mut rig = Rig::new(24, 80);
    for label in ["one", "two"] {
        let run = rig.told.open(label);
        let boasting = Snapshot {
            tasks_omitted: u64::MAX,
            ..snapshot(bar(1, None), vec![])
        };
        rig.event(run, boasting);
    }
    let shown = rig.after(0);
    assert!(shown.contains("+18446744073709551615 more"), "{shown}");
}

#[test]
fn depth_is_bounded() {
    let mut rig = Rig::new(24, 40);
    let run = rig.told.open("");
    let nested = |id: u64| {
        task(
            id,
            id.checked_sub(1),
            "deep",
            TaskState::Running,
            bar(1, Some(2)),
        )
    };
    rig.event(run, snapshot(bar(1, None), (0..200).map(nested).collect()));
    let shown = rig.after(0);
    assert!(
        shown
            .lines()
            .all(|line| line.contains('[') || line.starts_with('+')),
        "{shown}"
    );
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "[a-z]{0,200}",
        "[日本語🚀\u{301}e\u{200d}]{0,60}",
        prop::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter),
    ]
}

fn any_bar() -> impl Strategy<Value = Bar> {
    (
        any::<(u64, Option<u64>, u64, Option<u64>)>(),
        any::<Option<f64>>(),
        any_text(),
        any_text(),
    )
        .prop_map(
            |((position, length, elapsed_ms, eta_ms), number, unit, message)| Bar {
                position,
                length,
                unit: unit.into(),
                message,
                fraction: number,
                elapsed_ms,
                rate: number,
                eta_ms,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever comes, no bar is longer than the terminal is wide, there are no more of them than it has
    /// rows, and nothing that steers it is in any line.
    #[test]
    fn no_bar_wraps(
        columns in 1u16..100,
        rows in 1u16..30,
        label in any_text(),
        root in any_bar(),
        tasks in prop::collection::vec((any_bar(), any_text(), 0u64..5, 0u8..3), 0..12),
        line in any_text(),
    ) {
        let mut rig = Rig::with(rows, columns, true);
        let run = rig.told.open(&label);
        let tasks = (1..).zip(tasks).map(|(id, (bar, label, parent, state))| {
            let state = [TaskState::Running, TaskState::Finished, TaskState::Stopped][usize::from(state)];
            task(id, Some(parent), &label, state, bar)
        });
        rig.event(run, snapshot(root, tasks.collect()));
        rig.after(0);
        let bars = rig.drawn();
        prop_assert!(bars.len() <= usize::from(rows).saturating_sub(1).max(1));
        rig.event(run, said(Level::Warn, &line));
        let printed = rig.told.take_printed();
        let Output::Bars(terminal) = &rig.output else {
            return Ok(());
        };
        let colors = Colors { enabled: true };
        let printed = printed.iter().flat_map(|printed| printed.lines(rig.start, colors, Some(terminal)));
        let room = usize::from(columns).saturating_sub(1).max(1);
        for line in &bars {
            let width = crate::mirror::text::width(&console::strip_ansi_codes(line));
            prop_assert!(width <= room, "{width} columns of {columns}: {line:?}");
        }
        for line in bars.into_iter().chain(printed) {
            let plain = console::strip_ansi_codes(&line);
            prop_assert!(plain.chars().all(|character| !character.is_control()), "{line:?}");
        }
    }
}
