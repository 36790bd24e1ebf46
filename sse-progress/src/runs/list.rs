//! The runs of this process by their owners, in the order of the list of each.

use std::collections::{BTreeSet, HashMap};

use crate::protocol::RunId;
use crate::run::{ListCursor, Principal, Run};

/// The runs of this process by their owners.
#[derive(Debug, Default)]
pub(super) struct ByOwner(HashMap<Option<Principal>, BTreeSet<ListCursor>>);

impl ByOwner {
    pub(super) fn add(&mut self, run: &Run) {
        let owner = run.owner().cloned();
        self.0.entry(owner).or_default().insert(ListCursor::of(run));
    }

    pub(super) fn remove(&mut self, run: &Run) {
        let owner = run.owner().cloned();
        if let Some(runs) = self.0.get_mut(&owner) {
            runs.remove(&ListCursor::of(run));
            if runs.is_empty() {
                self.0.remove(&owner);
            }
        }
    }

    /// At most `limit` runs of one owner, newest first, those behind `before` if it is given.
    pub(super) fn page(
        &self,
        owner: &Principal,
        before: Option<&ListCursor>,
        limit: usize,
    ) -> Vec<RunId> {
        let Some(runs) = self.0.get(&Some(owner.clone())) else {
            return Vec::new();
        };
        let newest_first: Box<dyn Iterator<Item = &ListCursor>> = match before {
            Some(before) => Box::new(runs.range(..before).rev()),
            None => Box::new(runs.iter().rev()),
        };
        newest_first
            .take(limit)
            .map(|listed| listed.run.clone())
            .collect()
    }
}
