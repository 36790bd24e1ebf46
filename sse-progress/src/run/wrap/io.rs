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

/// A seek moves the bar to where the reader is then, also when others move the same bar. To ask for
/// the position moves nothing.
impl<R: Seek> Seek for WrapRead<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = self.reader.seek(to)?;
        self.progress.set_position(position);
        Ok(position)
    }

    // By default this is a seek.
    fn stream_position(&mut self) -> io::Result<u64> {
        self.reader.stream_position()
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

/// A seek moves the bar to where the writer is then, also when others move the same bar. To ask for
/// the position moves nothing.
impl<W: Seek> Seek for WrapWrite<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = self.writer.seek(to)?;
        self.progress.set_position(position);
        Ok(position)
    }

    // By default this is a seek.
    fn stream_position(&mut self) -> io::Result<u64> {
        self.writer.stream_position()
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

    // It moved the bar that several files share to where one of them was.
    #[test]
    fn to_ask_for_the_position_moves_no_bar() {
        let progress = Progress::hidden();
        let mut first = progress.wrap_read(io::Cursor::new([0; 8]));
        let mut second = progress.wrap_read(io::Cursor::new([0; 8]));
        let mut copy = progress.wrap_write(io::Cursor::new(Vec::new()));
        io::copy(&mut first, &mut io::sink()).unwrap();
        second.read_exact(&mut [0; 3]).unwrap();
        copy.write_all(&[0; 5]).unwrap();
        assert_eq!(second.stream_position().unwrap(), 3);
        assert_eq!(copy.stream_position().unwrap(), 5);
        assert_eq!(progress.position(), 16);
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
