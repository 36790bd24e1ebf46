//! The file with the counts that are expected.

use std::fmt::Write as _;

use super::BLESS;
use super::callgrind::Counts;

/// Beside this package's manifest.
pub(crate) const FILE: &str = "expected.txt";

#[derive(Debug, Default)]
pub(crate) struct Expected {
    /// The compiler and the processor that the counts were made with.
    pub(crate) platform: String,
    counts: Vec<(String, Counts)>,
}

impl Expected {
    /// Empty if there is no such file.
    pub(crate) fn read() -> Self {
        let text = std::fs::read_to_string(path()).unwrap_or_default();
        let mut expected = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                [name, instructions, allocations] if instructions.parse::<u64>().is_ok() => {
                    let counts = Counts {
                        instructions: instructions.parse().unwrap_or(0),
                        allocations: allocations.parse().unwrap_or(0),
                    };
                    expected.counts.push((name.to_owned(), counts));
                }
                [] => {}
                _ => line.clone_into(&mut expected.platform),
            }
        }
        expected
    }

    /// Nothing for what is not in the file, so that it is noticed.
    pub(crate) fn of(&self, name: &str) -> Counts {
        let found = self.counts.iter().find(|(known, _)| known == name);
        found.map_or(Counts::default(), |(_, counts)| *counts)
    }
}

pub(crate) fn write(platform: &str, counted: &[(&str, Counts)]) -> Result<(), String> {
    let mut text = format!("# Written by: {BLESS}\n\n{platform}\n\n");
    let _ = writeln!(
        text,
        "# {:10} {:>12} {:>11}",
        "", "instructions", "allocations"
    );
    for (name, counts) in counted {
        let Counts {
            instructions,
            allocations,
        } = counts;
        let _ = writeln!(text, "{name:12} {instructions:12} {allocations:11}");
    }
    std::fs::write(path(), text).map_err(|error| format!("cannot write {FILE}: {error}"))
}

fn path() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE)
}
