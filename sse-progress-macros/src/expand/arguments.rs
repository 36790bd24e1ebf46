//! What is said of an argument, and how its value is come by.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Lit};

use super::Runtime;
use crate::model::{Argument, DefaultValue, Source};

/// The argument, described for the schema.
pub(super) fn description(argument: &Argument, runtime: &Runtime<'_>) -> TokenStream {
    let runtime = runtime.at(argument.ty.span());
    let span = runtime.span();
    let Argument {
        name,
        ty,
        description,
        source,
        ..
    } = argument;
    match source {
        Source::State => {
            let describe_state = runtime.describe_state();
            quote_spanned!(span=> #describe_state::<#ty>(#name))
        }
        Source::Request(None) => {
            let kind = kind(argument, &runtime);
            quote_spanned!(span=> #kind.describe(#name, #description))
        }
        Source::Request(Some(default)) => {
            let kind = kind(argument, &runtime);
            let default_value = runtime.default_value();
            let value = default_expression(default, &runtime);
            quote_spanned! {span=>
                #kind.describe_or(#name, #description, (&#default_value::<#ty>(#value)).json())
            }
        }
    }
}

/// The argument's value as an `Option`, taken from what `args` holds at `index`.
pub(super) fn value(
    argument: &Argument,
    index: usize,
    args: &TokenStream,
    runtime: &Runtime<'_>,
) -> TokenStream {
    let runtime = runtime.at(argument.ty.span());
    let span = runtime.span();
    let ty = &argument.ty;
    match &argument.source {
        Source::State => {
            let take_state = runtime.take_state();
            quote_spanned!(span=> #take_state::<#ty>(#args, #index))
        }
        Source::Request(None) => {
            let kind = kind(argument, &runtime);
            quote_spanned!(span=> #kind.take(#args, #index))
        }
        Source::Request(Some(default)) => {
            let kind = kind(argument, &runtime);
            let value = default_expression(default, &runtime);
            quote_spanned!(span=> #kind.take_or(#args, #index, || #value))
        }
    }
}

/// What the argument's type makes of it, found by the traits that the type has.
fn kind(argument: &Argument, runtime: &Runtime<'_>) -> TokenStream {
    let (probe, ty) = (runtime.probe(), &argument.ty);
    quote_spanned!(runtime.span()=> (&#probe::<#ty>::NEW).kind())
}

fn default_expression(default: &DefaultValue, runtime: &Runtime<'_>) -> TokenStream {
    match default {
        DefaultValue::OfType => {
            let default = runtime.default();
            quote_spanned!(runtime.span()=> #default())
        }
        // So that `default = "png"` is a `String`, as one would write it.
        DefaultValue::Expression(expression) if is_string(expression) => {
            let into = runtime.into();
            quote_spanned!(expression.span()=> #into(#expression))
        }
        DefaultValue::Expression(expression) => quote!(#expression),
    }
}

fn is_string(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::Lit(ExprLit {
            lit: Lit::Str(_),
            ..
        })
    )
}
