//! Where a run stands in a list of runs.

use std::fmt;
use std::str::FromStr;

use super::Run;
use crate::log::since_1970;
use crate::protocol::RunId;

/// Where a run stands in the list: runs are in the order in which they were started, and two of one
/// microsecond in that of their ids. It has a text, by which a client asks for the next page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListCursor {
    /// In microseconds since 1970.
    pub(crate) started_us: u64,
    pub(crate) run: RunId,
}

impl ListCursor {
    pub(crate) fn of(run: &Run) -> Self {
        Self {
            started_us: since_1970(run.started()),
            run: run.id().clone(),
        }
    }
}

impl fmt::Display for ListCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.started_us, self.run)
    }
}

/// The text is not that of a place in the list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InvalidCursor;

impl FromStr for ListCursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (started_us, run) = text.split_once('.').ok_or(InvalidCursor)?;
        Ok(Self {
            started_us: started_us.parse().map_err(|_| InvalidCursor)?,
            run: run.parse().map_err(|_| InvalidCursor)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_has_a_text() {
        let id = RunId::from_bits([7; 16]);
        let listed = ListCursor {
            started_us: 1_790_000_000_123,
            run: id.clone(),
        };
        assert_eq!(listed.to_string().parse(), Ok(listed));
        for text in ["", ".", "1", "1.", "1.x", "x.y", &format!("-1.{id}")] {
            assert_eq!(text.parse::<ListCursor>(), Err(InvalidCursor), "{text}");
        }
    }
}
