//! What a real terminal shows, at different sizes and while it changes them.

use super::tmux::Window;

/// Every line that belongs to a bar.
fn bars(text: &str) -> Vec<&str> {
    let is_bar = |line: &&str| line.contains('[') && line.contains('%');
    text.lines().filter(is_bar).collect()
}

/// Whether the bars of all parts are there, once each, from the first to the last.
fn has_parts(text: &str, parts: usize) -> bool {
    let bars = bars(text);
    bars.len() == parts + 1
        && (1..=parts).all(|number| {
            let label = format!("  part {number} ");
            bars.get(number)
                .is_some_and(|line| line.starts_with(&label))
        })
}

/// The last lines, which are those of the bars. What tmux has wrapped and then scrolled out of the
/// window is out of reach, and may come back above them when the window grows.
fn frame(text: &str, parts: usize) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(parts + 1)..].join("\n")
}

#[test]
fn bars_survive_a_window_that_becomes_narrow_and_wide_again() {
    let window = Window::open(80, 24, "call", 3);
    let wide = window.shows(|text| has_parts(text, 3));
    assert!(wide.starts_with("the first line\n"), "{wide}");
    assert!(wide.contains("a message that takes"), "{wide}");

    window.resize((40, 10));
    // The clock goes on, so it is drawn anew although nothing happens.
    window.shows(|text| has_parts(text, 3) && !text.contains("a message"));
    window.allow("resized");
    window.shows(|text| text.contains("WARN ␛[2J␛[1A does nothing") && has_parts(text, 3));

    window.resize((80, 24));
    window.shows(|text| {
        let frame = frame(text, 3);
        has_parts(&frame, 3) && frame.matches("  a message").count() == 3
    });

    window.allow("end");
    let end = window.shows(|text| text.contains("over: 0"));
    let last = "WARN ␛[2J␛[1A does nothing\nit returned 3\nover: 0";
    assert!(end.ends_with(last), "{end}");
}

#[test]
fn in_a_small_window_the_rest_is_counted_until_there_is_room() {
    let window = Window::open(40, 10, "serve", 15);
    let small = window.shows(|text| text.contains("+8 more: 8 running"));
    assert!(has_parts(&small, 7), "{small}");
    assert!(
        small.lines().all(|line| line.chars().count() < 40),
        "{small}"
    );

    window.resize((80, 24));
    let large = window.shows(|text| has_parts(text, 15));
    assert!(large.starts_with("play: the first line\n"), "{large}");
    assert!(!large.contains("more: "), "{large}");

    window.allow("resized");
    window.allow("end");
    let end = window.shows(|text| text.contains("over: 0"));
    let lines: Vec<_> = end.lines().collect();
    // It stays where it was, and nothing of the other bars is left.
    let at = lines
        .iter()
        .position(|line| line.contains("✖ failed"))
        .expect("a bar that failed");
    assert!(
        lines[at].starts_with("play ") && lines[at].contains("  6%"),
        "{end}"
    );
    assert!(
        lines[lines.len() - 2].starts_with("✖ play: failed after "),
        "{end}"
    );
    assert!(lines[lines.len() - 2].ends_with(": as was asked"), "{end}");
}

#[test]
fn a_large_frame_in_a_window_that_shrinks_is_whole_at_its_end() {
    let window = Window::open(80, 24, "call", 40);
    window.shows(|text| text.contains("+19 more: 19 running"));
    window.resize((40, 10));
    let small = window.shows(|text| text.contains("+33 more: 33 running"));
    assert!(has_parts(&small, 7), "{small}");
    assert!(
        small.trim_end().ends_with("+33 more: 33 running"),
        "{small}"
    );
    window.allow("resized");
    window.allow("end");
    let end = window.shows(|text| text.contains("over: 0"));
    assert!(bars(&end).is_empty(), "{end}");
}
