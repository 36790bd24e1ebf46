//! What an application says of its API: how it is called, and how to say who one is.

use serde_json::{Map, Value, json};

use super::names;
use crate::error::Error;

/// What stands above the jobs.
const DESCRIPTION: &str = "Each job is a long-running function. A request to its path starts a run of it, \
    whose progress is streamed as server-sent events: any number of `progress` and `log`, then one \
    `done`. A stream that breaks is taken up with the id of its last event as `Last-Event-ID`, which \
    starts nothing.";

/// The name and version of an API and its security schemes.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) title: String,
    pub(crate) version: String,
    /// Security Scheme Objects by their names.
    pub(crate) security: Vec<(String, Value)>,
}

impl Api {
    /// What an application that says nothing has.
    pub(crate) fn new() -> Self {
        Self {
            title: "Jobs".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            security: Vec::new(),
        }
    }

    /// # Errors
    ///
    /// When a security scheme cannot stand in the document.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for (index, (name, scheme)) in self.security.iter().enumerate() {
            let wrong = |reason: &str| {
                Err(Error::new(format!(
                    "the security scheme `{name}` cannot be described: {reason}"
                )))
            };
            if !names::may_be_called(name) {
                return wrong("its name has to be ASCII letters, digits, `.`, `_` and `-`");
            }
            if !scheme.get("type").is_some_and(Value::is_string) {
                return wrong(
                    "it has to be a Security Scheme Object of OpenAPI, such as \
                     `{ \"type\": \"http\", \"scheme\": \"bearer\" }`",
                );
            }
            if self.security[..index]
                .iter()
                .any(|(other, _)| other == name)
            {
                return wrong("there is another of this name");
            }
        }
        Ok(())
    }

    /// The Info Object and the security requirements; the schemes themselves become components.
    pub(super) fn describe(self, components: &mut Map<String, Value>) -> (Value, Value) {
        let info = json!({
            "title": self.title,
            "version": self.version,
            "description": DESCRIPTION,
        });
        // Any of them suffices.
        let names = self.security.iter().map(|(name, _)| name);
        let security: Vec<Value> = names.map(|name| json!({ name: [] })).collect();
        if !self.security.is_empty() {
            let schemes: Map<String, Value> = self.security.into_iter().collect();
            components.insert("securitySchemes".into(), schemes.into());
        }
        (info, security.into())
    }
}
