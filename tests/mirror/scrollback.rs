//! What is left in what a real terminal can scroll back to, after its size has changed while bars moved.

use super::tmux::Window;

/// How many columns and rows a window has at first.
const SIZE: (u16, u16) = (100, 30);

/// Plays with so many bars while the window is dragged from size to size, some times with a rest in between. In the
/// end every line of the log is there, once and whole, and of the bars no more than so many lines.
///
/// Two things that nobody can mend are left out. What is on its way to a terminal when a drag begins was drawn for a
/// size that it has no more, so nothing is drawn at that moment. And tmux scrolls rows away when it wraps lines, even
/// if there is room below them, so the window is full.
#[track_caller]
fn plays(parts: u64, quiet: bool, drags: &[&[(u16, u16)]], stale: usize) {
    let window = Window::open(SIZE.0, SIZE.1, "talk", parts);
    window.shows(|text| is_drawn(text, parts, SIZE));
    if quiet {
        window.allow("quiet");
    }
    let mut rows = usize::from(SIZE.1);
    for drag in drags {
        window.shows(|text| text.lines().count() >= rows - 1);
        window.allow("still");
        let position = format!(" {}/", window.reaches("stopped"));
        window.stop("stopped");
        // That was all. Clocks go on a second later.
        window.shows(|text| text.contains(&position));

        let (first, others) = drag.split_first().expect("a size");
        window.resize(*first);
        window.stop("still");
        for &size in others {
            window.resize(size);
        }
        // It is drawn for the last size, and moves on.
        let last = *others.last().unwrap_or(first);
        rows = usize::from(last.1);
        let drawn = window.shows(|text| is_drawn(text, parts, last));
        window.shows(|text| text != drawn && is_drawn(text, parts, last));
    }
    window.allow("end");
    window.shows(|text| text.contains("over: 0"));

    let lines = window.scrollback();
    let said = lines.iter().find_map(|line| line.strip_prefix("it said "));
    let said: usize = said.expect("a result").parse().unwrap();
    let mut expected: Vec<_> = (1..=said).map(said_line).collect();
    expected.extend([format!("it said {said}"), "over: 0".to_owned()]);
    let (bars, others): (Vec<_>, Vec<_>) = lines.iter().partition(|line| is_bar(line));
    assert_eq!(others, expected.iter().collect::<Vec<_>>());
    assert!(bars.len() <= stale, "{lines:#?}");
}

fn is_bar(line: &str) -> bool {
    line.contains('[') && line.contains('%')
}

/// Whether there are bars for the whole window at its end, and none of them is wider. What a window that was too small
/// has scrolled away may be back above them.
fn is_drawn(text: &str, parts: u64, (columns, rows): (u16, u16)) -> bool {
    let is_narrow = |line: &str| line.chars().count() < usize::from(columns);
    let lines = text.lines().rev();
    let lines = lines.skip_while(|line| line.contains("more: "));
    let bars = lines.take_while(|line| is_bar(line) && is_narrow(line));
    let room = usize::from(rows) - 1;
    // If there is no room for all, the last row says how many more there are.
    let all = usize::try_from(parts).unwrap() + 1;
    bars.count() >= if all <= room { all } else { room - 1 }
}

/// The line that `play` says at this place.
fn said_line(number: usize) -> String {
    format!("said {number} {}", "word ".repeat(25))
        .trim_end()
        .to_owned()
}

#[test]
fn nothing_but_the_log_is_left_of_one_bar() {
    plays(
        0,
        false,
        &[&[(60, 30)], &[(100, 30), (130, 20), (50, 12), (100, 30)]],
        0,
    );
}

#[test]
fn nothing_but_the_log_is_left_of_six_bars() {
    plays(
        5,
        false,
        &[&[(60, 30)], &[(130, 30)], &[(130, 12)], &[(100, 40)]],
        0,
    );
}

#[test]
fn nothing_but_the_log_is_left_of_bars_in_a_window_that_is_dragged() {
    plays(
        5,
        false,
        &[
            &[(90, 28), (70, 24), (50, 20)],
            &[(70, 24), (130, 34)],
            &[(50, 34), (100, 30)],
        ],
        0,
    );
}

#[test]
fn a_window_full_of_bars_becomes_wider_and_narrower() {
    plays(29, true, &[&[(130, 30)], &[(60, 30), (130, 30)]], 0);
}

/// What has scrolled away is erased once it is back.
#[test]
fn a_window_full_of_bars_becomes_lower_and_higher() {
    plays(
        29,
        true,
        &[&[(100, 12)], &[(100, 20)], &[(100, 15), (100, 30)]],
        0,
    );
}

/// Those that were scrolled away when it became too small for them are out of reach.
#[test]
fn a_window_becomes_too_small_for_its_bars() {
    plays(29, false, &[&[(100, 12)], &[(60, 8)]], 26);
}
