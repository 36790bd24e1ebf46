//! Checks what was written and makes a [`Job`] of it. Every rule of the attribute is in here.

mod arguments;
mod duration;
mod marks;
mod name;
mod on_disconnect;
mod options;
mod path;
mod signature;
mod value;

pub(crate) use arguments::{Argument, Source};
pub(crate) use marks::DefaultValue;
pub(crate) use on_disconnect::OnDisconnect;
pub(crate) use options::{Policy, runtime};
use proc_macro2::{Ident, Span};

use crate::errors::Errors;
use crate::parse::{Function, RawAttribute, docs};
use options::Options;
use path::Path;

/// A job without errors: all that the expansion needs to know.
pub(crate) struct Job {
    pub(crate) function: Ident,
    pub(crate) is_async: bool,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) methods: Methods,
    pub(crate) path: String,
    pub(crate) policy: Policy,
    pub(crate) arguments: Vec<Argument>,
    /// Where the return type is written, or the function's name where there is none.
    pub(crate) output: Span,
}

/// The methods that start the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Methods {
    Get,
    Post,
    GetAndPost,
}

impl Job {
    /// # Errors
    ///
    /// Gives back the errors when there are any, earlier ones included.
    pub(crate) fn new(
        raw: &RawAttribute,
        function: &Function,
        mut errors: Errors,
    ) -> Result<Self, Errors> {
        let signature = &function.signature;
        let methods = methods(raw, &mut errors);
        let path = raw
            .path
            .as_ref()
            .and_then(|literal| Path::new(literal, &mut errors));
        let options = Options::new(&raw.options, signature.asyncness.is_some(), &mut errors);
        signature::check(function, &mut errors);
        let name = name::name(options.name.as_ref(), &signature.ident, &mut errors);
        let arguments = arguments::arguments(&function.arguments, &mut errors);
        // An argument with an error is left out, and the path would then be blamed for it.
        let complete = arguments.len() == function.arguments.len();
        if let (Some(path), true) = (&path, complete) {
            arguments::check_against_path(&arguments, path, &mut errors);
        }
        match path {
            Some(path) if errors.is_empty() => Ok(Self {
                function: signature.ident.clone(),
                is_async: signature.asyncness.is_some(),
                name,
                description: docs(&function.attributes),
                methods,
                path: path.text,
                policy: options.policy,
                arguments,
                output: signature::output(signature),
            }),
            _ => Err(errors),
        }
    }
}

fn methods(raw: &RawAttribute, errors: &mut Errors) -> Methods {
    let Some(word) = &raw.method else {
        return Methods::GetAndPost;
    };
    let text = word.to_string();
    match text.as_str() {
        "GET" => return Methods::Get,
        "POST" => return Methods::Post,
        _ => {}
    }
    let upper = text.to_ascii_uppercase();
    if ["GET", "POST"].contains(&upper.as_str()) {
        errors.add(
            word,
            format_args!("methods are written in capitals: write `{upper}`"),
        );
    } else {
        errors.add(
            word,
            format_args!(
                "`{text}` does not start a job: write `GET` or `POST`, or neither of them to allow both"
            ),
        );
    }
    Methods::GetAndPost
}
