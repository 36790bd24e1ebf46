//! Turns the attribute and its item into code: parse, check, expand.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::errors::Errors;
use crate::expand::{Runtime, beside, expand};
use crate::model::{self, Job};
use crate::parse::{Function, RawAttribute};

/// The expansion of `#[job(attribute)] item`.
pub(crate) fn job(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function: Function = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = error.into_compile_error();
            return quote!(#item #error);
        }
    };
    let mut errors = Errors::default();
    let raw = RawAttribute::parse(attribute, &mut errors);
    let root = model::runtime(&raw, &mut errors);
    let runtime = Runtime::new(&root);
    match Job::new(&raw, &function, errors) {
        Ok(job) => expand(&job, &function, &runtime),
        Err(errors) => fallback(&errors, &function, &runtime),
    }
}

/// The errors beside the untouched function, and a stub, so that `jobs![…]` does not add more.
fn fallback(errors: &Errors, function: &Function, runtime: &Runtime<'_>) -> TokenStream {
    // No type can stand beside a method: rustc would report that, too.
    if function.association().is_some() {
        return quote!(#function #errors);
    }
    // Only there to compile: with a `compile_error!` beside it, it never runs.
    let body = quote_spanned!(runtime.span()=> loop {});
    let stub = beside(
        function,
        runtime,
        " A job with errors in its `#[job]`.",
        &body,
        &TokenStream::new(),
    );
    quote!(#function #errors #stub)
}
