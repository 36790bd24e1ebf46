//! The parameters of a job, from their JSON Schema.

use serde_json::Value;

use super::kind::{Kind, takes_null};

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
    /// Whether a blank text stands for none.
    pub(crate) may_be_blank: bool,
}

/// All that an object's schema describes, in the order in which the function takes them.
pub(super) fn all(schema: &Value) -> Vec<Parameter> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Vec::new();
    };
    let required = schema.get("required").and_then(Value::as_array);
    let order = |property: &Value| property.get("x-order").and_then(Value::as_u64);
    let mut properties: Vec<_> = properties.iter().collect();
    properties.sort_by_key(|(_, property)| order(property).unwrap_or(u64::MAX));
    let described = properties.into_iter().map(|(name, property)| Parameter {
        name: name.clone(),
        description: property
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        kind: Kind::of(property, schema),
        required: required.is_some_and(|names| names.iter().any(|other| other == name)),
        default: property
            .get("default")
            .filter(|value| !value.is_null())
            .cloned(),
        may_be_blank: takes_null(property),
    });
    described.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parameters_keep_the_order_of_the_function() {
        let schema = json!({
            "properties": {
                "a": { "type": ["integer", "null"], "x-order": 1, "default": null },
                "b": { "type": "boolean", "x-order": 0, "description": "Whether.", "default": true },
            },
            "required": ["b"],
        });
        let [b, a] = all(&schema).try_into().unwrap();
        assert_eq!((a.name.as_str(), b.name.as_str()), ("a", "b"));
        assert_eq!((a.required, b.required), (false, true));
        assert_eq!((a.may_be_blank, b.may_be_blank), (true, false));
        assert_eq!((a.default, b.default), (None, Some(true.into())));
        assert_eq!(b.description, "Whether.");
    }

    #[test]
    fn a_schema_that_is_none_has_no_parameters() {
        for schema in [json!(null), json!([]), json!({"properties": 1})] {
            assert_eq!(all(&schema), []);
        }
    }
}
