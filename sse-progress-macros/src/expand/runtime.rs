//! Every path that generated code names.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;

/// The paths into the runtime, each a method that gives the path for one place in the source.
pub(crate) struct Runtime<'a> {
    root: &'a Path,
    span: Span,
}

macro_rules! table {
    ($($method:ident => $($segment:ident)::+;)+) => {
        impl Runtime<'_> {
            $(
                pub(crate) fn $method(&self) -> TokenStream {
                    let root = self.root();
                    quote_spanned!(self.span=> #root::$($segment)::+)
                }
            )+
        }
    };
}

table! {
    job_type => Job;
    private => __private;
    job => __private::job;
    definition => __private::Definition;
    methods => __private::Methods;
    policy => __private::Policy;
    on_disconnect => __private::OnDisconnect;
    duration => __private::Duration;
    probe => __private::Probe;
    default_value => __private::DefaultValue;
    describe_state => __private::describe_state;
    take_state => __private::take_state;
    work => __private::Work;
    vec => __private::Vec;
    some => __private::Some;
    none => __private::None;
}

impl<'a> Runtime<'a> {
    /// The runtime at `root`, named where the attribute stands.
    pub(crate) fn new(root: &'a Path) -> Self {
        Self {
            root,
            span: Span::mixed_site(),
        }
    }

    /// The same, where rustc is to put the blame on `span`.
    pub(crate) fn at(&self, span: Span) -> Self {
        Self {
            root: self.root,
            span: Span::mixed_site().located_at(span),
        }
    }

    /// For whatever else stands beside these paths.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// The traits by which methods on a [`probe`](Self::probe) are found.
    pub(crate) fn traits(&self) -> TokenStream {
        let private = self.private();
        quote_spanned! {self.span=>
            use #private::{
                BodyKind as _, JsonDefault as _, NoDefault as _, OutputKind as _, ProgressKind as _,
                ResultKind as _, ValueKind as _,
            };
        }
    }

    /// `Default::default` and `Into::into`; a leading `::core` cannot be shadowed.
    pub(crate) fn default(&self) -> TokenStream {
        quote_spanned!(self.span=> ::core::default::Default::default)
    }

    pub(crate) fn into(&self) -> TokenStream {
        quote_spanned!(self.span=> ::core::convert::Into::into)
    }

    /// An expression is blamed from its first token to its last, which are to be in one place.
    fn root(&self) -> TokenStream {
        let tokens = self.root.to_token_stream();
        tokens
            .into_iter()
            .map(|mut tree| {
                tree.set_span(self.span);
                tree
            })
            .collect()
    }
}
