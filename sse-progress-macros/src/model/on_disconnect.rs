//! Reads `on_disconnect`: what becomes of a run that has no watchers any more.

use std::time::Duration;

use proc_macro2::{Delimiter, TokenTree};
use syn::{Lit, LitStr};

use super::{duration, value};
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::parse::RawOption;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnDisconnect {
    Cancel,
    CancelAfter(Duration),
    Detach,
}

const CHOICES: &str = "`cancel`, `cancel_after(\"5s\")` or `detach`";

/// `on_disconnect = cancel`, `cancel_after("5s")` or `detach`.
pub(super) fn on_disconnect(option: &RawOption, errors: &mut Errors) -> Option<OnDisconnect> {
    let value = value::value(option, errors)?;
    let trees: Vec<TokenTree> = value.clone().into_iter().collect();
    let (word, arguments) = match &trees[..] {
        [TokenTree::Ident(word)] => (word, None),
        [TokenTree::Ident(word), TokenTree::Group(group)]
            if group.delimiter() == Delimiter::Parenthesis =>
        {
            (word, Some(group))
        }
        [TokenTree::Ident(_), rest @ ..] if matches!(rest.first(), Some(TokenTree::Ident(_))) => {
            errors.add(
                rest.iter().cloned().collect::<proc_macro2::TokenStream>(),
                "expected a comma before this",
            );
            return None;
        }
        _ => {
            errors.add(
                value,
                format_args!("expected {CHOICES}, without quotes around it"),
            );
            return None;
        }
    };
    match (word.to_string().as_str(), arguments) {
        ("cancel", None) => Some(OnDisconnect::Cancel),
        ("detach", None) => Some(OnDisconnect::Detach),
        ("cancel_after", Some(group)) => {
            match syn::parse2::<Lit>(group.stream()) {
                Ok(Lit::Str(literal)) => cancel_after(&literal, errors),
                Ok(Lit::Int(number)) => {
                    errors.add(
                    &number,
                    format_args!("a duration needs a unit and quotes: write `cancel_after(\"{number}s\")`"),
                );
                    None
                }
                _ => {
                    errors.add(
                        value,
                        "`cancel_after` takes a single duration: write `cancel_after(\"5s\")`",
                    );
                    None
                }
            }
        }
        ("cancel_after", None) => {
            errors.add(
                value,
                "`cancel_after` takes a duration: write `cancel_after(\"5s\")`",
            );
            None
        }
        ("cancel", Some(group)) => {
            errors.add(
                value,
                format_args!(
                    "`cancel` cancels at once and takes nothing: write `cancel`, or `cancel_after{group}`"
                ),
            );
            None
        }
        ("detach", Some(_)) => {
            errors.add(value, "`detach` takes nothing: write `detach`");
            None
        }
        (unknown, _) => {
            let known = ["cancel", "cancel_after", "detach"];
            let hint = nearest(unknown, known)
                .map(|known| format!("; did you mean `{known}`?"))
                .unwrap_or_default();
            errors.add(
                word,
                format_args!("`{unknown}` is not one of {CHOICES}{hint}"),
            );
            None
        }
    }
}

fn cancel_after(literal: &LitStr, errors: &mut Errors) -> Option<OnDisconnect> {
    match duration::parse(&literal.value(), "write `cancel`") {
        Ok(duration) => Some(OnDisconnect::CancelAfter(duration)),
        Err(message) => {
            errors.add(literal, format_args!("cancel_after: {message}"));
            None
        }
    }
}
