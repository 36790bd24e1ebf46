//! Bars of others beside ours, and styles of theirs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::*;
use crate::mirror::Mirror;

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap()
}

#[test]
fn bars_stand_between_those_of_the_program() {
    let term = InMemoryTerm::new(24, 80);
    let target = ProgressDrawTarget::term_like(Box::new(term.clone()));
    let multi = MultiProgress::with_draw_target(target);
    let add = |message| {
        let bar = multi.add(ProgressBar::new(1).with_style(style("{msg}")));
        bar.set_message(message);
        bar
    };
    let above = add("above");
    let mirror = Mirror::in_multi(&multi);
    let below = add("below");
    let (one, two) = (mirror.view("one"), mirror.view("two"));
    let first = multi.insert_before(&above, ProgressBar::new(1).with_style(style("{msg}")));
    first.set_message("first");
    one.event(&snapshot(bar(1, Some(2)), vec![]).into());
    mirror.println("by the way");
    let lines = |shown: &str| -> Vec<_> {
        let words = shown.lines().map(|line| line.split("  ").next());
        words
            .map(|word| word.unwrap_or_default().to_owned())
            .collect()
    };
    let together = ["by the way", "first", "above", "one", "two", "below"];
    until(&term, |shown| lines(shown) == together);
    // What is theirs stays.
    drop((one, two, mirror));
    let theirs = ["by the way", "first", "above", "below"];
    until(&term, |shown| lines(shown) == theirs);
    drop((first, above, below));
}

/// indicatif panics at every use of it. That ends our thread, and must not end the program.
#[test]
fn a_multi_that_a_panic_has_broken_takes_nothing_else_along() {
    let target = ProgressDrawTarget::term_like(Box::new(InMemoryTerm::new(24, 80)));
    let multi = MultiProgress::with_draw_target(target);
    let mirror = Mirror::in_multi(&multi);
    let view = mirror.view("one");
    mirror.flush();
    let broken = catch_unwind(AssertUnwindSafe(|| {
        multi.suspend(|| panic!("as was asked"));
    }));
    assert!(broken.is_err());
    view.event(&snapshot(bar(1, Some(2)), vec![]).into());
    mirror.flush();
    drop((view, mirror));
}

#[test]
fn a_multi_that_is_hidden_has_lines_only() {
    let multi = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
    let mirror = Mirror::in_multi(&multi);
    assert!(mirror.multi().is_none());
    mirror.flush();
}

#[test]
fn styles_are_those_of_the_program_and_numbers_those_of_the_server() {
    let mut rig = Rig::new(24, 80);
    let styles = Arc::make_mut(&mut rig.told.styles);
    styles.bar = Some(style(
        "{prefix:10}|{bar:4}|{percent}|{pos}/{len}|{per_sec}|{elapsed_precise}|{eta}|{duration}|{msg}",
    ));
    styles.spinner = Some(style("{prefix:10}|{spinner}|{amount}|{state}").tick_chars("-+"));
    styles.bytes = Some(style(
        "{prefix:10}|{bytes}/{total_bytes}|{binary_bytes_per_sec}",
    ));
    let run = rig.told.open("");
    let tasks = vec![
        task(1, None, "waits", TaskState::Stopped, bar(7, None)),
        task(
            2,
            Some(1),
            "upload",
            TaskState::Running,
            counting("bytes", bar(1 << 20, Some(2 << 20))),
        ),
    ];
    rig.event(
        run,
        snapshot(saying("on\tthe way", bar(1, Some(3))), tasks.clone()),
    );
    rig.shows(&[
        "resize    |█░░░|33|1/3|35/s|00:00:12|15s|27s|on    the way",
        "  waits   |-|7|✖ stopped",
        "    upload|1.00 MiB/2.00 MiB|35 B/s",
    ]);
    // A bar that comes to know its length is a bar from then on.
    rig.event(run, snapshot(bar(1, None), tasks.clone()));
    assert!(
        rig.after(0).starts_with("resize    |-|1|\n"),
        "{}",
        rig.after(0)
    );
    rig.event(run, snapshot(bar(3, Some(3)), tasks));
    assert!(
        rig.after(0).starts_with("resize    |████|100|3/3|"),
        "{}",
        rig.after(0)
    );
    // It stays in its style, too.
    rig.event(run, done(Status::Failed));
    let shown = rig.after(0);
    assert!(shown.starts_with("resize    |████|100|3/3|"), "{shown}");
    assert!(shown.ends_with("✖ resize: failed after 13.4s"), "{shown}");
}

/// A spinner or a tracker of the program's keeps its state only in the bar that it began in.
#[test]
fn a_task_keeps_its_bar_when_others_come_and_go() {
    let mut rig = Rig::new(24, 80);
    let run = rig.told.open("");
    Arc::make_mut(&mut rig.told.styles).spinner =
        Some(style("{prefix}|{spinner}").tick_chars("abcdefgh-"));
    let at = |id, position| task(id, None, "x", TaskState::Running, bar(position, None));
    rig.event(run, snapshot(bar(1, Some(2)), vec![at(1, 0), at(2, 0)]));
    rig.after(0);
    for position in 1..4 {
        rig.event(
            run,
            snapshot(bar(1, Some(2)), vec![at(1, 0), at(2, position)]),
        );
        rig.after(0);
    }
    rig.event(run, snapshot(bar(1, Some(2)), vec![at(2, 3), at(3, 0)]));
    let shown = rig.after(0);
    let spinners: Vec<_> = shown.lines().skip(1).collect();
    assert_eq!(spinners, ["  x|e", "  x|b"], "{shown}");
}
