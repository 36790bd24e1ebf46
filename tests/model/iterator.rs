//! What `WrapIter` does.

use std::sync::Arc;

use crate::bar::Bar;
use crate::steps::Steps;

pub(crate) struct Iterator {
    steps: Steps,
    count: u64,
}

impl Default for Iterator {
    fn default() -> Self {
        Self {
            steps: Steps::New,
            count: 0,
        }
    }
}

impl Iterator {
    /// Returns whether the sampler has to be woken.
    pub(crate) fn step(&mut self, bar: &Arc<Bar>) -> bool {
        self.count += 1;
        if self.steps.is_told(bar, self.count) {
            return false;
        }
        let (count, wake) = self.steps.tell(bar, self.count);
        self.count = count;
        wake
    }
}
