//! How the command ends.

use std::process::ExitCode;

use sse_progress::protocol::Status;

/// How a run or the whole command has ended. The variants are ordered from the best to the worst, so that
/// several runs end the command with the greatest of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// All went well.
    Succeeded,
    /// Somebody cancelled it.
    Cancelled,
    /// It took too long.
    TimedOut,
    /// The job failed.
    Failed,
    /// The command line or the connection is wrong, so that how the run goes is not known.
    Unknown,
    /// Whoever read stdout closed it while a run went on.
    Unread,
}

impl Exit {
    /// The exit code. 124 is that of `timeout`; 130 and 141 are what shells report for a program that
    /// SIGINT or SIGPIPE has ended, 128 and the signal's number.
    fn code(self) -> u8 {
        match self {
            Self::Succeeded => 0,
            Self::Cancelled => 130,
            Self::TimedOut => 124,
            Self::Failed => 1,
            Self::Unknown => 2,
            Self::Unread => 141,
        }
    }
}

impl From<Status> for Exit {
    fn from(status: Status) -> Self {
        match status {
            Status::Succeeded => Self::Succeeded,
            Status::Failed => Self::Failed,
            Status::Cancelled => Self::Cancelled,
            Status::TimedOut => Self::TimedOut,
            Status::Lost => Self::Unknown,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_counts() {
        let all = [
            Exit::Failed,
            Exit::Succeeded,
            Exit::Unknown,
            Exit::Cancelled,
            Exit::TimedOut,
        ];
        let mut sorted = all;
        sorted.sort();
        assert_eq!(sorted.map(Exit::code), [0, 130, 124, 1, 2]);
        assert_eq!(all.into_iter().max(), Some(Exit::Unknown));
    }
}
