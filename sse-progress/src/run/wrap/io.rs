//! Blocking readers and writers.

use std::io::{self, BufRead, IoSlice, IoSliceMut, Read, Seek, SeekFrom, Write};

use crate::run::Progress;

/// A reader that moves a bar: see [`Progress::wrap_read`].
#[derive(Clone, Debug)]
pub struct WrapRead<R> {
    reader: R,
    progress: Progress,
}

impl<R> WrapRead<R> {
    pub(super) fn new(progress: Progress, reader: R) -> Self {
        Self { reader, progress }
    }

    /// The reader again.
    pub fn into_inner(self) -> R {
        self.reader
    }
}

impl<R: Read> Read for WrapRead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.progress.inc(count as u64);
        Ok(count)
    }

    fn read_vectored(&mut self, buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        let count = self.reader.read_vectored(buffers)?;
        self.progress.inc(count as u64);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for WrapRead<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.reader.consume(count);
        self.progress.inc(count as u64);
    }
}

/// Moves the bar to where the reader is.
impl<R: Seek> Seek for WrapRead<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = self.reader.seek(to)?;
        self.progress.set_position(position);
        Ok(position)
    }
}

/// A writer that moves a bar: see [`Progress::wrap_write`].
#[derive(Clone, Debug)]
pub struct WrapWrite<W> {
    writer: W,
    progress: Progress,
}

impl<W> WrapWrite<W> {
    pub(super) fn new(progress: Progress, writer: W) -> Self {
        Self { writer, progress }
    }

    /// The writer again.
    pub fn into_inner(self) -> W {
        self.writer
    }
}

impl<W: Write> Write for WrapWrite<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let count = self.writer.write(buffer)?;
        self.progress.inc(count as u64);
        Ok(count)
    }

    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        let count = self.writer.write_vectored(buffers)?;
        self.progress.inc(count as u64);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Moves the bar to where the writer is.
impl<W: Seek> Seek for WrapWrite<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = self.writer.seek(to)?;
        self.progress.set_position(position);
        Ok(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_count_once_however_they_are_read() {
        let progress = Progress::hidden();
        let mut reader = progress.wrap_read(io::Cursor::new("one\ntwo"));
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        assert_eq!(progress.position(), 4);
        reader.read_to_string(&mut line).unwrap();
        assert_eq!(progress.position(), 7);
        reader.rewind().unwrap();
        assert_eq!(progress.position(), 0);
    }

    #[test]
    fn bytes_count_when_they_are_written() {
        let progress = Progress::hidden();
        let mut short = [0; 4];
        let mut writer = progress.wrap_write(&mut short[..]);
        assert!(writer.write_all(b"longer").is_err());
        assert_eq!(progress.position(), 4);
    }
}
