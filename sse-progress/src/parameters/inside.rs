//! What is inside of a list or an object, read so that an error says where it is.

use std::borrow::Cow;
use std::vec;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::deserialize::Input;
use super::expected::Expected;
use super::members::Members;
use super::place::Step;
use super::value_error::ValueError;

/// The items of a list.
pub(super) struct Items<I> {
    items: I,
    /// How many were read.
    count: usize,
    /// Whether an error says which of them it is about.
    tells_which: bool,
}

impl<'de, I: Iterator<Item = Input<'de>>> Items<I> {
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

impl<'de, I: Iterator<Item = Input<'de>>> SeqAccess<'de> for Items<I> {
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

/// The members of an object.
pub(super) struct Entries<'a> {
    members: vec::IntoIter<(Cow<'a, str>, &'a RawValue)>,
    /// The one whose name was read.
    open: Option<(Cow<'a, str>, &'a RawValue)>,
    count: usize,
    depth: usize,
}

impl<'a> Entries<'a> {
    pub(super) fn new(members: Members<'a>, depth: usize) -> Self {
        Self {
            members: members.0.into_iter(),
            open: None,
            count: 0,
            depth,
        }
    }

    /// Has all of them visited.
    pub(super) fn visit<V: Visitor<'a>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        let value = visitor.visit_map(&mut self)?;
        check_end(self.count, self.members.count(), "map")?;
        Ok(value)
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = ValueError;

    /// Names are texts, so that a map may have integers for keys.
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ValueError> {
        let Some((name, json)) = self.members.next() else {
            return Ok(None);
        };
        self.count += 1;
        self.open = Some((name.clone(), json));
        seed.deserialize(Input::Text(name, &Expected::Anything))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, ValueError> {
        let Some((name, json)) = self.open.take() else {
            return Err(ValueError::custom("a value is read before its name"));
        };
        let value = seed.deserialize(Input::Json(json, self.depth));
        value.map_err(|error| error.within(Step::Member(name.into_owned())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.members.len())
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
