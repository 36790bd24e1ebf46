//! Collects what is wrong with one use of the attribute.
//!
//! All of it is reported in one compilation, rather than one error per attempt.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The errors found so far. As tokens, they are one `compile_error!` each.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds an error that points at the tokens of `place`.
    pub(crate) fn add(&mut self, place: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(place, message));
    }

    /// Adds an error that points at the attribute as a whole.
    pub(crate) fn add_to_attribute(&mut self, message: impl Display) {
        self.push(syn::Error::new(Span::call_site(), message));
    }

    /// Points at a second place that the error before this one speaks of.
    ///
    /// Macros cannot attach notes to an error on stable Rust, so the note is an error of its own.
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

impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for error in &self.0 {
            tokens.extend(error.to_compile_error());
        }
    }
}
