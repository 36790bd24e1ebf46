//! Reads the value of an option as what that option takes: a text, a duration or a count.

use std::time::Duration;

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Lit, LitInt, LitStr};

use super::duration;
use crate::errors::Errors;
use crate::parse::RawOption;

/// No server has that many runs at once: a larger number is a typing error.
const MOST: usize = 1_000_000;

/// `key = "2s"`.
pub(super) fn duration(option: &RawOption, errors: &mut Errors) -> Option<Duration> {
    let literal = string(option, errors)?;
    match duration::parse(&literal.value(), &format!("leave `{}` out", option.key)) {
        Ok(duration) => Some(duration),
        Err(message) => {
            errors.add(literal, format_args!("{}: {message}", option.key));
            None
        }
    }
}

/// `key = "text"`.
pub(super) fn string(option: &RawOption, errors: &mut Errors) -> Option<LitStr> {
    let value = value(option, errors)?;
    let key = &option.key;
    match read::<Lit>(value, option, errors)? {
        Some(Lit::Str(literal)) if literal.suffix().is_empty() => Some(literal),
        Some(Lit::Int(number)) if key != "name" && number.suffix().is_empty() => {
            errors.add(
                &number,
                format_args!("`{key}` needs a unit and quotes: write `{key} = \"{number}s\"`"),
            );
            None
        }
        _ => wrong_kind(value, option, errors),
    }
}

/// `key = 4`, of at least `least`.
pub(super) fn count(option: &RawOption, least: usize, errors: &mut Errors) -> Option<usize> {
    let value = value(option, errors)?;
    let key = &option.key;
    let number: LitInt = match read::<Lit>(value, option, errors)? {
        Some(Lit::Int(number)) if number.suffix().is_empty() => number,
        Some(Lit::Str(text)) if text.value().parse::<usize>().is_ok() => {
            errors.add(
                &text,
                format_args!(
                    "`{key}` is a number: write `{key} = {}`, without quotes",
                    text.value()
                ),
            );
            return None;
        }
        _ => return wrong_kind(value, option, errors),
    };
    match number.base10_parse::<usize>() {
        Ok(count) if count < least => {
            errors.add(
                &number,
                format_args!(
                    "with `{key} = {count}` no run would ever start: write at least {least}, or leave `{key}` out"
                ),
            );
            None
        }
        Ok(count) if count <= MOST => Some(count),
        _ if number.base10_digits().starts_with('-') => wrong_kind(value, option, errors),
        _ => {
            errors.add(&number, format_args!("`{key}` is at most {MOST}"));
            None
        }
    }
}

/// What follows the `=`.
pub(super) fn value<'a>(option: &'a RawOption, errors: &mut Errors) -> Option<&'a TokenStream> {
    if option.value.is_none() {
        wrong_kind::<()>(&option.tokens, option, errors);
    }
    option.value.as_ref()
}

/// Reads a `T` from the start of the value: `Some(None)` when it starts with something else, and
/// `None` when more follows it, which is then reported.
#[allow(clippy::option_option, reason = "the outer one only ends the caller")]
pub(super) fn read<T: Parse>(
    value: &TokenStream,
    option: &RawOption,
    errors: &mut Errors,
) -> Option<Option<T>> {
    let parser = |input: ParseStream<'_>| {
        let read = input.parse::<T>().ok();
        Ok((read, input.parse::<TokenStream>()?))
    };
    let (read, rest) = parser.parse2(value.clone()).unwrap_or_default();
    if read.is_some() && !rest.is_empty() {
        let message = match rest.clone().into_iter().next() {
            Some(TokenTree::Ident(_)) => "expected a comma before this".to_owned(),
            _ => format!("this does not belong here: write `{}`", option.example()),
        };
        errors.add(rest, message);
        return None;
    }
    Some(read)
}

pub(super) fn wrong_kind<T>(
    place: &TokenStream,
    option: &RawOption,
    errors: &mut Errors,
) -> Option<T> {
    errors.add(
        place,
        format_args!("`{}` is written as in `{}`", option.key, option.example()),
    );
    None
}
