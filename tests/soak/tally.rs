//! What the visitors have seen, all together.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Counts by name. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(Arc<Mutex<BTreeMap<String, u64>>>);

impl Tally {
    pub(crate) fn add(&self, name: &str, count: u64) {
        let mut counts = self.0.lock().unwrap();
        *counts.entry(name.to_owned()).or_default() += count;
    }

    pub(crate) fn get(&self, name: &str) -> u64 {
        self.0.lock().unwrap().get(name).copied().unwrap_or(0)
    }

    pub(crate) fn print(&self) {
        for (name, count) in &*self.0.lock().unwrap() {
            println!("  {count:>10}  {name}");
        }
    }
}
