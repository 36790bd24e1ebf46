//! The names of components: OpenAPI takes fewer of them than `schemars` has.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::SCHEMAS;

/// Whether a component may have this name.
pub(super) fn may_be_called(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(is_allowed)
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

/// Gives schemas other names that are called what no component may be, as `Pair<u8>`, and names
/// these wherever the old ones are referred to.
pub(super) fn check(document: &mut Value) {
    let Some(Value::Object(schemas)) = document.pointer_mut(SCHEMAS) else {
        return;
    };
    let all = std::mem::take(schemas).into_iter();
    let (mut kept, odd): (Map<_, _>, Map<_, _>) = all.partition(|(name, _)| may_be_called(name));
    let mut renamed = BTreeMap::new();
    for (name, schema) in odd {
        let mut allowed = name.replace(|c| !u8::try_from(c).is_ok_and(is_allowed), "_");
        while allowed.is_empty() || kept.contains_key(&allowed) {
            allowed.push('_');
        }
        kept.insert(allowed.clone(), schema);
        renamed.insert(name, allowed);
    }
    *schemas = kept;
    if !renamed.is_empty() {
        refer(document, &renamed);
    }
}

fn refer(value: &mut Value, renamed: &BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref") {
                if let Some(name) = referred(reference).and_then(|name| renamed.get(&name)) {
                    *reference = format!("#{SCHEMAS}/{name}");
                }
            }
            members.values_mut().for_each(|value| refer(value, renamed));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| refer(value, renamed)),
        _ => {}
    }
}

/// The name in a reference to a schema: a JSON pointer (RFC 6901) in a fragment.
fn referred(reference: &str) -> Option<String> {
    let name = reference.strip_prefix('#')?.strip_prefix(SCHEMAS)?;
    let name = percent_decode_str(name.strip_prefix('/')?)
        .decode_utf8()
        .ok()?;
    Some(name.replace("~1", "/").replace("~0", "~"))
}
