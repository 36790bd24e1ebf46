//! What is wrong with one use of the attribute: everything, not just the first thing.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes found so far. As tokens, one `compile_error!` for each.
#[derive(Default)]
pub(crate) struct Mistakes(Vec<syn::Error>);

impl Mistakes {
    /// Blames the tokens of `place`.
    pub(crate) fn add(&mut self, place: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(place, message));
    }

    /// Blames the attribute as a whole.
    pub(crate) fn add_to_attribute(&mut self, message: impl Display) {
        self.push(syn::Error::new(Span::call_site(), message));
    }

    /// Points at the other place that the mistake before it speaks of.
    ///
    /// A stable compiler has no notes for macros, so that this is an error of its own.
    pub(crate) fn note(&mut self, place: impl ToTokens, message: impl Display) {
        self.add(place, format_args!("note: {message}"));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl ToTokens for Mistakes {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for error in &self.0 {
            tokens.extend(error.to_compile_error());
        }
    }
}
