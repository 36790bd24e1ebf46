//! A terminal that is drawn on with few bytes, and that may change its size.
//!
//! indicatif writes each line with spaces up to the last column, where the cursor wraps to the
//! next, and draws all of them anew each time. A terminal that is made narrower or wider then
//! takes all lines for one and wraps it anew, and what was drawn before is never found again. So this stands
//! between the two: it reads what indicatif writes as a terminal does, and writes lines that end
//! where their text does, only those that have changed, with the cursor below them.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use console::AnsiCodeIterator;
use indicatif::TermLike;

use super::text::width;

/// A terminal that indicatif draws on.
#[derive(Debug)]
pub(super) struct Screen {
    terminal: Arc<dyn TermLike>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    asked: Asked,
    /// The last lines on the terminal, above the cursor.
    drawn: Vec<String>,
    /// How wide the terminal was then.
    columns: usize,
}

/// What indicatif has asked for since the last flush.
#[derive(Debug, Default)]
struct Asked {
    /// Where the cursor would be, from the last line drawn.
    row: isize,
    top: isize,
    clears: bool,
    lines: Vec<String>,
    line: String,
    column: usize,
}

impl Screen {
    pub(super) fn new(terminal: Arc<dyn TermLike>) -> Self {
        Self {
            terminal,
            state: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asked {
    fn move_by(&mut self, rows: isize) {
        self.row += rows;
        self.top = self.top.min(self.row);
    }

    /// Reads text as a terminal does, that goes on in the next line at the end of one.
    fn write(&mut self, text: &str, columns: usize) {
        for (text, is_code) in AnsiCodeIterator::new(text) {
            if is_code {
                self.line.push_str(text);
                continue;
            }
            for character in text.chars() {
                let mut utf8 = [0; 4];
                let character = character.encode_utf8(&mut utf8);
                let width = width(character);
                if self.column + width > columns {
                    self.end_line();
                }
                self.line.push_str(character);
                self.column += width;
            }
            if self.column >= columns {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.lines.push(line.trim_end_matches(' ').to_owned());
        self.column = 0;
    }
}

impl State {
    /// What makes the terminal look as it was asked to, and notes that it does.
    fn draw(&mut self, columns: usize, rows: usize) -> String {
        if self.asked.column > 0 {
            self.asked.end_line();
        }
        let asked = std::mem::take(&mut self.asked);
        let erased = if asked.clears {
            usize::try_from(1 - asked.top).unwrap_or(0)
        } else {
            0
        };
        let known = erased.min(self.drawn.len());
        let old = self.drawn.split_off(self.drawn.len() - known);
        let resized = self.columns != columns && erased > 0;
        let up = if resized {
            // The terminal has wrapped what had become too long for it.
            let wrapped = old
                .iter()
                .map(|line| width(&plain(line)).div_ceil(columns).max(1))
                .sum::<usize>();
            (wrapped + erased - known).min(rows.saturating_sub(1))
        } else {
            erased
        };
        self.columns = columns;
        let mut bytes = String::new();
        if up > 0 && (resized || old != asked.lines || known < erased) {
            // A terminal has written there what was typed: `^C`, say.
            bytes.push_str(&format!("\r\x1b[K\x1b[{up}A"));
        }
        if resized {
            bytes.push_str("\r\x1b[J");
        }
        let mut same = 0;
        for (index, line) in asked.lines.iter().enumerate() {
            if !resized && known == erased && old.get(index) == Some(line) {
                same += 1;
                continue;
            }
            down(&mut bytes, &mut same);
            bytes.push_str("\x1b[K");
            bytes.push_str(line);
            bytes.push_str("\r\n");
        }
        if asked.lines.len() < erased && !resized {
            down(&mut bytes, &mut same);
            bytes.push_str("\x1b[J");
        } else if !bytes.is_empty() {
            down(&mut bytes, &mut same);
        }
        self.drawn.extend(asked.lines);
        let above = self.drawn.len().saturating_sub(rows);
        self.drawn.drain(..above);
        bytes
    }
}

fn down(bytes: &mut String, rows: &mut usize) {
    if *rows > 0 {
        bytes.push_str(&format!("\x1b[{rows}B"));
        *rows = 0;
    }
}

fn plain(line: &str) -> String {
    AnsiCodeIterator::new(line)
        .filter(|(_, is_code)| !is_code)
        .map(|(text, _)| text)
        .collect()
}

/// A terminal that is gone is no reason to stop, so nothing here fails.
impl TermLike for Screen {
    fn width(&self) -> u16 {
        self.terminal.width().max(1)
    }

    /// Without the line of the cursor.
    fn height(&self) -> u16 {
        self.terminal.height().saturating_sub(1).max(1)
    }

    fn move_cursor_up(&self, rows: usize) -> io::Result<()> {
        let rows = isize::try_from(rows).unwrap_or(0);
        self.lock().asked.move_by(-rows);
        Ok(())
    }

    fn move_cursor_down(&self, rows: usize) -> io::Result<()> {
        let rows = isize::try_from(rows).unwrap_or(0);
        self.lock().asked.move_by(rows);
        Ok(())
    }

    /// indicatif has no use for it.
    fn move_cursor_right(&self, _columns: usize) -> io::Result<()> {
        Ok(())
    }

    /// indicatif has no use for it.
    fn move_cursor_left(&self, _columns: usize) -> io::Result<()> {
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        let columns = usize::from(self.width());
        let asked = &mut self.lock().asked;
        asked.write(text, columns);
        asked.end_line();
        Ok(())
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        let columns = usize::from(self.width());
        self.lock().asked.write(text, columns);
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.lock().asked.clears = true;
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        let columns = usize::from(self.width());
        let rows = usize::from(self.terminal.height().max(1));
        let bytes = self.lock().draw(columns, rows);
        if !bytes.is_empty() {
            let _ = self.terminal.write_str(&bytes);
            let _ = self.terminal.flush();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
