use indicatif::{InMemoryTerm, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use proptest::prelude::*;

use super::*;

const ROWS: u16 = 12;
const COLUMNS: u16 = 20;

/// A bar of indicatif with as many lines as its message has.
fn bars(term: &InMemoryTerm) -> ProgressBar {
    let terminal = Terminal::new(Arc::new(term.clone()), false);
    let target = ProgressDrawTarget::term_like(Box::new(terminal));
    let multi = MultiProgress::with_draw_target(target);
    let bar = multi.add(ProgressBar::no_length());
    bar.set_style(ProgressStyle::with_template("{msg}").unwrap());
    bar
}

fn lines(lines: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("([a-z日]\u{301}?){1,5}", 0..lines)
}

proptest! {
    /// However lines and bars come, what is printed scrolls by in order, and below stand the bars
    /// that were drawn last, and nothing else.
    #[test]
    fn it_shows_what_indicatif_would(
        steps in prop::collection::vec((lines(6), lines(usize::from(ROWS))), 1..12),
    ) {
        let term = InMemoryTerm::new(ROWS, COLUMNS);
        let bar = bars(&term);
        let mut printed = Vec::new();
        let mut shown = Vec::new();
        for (above, frame) in steps {
            if !above.is_empty() {
                bar.println(above.join("\n"));
                printed.extend(above);
            }
            bar.set_message(frame.join("\n"));
            shown.clone_from(&frame);
        }
        printed.extend(shown);
        // The last row is that of the cursor, once there is so much.
        let first = printed.len().saturating_sub(usize::from(ROWS) - 1);
        let expected = printed[first..].join("\n");
        let seen = term.contents();
        // What has scrolled may stand one row higher after the bars have become fewer.
        let seen: Vec<_> = seen.lines().collect();
        let tail = expected.lines().rev().zip(seen.iter().rev());
        for (expected, seen) in tail {
            prop_assert_eq!(expected, *seen);
        }
    }
}

#[test]
fn what_has_not_changed_is_not_written_again() {
    let term = InMemoryTerm::new(ROWS, COLUMNS);
    let bar = bars(&term);
    bar.set_message("one\ntwo\nthree");
    term.moves_since_last_check();
    bar.tick();
    assert!(!term.moves_since_last_check().contains("Str"));
    bar.set_message("one\n2\nthree");
    let written = term.moves_since_last_check();
    assert!(
        written.contains('2') && !written.contains("one") && !written.contains("three"),
        "{written}"
    );
    assert_eq!(term.contents(), "one\n2\nthree");
}

/// One drawing of ours is several of indicatif's. A busy machine has shown some of the bars of one moment
/// with others of the next.
#[test]
fn what_is_held_is_drawn_at_once() {
    let term = InMemoryTerm::new(ROWS, COLUMNS);
    let terminal = Terminal::new(Arc::new(term.clone()), false);
    let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
    let multi = MultiProgress::with_draw_target(target);
    let bar = multi.add(ProgressBar::no_length());
    bar.set_style(ProgressStyle::with_template("{msg}").unwrap());
    bar.set_message("one\ntwo");
    terminal.hold();
    bar.set_message("1");
    multi.println("above").unwrap();
    bar.set_message("1\n2\n3");
    multi.println("it").unwrap();
    bar.set_message("1\n2");
    assert_eq!(term.contents(), "one\ntwo");
    terminal.release();
    bar.tick();
    assert_eq!(term.contents(), "above\nit\n1\n2");
    bar.set_message("3");
    assert_eq!(term.contents(), "above\nit\n3");
}

/// A terminal that is made narrower wraps what has become too long: these rows go, too.
#[test]
fn after_a_resize_nothing_of_the_old_lines_is_left() {
    let line = |text: String| Line { text, rows: 1 };
    let mut screen = Screen {
        drawn: vec![line("x".repeat(30)), line("y".repeat(10))],
        columns: 40,
        erased: 2,
        written: vec![line("new".into())],
        ..Screen::default()
    };
    let bytes = screen.draw(20, 10);
    assert_eq!(bytes, format!("\r\x1b[K\x1b[3A{CLEAR}\x1b[Knew\r\n"));
}

/// What a terminal has scrolled away when it became lower is erased once it is higher again, if that is known to be
/// right above.
#[test]
fn what_was_out_of_reach_is_erased_later() {
    let line = || Line {
        text: "bar".into(),
        rows: 1,
    };
    let mut screen = Screen {
        drawn: std::iter::repeat_with(line).take(5).collect(),
        columns: 20,
        height: 10,
        erased: 5,
        written: vec![line()],
        ..Screen::default()
    };
    assert!(screen.draw(20, 4).starts_with("\r\x1b[K\x1b[3A"));
    screen.erased = 1;
    screen.written = vec![line()];
    assert!(screen.draw(20, 10).starts_with("\r\x1b[K\x1b[3A"));

    // What was printed by others, after all bars were erased, stays.
    screen.lost = 2;
    screen.draw(20, 10);
    screen.written = vec![line()];
    screen.draw(20, 10);
    screen.erased = 1;
    screen.written = vec![line()];
    assert!(screen.draw(20, 12).starts_with("\r\x1b[K\x1b[1A"));
}

/// A terminal shows Ctrl-C as `^C`, which moved the cursor and left the bar above in pieces.
#[test]
fn what_is_typed_does_not_stay() {
    let term = InMemoryTerm::new(ROWS, COLUMNS);
    let bar = bars(&term);
    bar.set_message("one\ntwo");
    term.write_str("^C").unwrap();
    bar.println("cancelling");
    assert_eq!(term.contents(), "cancelling\none\ntwo");
}
