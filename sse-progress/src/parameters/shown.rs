//! What a run was started with, as its page shows it and starts it once more.

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::argument::Argument;
use super::given::Given;
use super::values::Values;

/// A run remembers parameters of this many bytes as JSON; of longer ones, none.
const MAX_LEN: usize = 16 * 1024;

impl Values<'_> {
    /// The parameters as one JSON object: a text for what was given as text, a list for what was given
    /// several times, and JSON for what was given as JSON, which is each text of a type that is not plain. Secrets are
    /// not among them.
    ///
    /// `None` if they are too long to be remembered.
    pub(crate) fn shown(&self) -> Option<Box<RawValue>> {
        let mut shown = serde_json::Map::new();
        for (name, given) in self.given() {
            let argument = self.arguments().iter().find(|other| other.name == name);
            let parameter = argument.and_then(Argument::parameter);
            let Some(parameter) = parameter.filter(|parameter| !parameter.is_secret) else {
                continue;
            };
            let json = match given {
                Given::Texts(texts) => match texts.as_slice() {
                    // An empty one is no value.
                    [text] if !parameter.expected.is_plain() => {
                        serde_json::from_str(text).unwrap_or_default()
                    }
                    [text] => Json::from(text.as_str()),
                    several => Json::from(several),
                },
                Given::Json(json) => serde_json::from_str(json.get()).ok()?,
            };
            shown.insert(name.to_owned(), json);
        }
        let json = serde_json::value::to_raw_value(&shown).ok()?;
        (json.get().len() <= MAX_LEN).then_some(json)
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::parameters::argument::{Parameter, Source};

    /// A password.
    #[derive(Deserialize, JsonSchema)]
    struct Secret(
        #[schemars(extend("format" = "password"))]
        #[allow(dead_code, reason = "never read")]
        String,
    );

    fn arguments() -> Vec<Argument> {
        let argument = |name, parameter| Argument {
            name,
            description: "",
            source: Source::Request(parameter),
        };
        vec![
            argument("to", Parameter::of::<u64>()),
            argument("tag", Parameter::of::<Vec<String>>()),
            argument("key", Parameter::of::<Secret>()),
            argument("any", Parameter::of::<Json>()),
        ]
    }

    #[test]
    fn all_but_secrets_are_shown() {
        let arguments = arguments();
        let values = Values::new(&arguments).query("to=5&tag=a&tag=b&key=sesame", &[]);
        assert_eq!(
            values.shown().unwrap().get(),
            r#"{"tag":["a","b"],"to":"5"}"#
        );
        // By either way, a text and the JSON of a text are told apart.
        for (query, any) in [
            ("any=%22x%22", json!("x")),
            ("any=1", json!(1)),
            ("any=", Json::Null),
        ] {
            let values = Values::new(&arguments).query(query, &[]);
            assert_eq!(
                values.shown().unwrap().get(),
                json!({ "any": any }).to_string()
            );
        }
        let values = Values::new(&arguments)
            .members(json!({"to": 5, "any": {"a": [null]}, "key": "sesame"}));
        assert_eq!(
            values.shown().unwrap().get(),
            r#"{"any":{"a":[null]},"to":5}"#
        );
    }

    #[test]
    fn what_is_too_long_is_not_remembered() {
        let arguments = arguments();
        let long = "x".repeat(MAX_LEN);
        let values = Values::new(&arguments).members(json!({ "any": long }));
        assert!(values.shown().is_none());
    }
}
