//! What a bar shows, and setting it where it is made.

use std::borrow::Cow;
use std::time::Duration;

use crate::run::Progress;

impl Progress {
    /// The same bar with a message: `progress.child("a.png").with_message("decoding")`.
    #[must_use]
    pub fn with_message(self, message: impl Into<Cow<'static, str>>) -> Self {
        self.set_message(message);
        self
    }

    /// The same bar with a length: `progress.child("a.png").with_length(64)`.
    #[must_use]
    pub fn with_length(self, length: u64) -> Self {
        self.set_length(length);
        self
    }

    /// The same bar at another position.
    #[must_use]
    pub fn with_position(self, position: u64) -> Self {
        self.set_position(position);
        self
    }

    /// What the job says that it is doing.
    pub fn message(&self) -> String {
        self.bar().message()
    }

    /// For how long the work has been going on. It does not count the time in a queue.
    pub fn elapsed(&self) -> Duration {
        self.bar().elapsed()
    }

    /// How long the rest takes, as watchers were last told: zero until that can be said, and always
    /// for a [hidden](Self::hidden) bar, which has no watchers.
    pub fn eta(&self) -> Duration {
        self.bar().pace().eta().unwrap_or_default()
    }

    /// Units per second, as watchers were last told: 0 until there is something to measure, and
    /// always for a [hidden](Self::hidden) bar, which has no watchers.
    pub fn per_sec(&self) -> f64 {
        self.bar().pace().rate().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_made_with_what_it_shows() {
        let child = Progress::hidden().child("child");
        let child = child.with_length(8).with_position(2).with_message("now");
        assert_eq!((child.length(), child.position()), (Some(8), 2));
        assert_eq!(child.message(), "now");
        assert_eq!((child.eta(), child.per_sec()), (Duration::ZERO, 0.0));
    }
}
