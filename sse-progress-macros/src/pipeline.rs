//! From the attribute and its item to code: parse, model, expand.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::expand::{Runtime, beside, expand};
use crate::mistakes::Mistakes;
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
    let mut mistakes = Mistakes::default();
    let raw = RawAttribute::parse(attribute, &mut mistakes);
    let root = model::runtime(&raw, &mut mistakes);
    let runtime = Runtime::new(&root);
    match Job::new(&raw, &function, mistakes) {
        Ok(job) => expand(&job, &function, &runtime),
        Err(mistakes) => fallback(&mistakes, &function, &runtime),
    }
}

/// The mistakes beside the untouched function, and what keeps `jobs![…]` from adding to them.
fn fallback(mistakes: &Mistakes, function: &Function, runtime: &Runtime<'_>) -> TokenStream {
    if function.is_method() {
        return quote!(#function #mistakes);
    }
    // Never run, since nothing with a mistake is.
    let body = quote_spanned!(runtime.span()=> loop {});
    let stub = beside(
        function,
        runtime,
        " A job with mistakes in its `#[job]`.",
        &body,
    );
    quote!(#function #mistakes #stub)
}
