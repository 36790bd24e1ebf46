//! What others write line by line, printed above the bars.

use std::io;

use super::Mirror;

/// A line that is longer, in bytes, is printed as several.
const MAX_LINE: usize = 64 << 10;

/// Prints whole lines above the bars of a [`Mirror`]: made by [`Mirror::writer`].
///
/// It waits for the end of a line before it prints it; what has none is printed when the writer is
/// dropped. Bytes that are not UTF-8 are replaced. It never waits for the terminal, and never
/// fails.
#[derive(Debug)]
pub struct Writer {
    mirror: Mirror,
    /// What has come and is not printed: less than a line.
    line: Vec<u8>,
}

impl Writer {
    pub(super) fn new(mirror: Mirror) -> Self {
        Self {
            mirror,
            line: Vec::new(),
        }
    }

    /// Prints so many of the bytes that have come.
    fn print(&mut self, bytes: usize) {
        let text: Vec<u8> = self.line.drain(..bytes).collect();
        self.mirror.println(String::from_utf8_lossy(&text));
    }
}

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bytes = &bytes[..bytes.len().min(MAX_LINE)];
        let before = self.line.len();
        self.line.extend_from_slice(bytes);
        if let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') {
            self.print(before + end + 1);
        }
        if self.line.len() >= MAX_LINE {
            self.print(whole_characters(&self.line));
        }
        Ok(bytes.len())
    }

    /// Does nothing: the beginning of a line is not printed. [`Mirror::flush`] waits until what was
    /// printed is drawn.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.line.is_empty() {
            self.print(self.line.len());
        }
    }
}

/// How many of the bytes do not belong to a character whose rest is still to come.
fn whole_characters(bytes: &[u8]) -> usize {
    let start = bytes.len().saturating_sub(4);
    let last = bytes[start..].iter().rposition(|byte| *byte >= 0xC0);
    match last.map(|last| start + last) {
        Some(last) if last > 0 => match std::str::from_utf8(&bytes[last..]) {
            Err(error) if error.error_len().is_none() => last,
            _ => bytes.len(),
        },
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use indicatif::InMemoryTerm;

    use super::*;
    use crate::mirror::tests::until;

    #[test]
    fn whole_lines_are_printed_above_the_bars() {
        let term = InMemoryTerm::new(10, 40);
        let mirror = Mirror::new(term.clone());
        let view = mirror.view("import");
        let mut writer = mirror.writer();
        write!(writer, "one\ntw").unwrap();
        let shown = until(&term, |shown| shown.starts_with("one\nimport"));
        assert_eq!(shown.lines().count(), 2, "{shown}");

        writer.write_all(b"o\nthree").unwrap();
        drop(writer);
        until(&term, |shown| shown.starts_with("one\ntwo\nthree\nimport"));
        drop(view);
    }

    #[test]
    fn a_line_without_an_end_is_not_kept_for_ever() {
        let mut writer = Mirror::new(InMemoryTerm::new(3, 20)).writer();
        writer.write_all("x".as_bytes()).unwrap();
        for _ in 0..3 * MAX_LINE / 100 {
            writer.write_all("é".repeat(50).as_bytes()).unwrap();
            assert!(writer.line.len() < MAX_LINE);
            assert!(
                std::str::from_utf8(&writer.line).is_ok(),
                "it is cut in a character"
            );
        }
        assert_eq!(writer.write(&vec![b'y'; 3 * MAX_LINE]).unwrap(), MAX_LINE);
    }
}
