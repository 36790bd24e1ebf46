//! Checks the name of a job, which appears in addresses, in the data of events, and in shells.

use proc_macro2::Ident;
use syn::LitStr;
use syn::ext::IdentExt as _;

use crate::errors::Errors;

/// The name that the attribute gives, or else the function's.
pub(super) fn name(given: Option<&LitStr>, function: &Ident, errors: &mut Errors) -> String {
    let Some(literal) = given else {
        let name = function.unraw().to_string();
        if let Some(odd) = odd_character(&name) {
            errors.add(
                function,
                format_args!(
                    "the name of a job has no `{odd}`: give this one another, with `name = \"…\"` of ASCII letters, digits, `.`, `_` and `-`"
                ),
            );
        }
        return name;
    };
    let name = literal.value();
    if name.is_empty() {
        errors.add(
            literal,
            format_args!(
                "the name is empty: leave `name` out to have it called `{}`",
                function.unraw()
            ),
        );
    } else if let Some(odd) = odd_character(&name) {
        errors.add(
            literal,
            format_args!(
                "the name of a job has no `{}`: write ASCII letters, digits, `.`, `_` and `-`",
                odd.escape_debug()
            ),
        );
    }
    name
}

fn odd_character(name: &str) -> Option<char> {
    name.chars()
        .find(|c| !c.is_ascii_alphanumeric() && !"._-".contains(*c))
}
