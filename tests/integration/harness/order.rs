//! What the events of one stream have to be to each other.

use super::event::Event;

/// Watches the order of a stream's events.
#[derive(Debug, Default)]
pub(crate) struct Order {
    last: Option<Event>,
}

impl Order {
    /// Checks the next event.
    pub(crate) fn check(&mut self, event: &Event) -> Result<(), String> {
        let Some(last) = self.last.replace(event.clone()) else {
            // The answer for a run that nobody knows is its end and nothing else.
            let lost = event.name == "done" && event.data["status"] == "lost";
            if (event.name == "progress" || lost) && event.retry.is_some() {
                return Ok(());
            }
            return Err(format!("the first event is {}", event.raw));
        };
        let grows = event.id.number > last.id.number
            || (event.id.done && event.id.number == last.id.number);
        if last.id.done {
            Err(format!("after the end comes {}", event.raw))
        } else if event.retry.is_some() {
            Err(format!("another retry in {}", event.raw))
        } else if event.id.run != last.id.run || !grows {
            Err(format!("{} after {}", event.id.text, last.id.text))
        } else {
            Ok(())
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.last.as_ref().is_some_and(|last| last.id.done)
    }
}
