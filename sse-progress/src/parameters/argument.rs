//! The arguments of a job: what its function takes, and where each of them comes from.

use std::any::TypeId;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::expected::Expected;
use super::given::absent;
use crate::protocol::PathTemplate;

/// Names in the query of a job's address that have a meaning of their own.
pub(crate) const RESERVED: [&str; 2] = ["last_event_id", "idempotency_key"];

/// One argument of a job's function.
#[derive(Clone, Debug)]
pub struct Argument {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) source: Source,
}

/// Where an argument comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// The run's own progress.
    Progress,
    /// The run's id.
    RunId,
    /// Whom the run belongs to; `required` if it has to belong to somebody.
    Principal { required: bool },
    /// The body of the request.
    Body(BodyForm),
    /// What the application shares.
    State { id: TypeId, type_name: &'static str },
    /// The request, by name.
    Request(Parameter),
}

/// How a job takes the body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyForm {
    /// In memory, as it is.
    Whole,
    /// While it comes, as it is.
    Stream,
    /// While it comes, as the parts of a form.
    #[cfg(feature = "multipart")]
    Parts,
}

/// An argument that a request gives.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    /// What the schema says, in words, and whether a text is the value or JSON.
    pub(crate) expected: Expected,
    pub(crate) default: Option<Value>,
    pub(crate) required: bool,
    /// Whether its schema has `format: password` or `writeOnly`: it is shown to nobody.
    pub(crate) is_secret: bool,
}

impl Parameter {
    /// Describes what a type takes.
    pub(crate) fn of<T: DeserializeOwned + JsonSchema>() -> Self {
        Self {
            schema: SchemaGenerator::subschema_for::<T>,
            expected: Expected::of::<T>(),
            default: None,
            required: absent::<T>().is_none(),
            is_secret: is_secret::<T>(),
        }
    }

    /// The same with a default, which is shown if it has a JSON form.
    pub(crate) fn with_default(self, default: Option<Value>) -> Self {
        Self {
            default,
            required: false,
            ..self
        }
    }
}

impl Argument {
    pub(crate) fn parameter(&self) -> Option<&Parameter> {
        match &self.source {
            Source::Request(parameter) => Some(parameter),
            _ => None,
        }
    }
}

/// Whether the schema of a type says that its values are secret.
fn is_secret<T: JsonSchema>() -> bool {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        // A reference would hide what it refers to.
        settings.inline_subschemas = true;
    });
    let schema = settings.into_generator().subschema_for::<T>();
    let says = |name: &str, value: Value| schema.get(name) == Some(&value);
    says("format", "password".into()) || says("writeOnly", true.into())
}

/// The names that a request may use.
pub(crate) fn parameter_names(arguments: &[Argument]) -> impl Iterator<Item = &'static str> {
    let parameters = arguments.iter().filter(|a| a.parameter().is_some());
    parameters.map(|argument| argument.name)
}

/// How the job gets the body of a request, if it does not get its members or fields by name.
pub(crate) fn body_form(arguments: &[Argument]) -> Option<BodyForm> {
    arguments.iter().find_map(|argument| match argument.source {
        Source::Body(form) => Some(form),
        _ => None,
    })
}

/// Whether the job gets the body of a request.
pub(crate) fn takes_body(arguments: &[Argument]) -> bool {
    body_form(arguments).is_some()
}

/// The one type that the body of a request has to be of, if there is one.
pub(crate) fn media_type_of_body(arguments: &[Argument]) -> Option<&'static str> {
    match body_form(arguments)? {
        #[cfg(feature = "multipart")]
        BodyForm::Parts => Some("multipart/form-data"),
        BodyForm::Whole | BodyForm::Stream => None,
    }
}

/// Whether the job reads the body of a request itself, while it comes.
pub(crate) fn streams_body(arguments: &[Argument]) -> bool {
    body_form(arguments).is_some_and(|form| form != BodyForm::Whole)
}

/// Whether arguments and path fit together.
///
/// # Errors
///
/// When they do not, with the reason in words.
pub(crate) fn check_arguments(path: &PathTemplate, arguments: &[Argument]) -> Result<(), String> {
    for name in path.parameters() {
        if !parameter_names(arguments).any(|known| known == name) {
            return Err(format!(
                "the path `{path}` has `{{{name}}}`, but no parameter is called `{name}`"
            ));
        }
    }
    let bodies = arguments
        .iter()
        .filter_map(|argument| match argument.source {
            Source::Body(form) => Some((argument.name, form)),
            _ => None,
        });
    let bodies: Vec<_> = bodies.collect();
    if let [(one, form), (other, other_form), ..] = bodies[..] {
        if form != BodyForm::Whole || other_form != BodyForm::Whole {
            return Err(format!(
                "`{one}` and `{other}` both take the body of the request, which is there once"
            ));
        }
    }
    for (index, argument) in arguments.iter().enumerate() {
        let name = argument.name;
        if RESERVED.contains(&name) {
            return Err(format!("the name `{name}` is taken by the protocol"));
        }
        if arguments[..index].iter().any(|other| other.name == name) {
            return Err(format!("two parameters are called `{name}`"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argument(name: &'static str, source: Source) -> Argument {
        Argument {
            name,
            description: "",
            source,
        }
    }

    #[test]
    fn what_does_not_fit_together_is_told() {
        let value = |name| argument(name, Source::Request(Parameter::of::<u8>()));
        let progress = argument("progress", Source::Progress);
        let body = |name, form| argument(name, Source::Body(form));
        for (path, arguments, reason) in [
            ("/a/{b}", vec![value("c")], "no parameter is called `b`"),
            (
                "/a/{progress}",
                vec![progress],
                "no parameter is called `progress`",
            ),
            (
                "/a",
                vec![value("b"), value("b")],
                "two parameters are called `b`",
            ),
            ("/a", vec![value("last_event_id")], "taken by the protocol"),
            (
                "/a",
                vec![body("b", BodyForm::Whole), body("c", BodyForm::Stream)],
                "`b` and `c` both take the body of the request",
            ),
        ] {
            let error = check_arguments(&path.parse().unwrap(), &arguments).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
        assert_eq!(
            check_arguments(&"/a/{b}".parse().unwrap(), &[value("b"), value("c")]),
            Ok(())
        );
        let twice = [body("b", BodyForm::Whole), body("c", BodyForm::Whole)];
        assert_eq!(check_arguments(&"/a".parse().unwrap(), &twice), Ok(()));
    }
}
