//! What is inside of a list or an object, read so that an error says where it is.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::place::Step;
use super::value_error::ValueError;

/// The items of a list, each read by a deserializer of its own.
pub(super) struct Items<I> {
    items: I,
    /// How many were read.
    count: usize,
    /// Whether an error says which of them it is about.
    tells_which: bool,
}

impl<'de, D, I> Items<I>
where
    D: Deserializer<'de, Error = ValueError>,
    I: Iterator<Item = D>,
{
    pub(super) fn new(items: I, tells_which: bool) -> Self {
        Self {
            items,
            count: 0,
            tells_which,
        }
    }

    /// Has all of them visited.
    pub(super) fn visit<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        let list = visitor.visit_seq(&mut self)?;
        check_end(self.count, self.items.count(), "sequence")?;
        Ok(list)
    }
}

impl<'de, D, I> SeqAccess<'de> for Items<I>
where
    D: Deserializer<'de, Error = ValueError>,
    I: Iterator<Item = D>,
{
    type Error = ValueError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ValueError> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.count;
        self.count += 1;
        seed.deserialize(item).map(Some).map_err(|error| {
            if self.tells_which {
                error.within(Step::Item(index))
            } else {
                error
            }
        })
    }

    fn size_hint(&self) -> Option<usize> {
        match self.items.size_hint() {
            (least, Some(most)) if least == most => Some(least),
            _ => None,
        }
    }
}

/// A member of an object, with deserializers of its name and of its value.
pub(super) struct Entry<'de, D> {
    pub(super) name: Cow<'de, str>,
    pub(super) key: D,
    pub(super) value: D,
}

/// The members of an object.
pub(super) struct Entries<'de, D, I> {
    entries: I,
    /// The name and the value of the one whose key was read.
    open: Option<(Cow<'de, str>, D)>,
    count: usize,
}

impl<'de, D, I> Entries<'de, D, I>
where
    D: Deserializer<'de, Error = ValueError>,
    I: ExactSizeIterator<Item = Entry<'de, D>>,
{
    pub(super) fn new(entries: I) -> Self {
        Self {
            entries,
            open: None,
            count: 0,
        }
    }

    /// Has all of them visited.
    pub(super) fn visit<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        let value = visitor.visit_map(&mut self)?;
        check_end(self.count, self.entries.len(), "map")?;
        Ok(value)
    }
}

impl<'de, D, I> MapAccess<'de> for Entries<'de, D, I>
where
    D: Deserializer<'de, Error = ValueError>,
    I: ExactSizeIterator<Item = Entry<'de, D>>,
{
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ValueError> {
        let Some(Entry { name, key, value }) = self.entries.next() else {
            return Ok(None);
        };
        self.count += 1;
        self.open = Some((name, value));
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, ValueError> {
        let Some((name, value)) = self.open.take() else {
            return Err(ValueError::custom("a value is read before its name"));
        };
        let value = seed.deserialize(value);
        value.map_err(|error| error.within(Step::Member(name.into_owned())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// Whether a type has taken all that there was.
fn check_end(taken: usize, left: usize, what: &str) -> Result<(), ValueError> {
    if left == 0 {
        return Ok(());
    }
    let elements = if taken == 1 { "element" } else { "elements" };
    let expected = format!("{taken} {elements} in {what}");
    Err(ValueError::invalid_length(taken + left, &expected.as_str()))
}
