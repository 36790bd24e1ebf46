//! What an application shares with its jobs.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;

/// One value per type.
#[derive(Default)]
pub(crate) struct States(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl States {
    /// Keeps a value. `false` when there was one of this type, which it replaces.
    pub(crate) fn insert<T: Clone + Send + Sync + 'static>(&mut self, value: T) -> bool {
        self.0.insert(TypeId::of::<T>(), Box::new(value)).is_none()
    }

    /// A clone of the value of this type.
    pub(crate) fn get<T: Clone + 'static>(&self) -> Option<T> {
        self.0.get(&TypeId::of::<T>())?.downcast_ref().cloned()
    }

    /// Whether there is a value of this type.
    pub(crate) fn contains(&self, id: TypeId) -> bool {
        self.0.contains_key(&id)
    }
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("States")
            .field("count", &self.0.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_value_per_type() {
        let mut states = States::default();
        assert!(states.insert(1_u8));
        assert!(states.insert("text"));
        assert!(!states.insert(2_u8));
        assert_eq!(states.get(), Some(2_u8));
        assert_eq!(states.get(), Some("text"));
        assert_eq!(states.get::<u16>(), None);
        assert!(states.contains(TypeId::of::<u8>()));
        assert!(!states.contains(TypeId::of::<u16>()));
    }
}
