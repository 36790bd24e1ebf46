//! The thread that draws, and bars around plain calls.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use indicatif::TermLike;

use super::*;
use crate::mirror::Mirror;
use crate::mirror::call::run_on;
use crate::run::Progress;

fn mirror() -> (Mirror, InMemoryTerm) {
    let term = InMemoryTerm::new(24, 80);
    (Mirror::new(term.clone()), term)
}

#[test]
fn what_was_told_is_drawn_and_what_ended_stays() {
    let (mirror, term) = mirror();
    let view = mirror.view("");
    view.event(&snapshot(bar(1, Some(2)), vec![]).into());
    mirror.println("by the way");
    mirror.flush();
    until(&term, |shown| shown.starts_with("by the way\nresize "));
    let printed = mirror.suspend(|| term.contents());
    assert_eq!(printed, "by the way");
    view.event(&done(Status::Succeeded).into());
    drop((view, mirror));
    until(&term, |shown| {
        shown == "by the way\n✔ resize: succeeded in 13.4s"
    });
}

#[test]
fn it_is_drawn_without_being_asked_and_clocks_tick() {
    let (mirror, term) = mirror();
    let view = mirror.view("");
    view.event(&snapshot(bar(1, Some(2)), vec![]).into());
    let first = until(&term, |shown| shown.starts_with("resize "));
    // A busy machine may skip a second.
    until(&term, |shown| {
        shown.starts_with("resize ") && shown != first
    });
    drop(view);
    until(&term, str::is_empty);
}

/// A terminal on which somebody has pressed Ctrl-S.
#[derive(Debug)]
struct Stopped(std::sync::Mutex<mpsc::Receiver<()>>);

impl TermLike for Stopped {
    fn width(&self) -> u16 {
        80
    }
    fn height(&self) -> u16 {
        24
    }
    fn move_cursor_up(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn move_cursor_down(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn move_cursor_right(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn move_cursor_left(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }
    fn write_line(&self, _: &str) -> std::io::Result<()> {
        Ok(())
    }
    fn write_str(&self, _: &str) -> std::io::Result<()> {
        let _ = self.0.lock().unwrap().recv();
        Err(std::io::Error::other("the terminal is gone"))
    }
    fn clear_line(&self) -> std::io::Result<()> {
        Ok(())
    }
    fn flush(&self) -> std::io::Result<()> {
        Err(std::io::Error::other("the terminal is gone"))
    }
}

#[test]
fn a_terminal_that_takes_nothing_holds_nobody_up() {
    let (go_on, stopped) = mpsc::channel();
    let mirror = Mirror::new(Stopped(stopped.into()));
    let view = mirror.view("");
    // More than there is room for, told to a thread that is stuck in its first drawing.
    for position in 0..20_000 {
        view.event(&snapshot(bar(position, None), vec![]).into());
        view.event(&said(Level::Info, "line").into());
    }
    mirror.flush();
    // Writing fails from here on, which is nobody's trouble either.
    drop(go_on);
    mirror.suspend(|| ());
}

#[test]
fn a_panic_while_the_bars_are_away_changes_nothing() {
    let (mirror, term) = mirror();
    let suspended = AssertUnwindSafe(|| mirror.suspend(|| panic!("as was asked")));
    assert!(catch_unwind(suspended).is_err());
    mirror.println("all the same");
    mirror.flush();
    until(&term, |shown| shown == "all the same");
}

#[tokio::test]
async fn a_call_gives_back_what_it_returned_and_leaves_its_lines() {
    let (mirror, term) = mirror();
    let seen = term.clone();
    let returned = run_on(mirror, |progress| async move {
        progress.set_length(4);
        progress.inc(1);
        progress.child("part").set_length(7);
        progress.println("on the way");
        // What was reported last may be drawn after all else, and a bar before a line.
        until(&seen, |shown| {
            ["on the way", "  25%  1/4", "  part  ["]
                .iter()
                .all(|part| shown.contains(part))
        })
    })
    .await;
    let lines: Vec<_> = returned.lines().collect();
    assert_eq!(lines[0], "on the way");
    assert!(
        lines[2].starts_with("  part  [>  ") || lines[2].starts_with("  part  [   "),
        "{returned}"
    );
    until(&term, |shown| shown == "on the way");
}

#[tokio::test]
async fn the_last_lines_of_a_call_are_not_lost() {
    let (mirror, term) = mirror();
    let failed: Result<(), _> = run_on(mirror, |progress: Progress| async move {
        progress.log(Level::Error, "the last word");
        Err("no")
    })
    .await;
    assert_eq!(failed, Err("no"));
    until(&term, |shown| shown == "ERROR the last word");
}

#[tokio::test]
async fn a_call_that_is_dropped_takes_its_bars_away() {
    let (mirror, term) = mirror();
    let mut call = Box::pin(run_on(mirror, |progress| async move {
        progress.set_message("for ever");
        std::future::pending::<()>().await;
    }));
    let first = tokio::time::timeout(Duration::ZERO, call.as_mut()).await;
    assert!(first.is_err());
    until(&term, |shown| shown.contains("for ever"));
    drop(call);
    until(&term, str::is_empty);
}
