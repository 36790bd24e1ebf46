//! Checks the function's arguments, most of which are parameters of the job.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::{Attribute, Pat, Type};

use super::marks::{DefaultValue, Marks};
use super::path::Path;
use super::signature;
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::parse::{RawArgument, docs};

/// One argument.
pub(crate) struct Argument {
    /// What the function calls it.
    pub(crate) ident: Ident,
    /// Its name on the wire.
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) description: String,
    pub(crate) source: Source,
    /// Its attributes, to point at when the argument does not fit the path.
    marks: Vec<Attribute>,
}

/// Where the value of an argument comes from.
pub(crate) enum Source {
    /// The application's state.
    State,
    /// The request, with a default for when it has no such value. The runtime makes an exception for the
    /// types `Progress` and `Body`.
    Request(Option<DefaultValue>),
}

/// Query parameters with which a client resumes a run, or asks that one is started only once.
const RESERVED: [&str; 2] = ["last_event_id", "idempotency_key"];

/// The arguments in order, without those whose name cannot be read.
pub(super) fn arguments(raw: &[RawArgument], errors: &mut Errors) -> Vec<Argument> {
    raw.iter().filter_map(|raw| argument(raw, errors)).collect()
}

fn argument(raw: &RawArgument, errors: &mut Errors) -> Option<Argument> {
    for other in &raw.others {
        if other.path().is_ident("cfg") || other.path().is_ident("cfg_attr") {
            errors.add(
                other,
                "a job has the same parameters in every build: put the `#[cfg]` on the function",
            );
        }
    }
    let marks = Marks::new(&raw.marks, errors);
    let source = match marks.state {
        Some(_) => Source::State,
        None => Source::Request(marks.default),
    };
    signature::check_type(&raw.ty, matches!(source, Source::State), errors);
    let ident = ident(&raw.pattern, errors)?;
    let name = ident.unraw().to_string();
    if matches!(source, Source::Request(_)) && RESERVED.contains(&name.as_str()) {
        errors.add(
            ident,
            format_args!("`{name}` is how clients resume and repeat requests: call the argument something else"),
        );
    }
    Some(Argument {
        ident: ident.clone(),
        name,
        ty: raw.ty.clone(),
        description: docs(&raw.marks),
        source,
        marks: raw.marks.clone(),
    })
}

fn ident<'a>(pattern: &'a Pat, errors: &mut Errors) -> Option<&'a Ident> {
    match pattern {
        Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
            return Some(&pattern.ident);
        }
        Pat::Wild(_) => errors.add(
            pattern,
            "requests name the argument, so it needs a name: write `_name` if the function has no use for it",
        ),
        _ => errors.add(
            pattern,
            "requests name the argument: write a plain name here, and take the value apart inside the function",
        ),
    }
    None
}

/// Checks that every parameter of the path is an argument that a request can give.
pub(super) fn check_against_path(arguments: &[Argument], path: &Path, errors: &mut Errors) {
    for parameter in &path.parameters {
        let Some(argument) = arguments
            .iter()
            .find(|argument| argument.name == *parameter)
        else {
            errors.add(
                &path.literal,
                format_args!(
                    "no argument takes `{{{parameter}}}`: {}",
                    remedy(parameter, arguments, path)
                ),
            );
            continue;
        };
        let marks = |name| {
            argument
                .marks
                .iter()
                .find(|mark| mark.path().is_ident(name))
        };
        match &argument.source {
            Source::State => {
                errors.add(
                    &path.literal,
                    format_args!(
                        "`{{{parameter}}}` is in the path and comes from the application's state: remove it here, or the `#[state]`"
                    ),
                );
                if let Some(mark) = marks("state") {
                    errors.note(mark, format_args!("`{parameter}` is state here"));
                }
            }
            Source::Request(Some(_)) => {
                if let Some(mark) = marks("param") {
                    errors.add(
                        mark,
                        format_args!(
                            "`{parameter}` is in the path and so is always given: remove its default, or `{{{parameter}}}` from the path"
                        ),
                    );
                }
                errors.note(&path.literal, format_args!("`{{{parameter}}}` stands here"));
            }
            Source::Request(None) => {}
        }
    }
}

/// What to do about a parameter that no argument takes.
fn remedy(parameter: &str, arguments: &[Argument], path: &Path) -> String {
    let free = arguments
        .iter()
        .filter(|argument| matches!(argument.source, Source::Request(_)))
        .map(|argument| argument.name.as_str())
        .filter(|name| !path.parameters.iter().any(|taken| taken == name));
    match nearest(parameter, free) {
        Some(name) => format!("did you mean `{{{name}}}`?"),
        None => format!("add an argument `{parameter}` to the function"),
    }
}
