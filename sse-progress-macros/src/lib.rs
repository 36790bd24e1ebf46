//! The `#[job]` attribute of `sse-progress`, which re-exports it.

mod expand;
mod mistakes;
mod model;
mod nearest;
mod parse;
mod pipeline;
#[cfg(test)]
mod snapshots;

use proc_macro::TokenStream;

/// Turns a function into a job.
#[proc_macro_attribute]
pub fn job(attribute: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::job(attribute.into(), item.into()).into()
}
