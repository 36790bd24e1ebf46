//! Reads `#[state]` and `#[param(…)]` on arguments.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Expr, Ident, Meta, Token};

use crate::errors::Errors;
use crate::nearest::nearest;

/// The value of an argument that a request leaves out.
pub(crate) enum DefaultValue {
    /// `Default::default()` of its type.
    OfType,
    /// An expression of the user's.
    Expression(Box<Expr>),
}

/// The `#[state]` and the `#[param(…)]` of one argument.
#[derive(Default)]
pub(super) struct Marks<'a> {
    pub(super) state: Option<&'a Attribute>,
    pub(super) param: Option<&'a Attribute>,
    pub(super) default: Option<DefaultValue>,
}

impl<'a> Marks<'a> {
    pub(super) fn new(attributes: &'a [Attribute], errors: &mut Errors) -> Self {
        let mut marks = Self::default();
        for attribute in attributes {
            if attribute.path().is_ident("state") {
                if marks.state.is_some() {
                    errors.add(attribute, "one `#[state]` is enough: remove this one");
                }
                if !matches!(attribute.meta, Meta::Path(_)) {
                    errors.add(attribute, "`#[state]` takes nothing: write `#[state]`");
                }
                marks.state = Some(attribute);
            } else if attribute.path().is_ident("param") {
                if marks.param.is_some() {
                    errors.add(attribute, "one `#[param(…)]` is enough: join them");
                    continue;
                }
                marks.param = Some(attribute);
                marks.default = param(attribute, errors);
            }
        }
        if let (Some(state), Some(param)) = (marks.state, marks.param) {
            errors.add(
                state,
                "the application's state has no place in a request: remove `#[state]` or `#[param]`",
            );
            errors.note(param, "the argument is a parameter of the request here");
        }
        marks
    }
}

/// What stands between two commas of `#[param(…)]`.
enum Key {
    Default(DefaultValue),
    Unknown(Ident),
}

fn param(attribute: &Attribute, errors: &mut Errors) -> Option<DefaultValue> {
    const USE: &str = "write `#[param(default)]` or `#[param(default = …)]`";
    let Meta::List(list) = &attribute.meta else {
        errors.add(
            attribute,
            format_args!("`#[param]` is empty: {USE}, or remove it"),
        );
        return None;
    };
    let parser = |input: ParseStream<'_>| input.parse_terminated(key, Token![,]);
    let keys = match parser.parse2(list.tokens.clone()) {
        Ok(keys) if keys.is_empty() => {
            errors.add(
                attribute,
                format_args!("`#[param()]` is empty: {USE}, or remove it"),
            );
            return None;
        }
        Ok(keys) => keys,
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    let mut default = None;
    for key in keys {
        match key {
            Key::Default(_) if default.is_some() => {
                errors.add(attribute, "`default` is given twice: remove one of them");
            }
            Key::Default(value) => default = Some(value),
            Key::Unknown(name) => {
                let hint = nearest(&name.to_string(), ["default"])
                    .map_or(USE, |_| "did you mean `default`?");
                errors.add(
                    &name,
                    format_args!("`#[param]` has no `{name}`, only `default`: {hint}"),
                );
            }
        }
    }
    default
}

fn key(input: ParseStream<'_>) -> syn::Result<Key> {
    let name = input.call(Ident::parse_any)?;
    if name != "default" {
        // The value of a key that is not known may be anything, so it is skipped token by token.
        while !input.is_empty() && !input.peek(Token![,]) {
            input.parse::<proc_macro2::TokenTree>()?;
        }
        return Ok(Key::Unknown(name));
    }
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(Key::Default(DefaultValue::OfType));
    }
    if input.parse::<Option<Token![=]>>()?.is_none() {
        let rest: TokenStream = input.parse()?;
        return Err(syn::Error::new_spanned(
            rest,
            "a default value follows `=`: write `#[param(default = …)]`",
        ));
    }
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new_spanned(
            &name,
            "the default value is missing: write `default = …`, or `default` alone for that of the type",
        ));
    }
    Ok(Key::Default(DefaultValue::Expression(input.parse()?)))
}
