//! What stands between indicatif and a terminal that may change its size.
//!
//! indicatif fills each line with spaces up to the last column, from where the cursor goes on in the next
//! one, and erases all lines before it draws them anew. A terminal that is made narrower then takes all
//! bars for one long line and wraps it, and what was drawn before is never found again. So this writes
//! lines that end where their text does, only those that have changed, and remembers them: after a
//! resize it knows how many rows they have become.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::TermLike;

use super::locale::ascii;
use super::text::width;

/// Clears this row, which is not the last one, and all below it. At the first row, `ED` alone clears the whole screen,
/// which some terminals, such as tmux, first copy into what can be scrolled back to.
const CLEAR: &str = "\x1b[K\x1b[B\x1b[J\x1b[A";

/// A terminal that indicatif draws on. Clones are the same terminal.
#[derive(Clone, Debug)]
pub(super) struct Terminal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// None for one that only remembers what was drawn.
    terminal: Option<Arc<dyn TermLike>>,
    /// How wide that one is.
    columns: u16,
    /// Whether it shows nothing but ASCII.
    is_ascii: bool,
    screen: Mutex<Screen>,
}

#[derive(Debug, Default)]
struct Screen {
    /// The last lines on the terminal. The cursor is at the start of the row below them.
    drawn: Vec<Line>,
    /// How many columns and rows the terminal had then.
    columns: usize,
    height: usize,
    /// How many rows of former lines could not be erased, as a terminal that had become too small had scrolled them
    /// away. They are right above the lines that are drawn, and there again when it becomes higher.
    lost: usize,
    /// Whether what indicatif draws waits until it is whole.
    is_held: bool,
    /// How many of the rows on the terminal indicatif has erased since.
    erased: usize,
    /// The lines that it has written since and not erased.
    written: Vec<Line>,
    /// Whether what it writes next fills up the last of them.
    fills: bool,
}

#[derive(Debug, PartialEq)]
struct Line {
    text: String,
    /// How many rows indicatif counts for it.
    rows: usize,
}

impl Terminal {
    pub(super) fn new(terminal: Arc<dyn TermLike>, is_ascii: bool) -> Self {
        Self(Arc::new(Inner {
            terminal: Some(terminal),
            columns: 0,
            is_ascii,
            screen: Mutex::default(),
        }))
    }

    /// One that only remembers what was drawn last.
    pub(super) fn in_memory(columns: usize) -> Self {
        Self(Arc::new(Inner {
            terminal: None,
            columns: u16::try_from(columns).unwrap_or(u16::MAX),
            is_ascii: false,
            screen: Mutex::default(),
        }))
    }

    /// The last lines that were drawn.
    pub(super) fn lines(&self) -> Vec<String> {
        let screen = self.screen();
        screen.drawn.iter().map(|line| line.text.clone()).collect()
    }

    /// Holds back what is drawn, so that nobody sees half of it. indicatif finds no room for bars
    /// meanwhile, which saves it the work.
    pub(super) fn hold(&self) {
        self.screen().is_held = true;
    }

    /// With the next drawing, what was held back is drawn, too.
    pub(super) fn release(&self) {
        self.screen().is_held = false;
    }

    /// Sends what takes no room, between two drawings.
    pub(super) fn send(&self, sequence: &str) {
        if let Some(terminal) = &self.0.terminal {
            let _ = terminal.write_str(sequence);
            let _ = terminal.flush();
        }
    }

