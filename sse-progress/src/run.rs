//! A placeholder until the real one is there.

/// Where a job reports to.
#[derive(Clone, Debug)]
pub struct Progress;
