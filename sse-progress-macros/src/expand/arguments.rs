//! The code that describes an argument, and the code that takes its value out of a request.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, GenericArgument, Lit, PathArguments, Type};

use super::Runtime;
use crate::model::{Argument, DefaultValue, Methods, Source};

/// A function for each default value: the schema shows it and a request takes it, but the user's
/// expression is to stand in the code once.
pub(super) fn defaults(arguments: &[Argument], runtime: &Runtime<'_>) -> TokenStream {
    let functions = arguments
        .iter()
        .enumerate()
        .filter_map(|(index, argument)| {
            let Source::Request(Some(default)) = &argument.source else {
                return None;
            };
            let runtime = runtime.at(argument.ty.span());
            let (name, ty) = (default_function(index, &runtime), &argument.ty);
            let value = default_expression(default, &runtime);
            Some(quote_spanned! {runtime.span()=>
                fn #name() -> #ty {
                    #value
                }
            })
        });
    functions.collect()
}

/// The argument, described for the schema.
pub(super) fn description(
    argument: &Argument,
    index: usize,
    methods: Methods,
    runtime: &Runtime<'_>,
) -> TokenStream {
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
            let mut kind = kind(argument, &runtime);
            if methods == Methods::Get {
                let without_body = runtime.without_body();
                kind = quote_spanned!(span=> #without_body(#kind));
            }
            quote_spanned!(span=> #kind.describe(#name, #description))
        }
        Source::Request(Some(_)) => {
            let kind = kind(argument, &runtime);
            let default_value = runtime.default_value();
            let default = default_function(index, &runtime);
            quote_spanned! {span=>
                #kind.describe_or(#name, #description, (&#default_value::<#ty>(#default())).json())
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
        Source::Request(Some(_)) => {
            let kind = kind(argument, &runtime);
            let default = default_function(index, &runtime);
            quote_spanned!(span=> #kind.take_or(#args, #index, #default))
        }
    }
}

/// Whether a program that starts a run has to give the argument.
///
/// What the run or the application has, nobody gives. Only the name of a type can be seen here: if it has
/// another name, the argument is there to be given, and passed over.
pub(super) fn is_given(argument: &Argument) -> bool {
    match argument.source {
        Source::State => false,
        Source::Request(_) => !is_of_run(&argument.ty),
    }
}

/// The argument as a program gives it.
pub(super) fn given(argument: &Argument, runtime: &Runtime<'_>) -> TokenStream {
    if !is_given(argument) {
        return runtime.none();
    }
    let runtime = runtime.at(argument.ty.span());
    let (kind, ident) = (kind(argument, &runtime), &argument.ident);
    quote_spanned!(runtime.span()=> #kind.give(#ident))
}

/// `Progress`, `RunId`, `Principal` and `Option<Principal>`, by whatever path.
fn is_of_run(ty: &Type) -> bool {
    let Type::Path(path) = ty else {
        return false;
    };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) if last.ident == "Option" => {
            matches!(arguments.args.first(), Some(GenericArgument::Type(ty)) if is_of_run(ty))
        }
        _ => ["Progress", "RunId", "Principal"]
            .iter()
            .any(|name| last.ident == name),
    }
}

/// What kind of argument the type makes. The runtime's traits decide, since a type can have any name.
fn kind(argument: &Argument, runtime: &Runtime<'_>) -> TokenStream {
    let (probe, ty) = (runtime.probe(), &argument.ty);
    quote_spanned!(runtime.span()=> (&#probe::<#ty>::NEW).kind())
}

fn default_function(index: usize, runtime: &Runtime<'_>) -> Ident {
    format_ident!("__default{index}", span = runtime.span())
}

fn default_expression(default: &DefaultValue, runtime: &Runtime<'_>) -> TokenStream {
    match default {
        DefaultValue::OfType => {
            let default = runtime.default();
            quote_spanned!(runtime.span()=> #default())
        }
        // A literal is a `&str`, and the argument a `String` most of the time.
        DefaultValue::Expression(expression) if is_string(expression) => {
            let text_default = runtime.at(expression.span()).text_default();
            quote_spanned!(expression.span()=> #text_default(#expression))
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