    fn screen(&self) -> MutexGuard<'_, Screen> {
        self.0.screen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Screen {
    /// The last row goes, whether it is on the terminal or still to be written.
    fn erase_row(&mut self) {
        match self.written.last_mut() {
            Some(line) if line.rows > 1 => line.rows -= 1,
            Some(_) => drop(self.written.pop()),
            None => self.erased += 1,
        }
    }

    /// indicatif writes a line and then the spaces that fill it up, of which there may be none.
    fn write(&mut self, text: &str, columns: usize) {
        if self.fills {
            self.fills = false;
        } else {
            self.fills = true;
            self.written.push(Line {
                rows: rows(text, columns),
                text: text.trim_end_matches(' ').to_owned(),
            });
        }
    }

    /// What makes a terminal of that size look as indicatif wants it to.
    fn draw(&mut self, columns: usize, height: usize) -> String {
        let rewrapped = std::mem::replace(&mut self.columns, columns) != columns;
        let resized = std::mem::replace(&mut self.height, height) != height || rewrapped;
        let erased = std::mem::take(&mut self.erased);
        let written = std::mem::take(&mut self.written);

        // The lines that were erased, and the rows that they take by now.
        let (mut counted, mut up) = (0, 0);
        let mut kept = self.drawn.len();
        while counted < erased && kept > 0 {
            kept -= 1;
            counted += self.drawn[kept].rows;
            up += rows(&self.drawn[kept].text, columns);
        }
        up += erased.saturating_sub(counted);
        // Where those are is not known any more once they are wrapped anew, or something is printed below them.
        let mut lost = match rewrapped || kept > 0 || erased == 0 {
            true => 0,
            false => self.lost,
        };
        if resized {
            up += lost;
            lost = up.saturating_sub(height.saturating_sub(1));
            if lost > 0 {
                // What is above them is out of reach, too.
                self.drawn.drain(..kept);
                kept = 0;
            }
        }
        self.lost = lost;
        let old = self.drawn.split_off(kept);

        let mut bytes = String::new();
        if resized && erased > 0 || old != written {
            // Where the cursor is, a terminal shows what is typed: `^C`, say.
            bytes.push_str("\r\x1b[K");
            if up > 0 {
                bytes.push_str(&format!("\x1b[{}A", up.min(height.saturating_sub(1))));
            }
            let wraps = |lines: &[Line]| lines.iter().any(|line| line.rows > 1);
            let anew = resized || written.is_empty() || wraps(&old) || wraps(&written);
            if anew && up > 0 {
                bytes.push_str(CLEAR);
            }
            for (index, line) in written.iter().enumerate() {
                if anew || old.get(index) != Some(line) {
                    bytes.push_str("\x1b[K");
                    bytes.push_str(&line.text);
                }
                bytes.push_str("\r\n");
            }
            if old.len() > written.len() && !anew {
                bytes.push_str("\x1b[J");
            }
        }
        self.drawn.extend(written);
        let scrolled = self.drawn.len().saturating_sub(height);
        self.drawn.drain(..scrolled);
        bytes
    }
}

/// The rows that a line takes, as indicatif counts them.
fn rows(line: &str, columns: usize) -> usize {
    // No character takes more columns than bytes.
    if line.len() <= columns {
        return 1;
    }
    let line = console::strip_ansi_codes(line);
    let (mut rows, mut column) = (1, 0);
    let mut utf8 = [0; 4];
    for character in line.chars() {
        let width = width(character.encode_utf8(&mut utf8));
        column += width;
        if column > columns {
            rows += 1;
            column = width;
        }
    }
    rows
}

/// A terminal that is gone is no reason to stop, so nothing here fails.
impl TermLike for Terminal {
    /// The last column stays free: a character that is wider than it says has room there.
    fn width(&self) -> u16 {
        match &self.0.terminal {
            Some(terminal) => terminal.width().saturating_sub(1).max(1),
            None => self.0.columns,
        }
    }

    /// Without the row of the cursor.
    fn height(&self) -> u16 {
        match &self.0.terminal {
            Some(_) if self.screen().is_held => 0,
            Some(terminal) => terminal.height().saturating_sub(1).max(1),
            None => u16::MAX,
        }
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        let columns = usize::from(self.width());
        self.screen().write(text, columns);
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write_str(text)?;
        self.write_str("")
    }

    fn clear_line(&self) -> io::Result<()> {
        self.screen().erase_row();
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        let mut screen = self.screen();
        if screen.is_held {
            return Ok(());
        }
        match &self.0.terminal {
            Some(terminal) => {
                let height = usize::from(terminal.height().max(1));
                let bytes = screen.draw(usize::from(terminal.width()), height);
                if !bytes.is_empty() {
                    let shown = match self.0.is_ascii {
                        true => ascii(&bytes),
                        false => bytes.as_str().into(),
                    };
                    let _ = terminal.write_str(&shown);
                    let _ = terminal.flush();
                }
            }
            None => screen.drawn = std::mem::take(&mut screen.written),
        }
        Ok(())
    }

    // Where the cursor goes follows from how many lines are erased.

    fn move_cursor_up(&self, _rows: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _rows: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _columns: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _columns: usize) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
