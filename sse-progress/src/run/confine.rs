//! Keeps snapshots small enough to be sent again and again.
//!
//! Each text of a bar is bounded by itself, but 256 bars with three long texts each would still make
//! megabytes, ten times a second and for every watcher, and a client that bounds what it reads would see
//! no progress at all. So first all texts are cut to the same shorter length, which costs those most that
//! have most to lose. What is still too long then loses its last bars, and says how many. The data of the run is
//! bounded by itself (see [`MAX_DATA`](super::newest_data::MAX_DATA)), and left whole.

use std::io;

use serde::Serialize;

use crate::protocol::{Bar, Snapshot};

/// The longest snapshot, in bytes of its JSON.
pub(crate) const MAX_SNAPSHOT: usize = 256 * 1024;

/// To how many bytes texts are cut, one after the other, until the snapshot fits. They are never cut
/// shorter than to the last: bars without words say little.
const CUTS: [usize; 3] = [4096, 1024, 256];

/// What a bar takes at most beside its texts: the names of its members and its numbers.
const BAR: usize = 400;

/// How many bytes of JSON one byte of a text becomes at most: `\u0000`.
const ESCAPED: usize = 6;

/// What saying that bars are left out takes at most.
const OMITTED: usize = r#","tasks_omitted":18446744073709551615"#.len();

/// Cuts texts, and then leaves bars out, until the JSON of the snapshot has at most [`MAX_SNAPSHOT`] bytes.
pub(super) fn confine(snapshot: &mut Snapshot) {
    if fits(snapshot) {
        return;
    }
    for max in CUTS {
        cut_bar(&mut snapshot.bar, max);
        for task in &mut snapshot.tasks {
            cut(&mut task.label, max);
            cut_bar(&mut task.bar, max);
        }
        if fits(snapshot) {
            return;
        }
    }
    let mut len = json_len(snapshot) + OMITTED;
    while len > MAX_SNAPSHOT {
        let Some(task) = snapshot.tasks.pop() else {
            return;
        };
        snapshot.tasks_omitted += 1;
        // With the comma before it.
        len -= json_len(&task) + 1;
    }
}

/// The lengths of the texts alone decide nearly always; only what is in between is written as JSON to know.
fn fits(snapshot: &Snapshot) -> bool {
    let of_bar = |bar: &Bar| bar.message.len() + bar.unit.len();
    let tasks = snapshot.tasks.iter();
    let of_tasks: usize = tasks.map(|task| task.label.len() + of_bar(&task.bar)).sum();
    let texts = snapshot.job.len() + of_bar(&snapshot.bar) + of_tasks;
    // It is JSON already, and gets no longer.
    let data = snapshot.data.as_ref().map_or(0, |data| data.get().len());
    let most = ESCAPED * texts + data + BAR * (snapshot.tasks.len() + 2);
    most <= MAX_SNAPSHOT || texts + data <= MAX_SNAPSHOT && json_len(snapshot) <= MAX_SNAPSHOT
}

fn cut_bar(bar: &mut Bar, max: usize) {
    cut(&mut bar.message, max);
    if bar.unit.len() > max {
        cut(bar.unit.to_mut(), max);
    }
}

fn cut(text: &mut String, max: usize) {
    const MORE: char = '…';
    if text.len() > max {
        let mut end = max - MORE.len_utf8();
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push(MORE);
        text.shrink_to_fit();
    }
}

/// How many bytes of JSON a value takes.
fn json_len(value: &impl Serialize) -> usize {
    struct Count(usize);

    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    // Neither the counter nor a snapshot has anything that could fail.
    let _ = serde_json::to_writer(&mut count, value);
    count.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{RunId, RunState, Task, TaskState};
    use proptest::prelude::*;

    const NUMBERS: Bar = Bar {
        position: u64::MAX,
        length: Some(u64::MAX),
        unit: std::borrow::Cow::Borrowed("items"),
        message: String::new(),
        fraction: Some(1.0 / 3.0),
        elapsed_ms: u64::MAX,
        rate: Some(f64::MAX),
        eta_ms: Some(u64::MAX),
    };

    fn snapshot(tasks: usize, text: &str) -> Snapshot {
        let bar = Bar {
            message: text.to_owned(),
            unit: text.to_owned().into(),
            ..NUMBERS
        };
        let task = |id| Task {
            id,
            parent: Some(u64::MAX),
            label: text.to_owned(),
            state: TaskState::Finished,
            bar: bar.clone(),
        };
        Snapshot {
            run: RunId::from_bits([3; 16]),
            job: "job".into(),
            state: RunState::Cancelling,
            bar: bar.clone(),
            queue: None,
            tasks: (1..=tasks as u64).map(task).collect(),
            tasks_omitted: 7,
            data: None,
        }
    }

    fn confined(mut snapshot: Snapshot) -> Snapshot {
        confine(&mut snapshot);
        let json = serde_json::to_string(&snapshot).unwrap();
        assert!(json.len() <= MAX_SNAPSHOT, "{}", json.len());
        snapshot
    }

    #[test]
    fn what_fits_is_left_alone() {
        for small in [
            snapshot(256, ""),
            snapshot(256, &"x".repeat(200)),
            snapshot(3, &"é".repeat(8192)),
        ] {
            assert_eq!(confined(small.clone()), small);
        }
    }

    /// It was 4 MB, and 12 MB with labels and units as long.
    #[test]
    fn long_texts_are_cut_before_bars_are_left_out() {
        let mut long = snapshot(256, &"é".repeat(8192));
        for task in &mut long.tasks {
            task.label = "part".into();
            task.bar.unit = "items".into();
        }
        let confined = confined(long);
        assert_eq!((confined.tasks.len(), confined.tasks_omitted), (256, 7));
        for task in &confined.tasks {
            assert_eq!(task.label, "part");
            assert_eq!(task.bar.message, "é".repeat(126) + "…");
        }
    }

    #[test]
    fn bars_that_find_no_room_are_counted() {
        let confined = confined(snapshot(256, &"\0".repeat(16_384)));
        assert!(confined.tasks.len() > 40, "{}", confined.tasks.len());
        assert_eq!(
            confined.tasks.len() as u64 + confined.tasks_omitted,
            256 + 7
        );
        let ids = confined.tasks.iter().map(|task| task.id);
        assert!(ids.eq(1..=confined.tasks.len() as u64));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn no_text_makes_it_longer(tasks in 0_usize..300, text in "\\PC{0,40}", times in 1_usize..40) {
            confined(snapshot(tasks, &text.repeat(times)));
        }
    }
}
