//! The table of every path that generated code names.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

/// The paths into the runtime, each a method that gives the path for one place in the source.
pub(crate) struct Runtime<'a> {
    root: &'a Path,
    span: Span,
}

macro_rules! table {
    ($($method:ident => $path:path;)+) => {
        impl Runtime<'_> {
            $(
                pub(crate) fn $method(&self) -> TokenStream {
                    quote_spanned!(self.span=> $path)
                }
            )+
        }
    };
}

table! {
    job => __runtime::job;
    definition => __runtime::Definition;
    methods => __runtime::Methods;
    policy => __runtime::Policy;
    on_disconnect => __runtime::OnDisconnect;
    duration => __runtime::Duration;
    probe => __runtime::Probe;
    default_value => __runtime::DefaultValue;
    describe_state => __runtime::describe_state;
    take_state => __runtime::take_state;
    work => __runtime::Work;
    vec => __runtime::Vec;
    some => __runtime::Some;
    none => __runtime::None;
    text_default => __runtime::text_default;
    without_body => __runtime::without_body;
    // A leading `::core` cannot be shadowed.
    default => ::core::default::Default::default;
}

impl<'a> Runtime<'a> {
    /// The runtime at `root`, named where the attribute stands.
    pub(crate) fn new(root: &'a Path) -> Self {
        Self {
            root,
            span: Span::mixed_site(),
        }
    }

    /// The same paths, for code whose errors rustc is to report at `span`.
    pub(crate) fn at(&self, span: Span) -> Self {
        Self {
            root: self.root,
            span: Span::mixed_site().located_at(span),
        }
    }

    /// The span of these paths, for the code around them.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// The macro for the type beside the function, which stands outside of what `imports` covers.
    pub(crate) fn beside(&self) -> TokenStream {
        let root = self.root;
        quote!(#root::__private::a_job_is_a_free_function)
    }

    /// Imports `__runtime`, which the paths above start from, and the traits of the methods on a
    /// [`probe`](Self::probe).
    pub(crate) fn imports(&self) -> TokenStream {
        let root = self.root;
        quote! {
            use #root::__private::{self as __runtime, kinds::*};
        }
    }
}
