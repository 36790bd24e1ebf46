//! Takes the item under the attribute apart, so that it can be written out again as it was.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, Ident, Pat, Receiver, Signature, Type, Visibility};

/// A function. As tokens, it is what the user wrote, without `#[state]`, `#[param]` and the doc
/// comments on arguments, which rustc would refuse.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// Not parsed, so that rustc reports what is wrong in it.
    body: TokenStream,
    pub(crate) arguments: Vec<RawArgument>,
    pub(crate) receiver: Option<Receiver>,
    /// Further `#[job]`s on the same function.
    pub(crate) repeated: Vec<Attribute>,
}

/// An argument, with the attributes that were taken off it.
pub(crate) struct RawArgument {
    pub(crate) pattern: Pat,
    pub(crate) ty: Type,
    /// The `#[state]`s, `#[param]`s and doc comments.
    pub(crate) marks: Vec<Attribute>,
    /// The attributes that stay.
    pub(crate) others: Vec<Attribute>,
}

impl Function {
    /// The `self` or `Self` that shows that the function stands in an `impl` or a `trait`.
    ///
    /// An attribute sees nothing of what is around its function, so that an associated function with
    /// neither of the two looks like a free one.
    pub(crate) fn association(&self) -> Option<TokenTree> {
        if let Some(receiver) = &self.receiver {
            return receiver.to_token_stream().into_iter().next();
        }
        let is_self = |tree: &TokenTree| matches!(tree, TokenTree::Ident(word) if word == "Self");
        // Items inside of the function can have a `Self` of their own.
        let opens_item = |tree: &TokenTree| {
            matches!(tree, TokenTree::Ident(word) if ["impl", "trait", "struct", "enum", "union"]
                .iter()
                .any(|keyword| word == keyword))
        };
        find(self.signature.to_token_stream(), &is_self).or_else(|| {
            match find(self.body.clone(), &opens_item) {
                Some(_) => None,
                None => find(self.body.clone(), &is_self),
            }
        })
    }

    /// The function's `#[cfg]`s, for the code beside it.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"))
    }
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let (repeated, attributes) = attributes.into_iter().partition(is_job);
        let visibility = input.parse()?;
        if let Some(word) = foreign_keyword(input.cursor().token_stream()) {
            return Err(syn::Error::new(
                word.span(),
                format_args!(
                    "`#[job]` turns a function into an endpoint: put it on a `fn` or an `async fn`, not on {} `{word}`",
                    article(&word),
                ),
            ));
        }
        let mut signature: Signature = input.parse()?;
        if !input.peek(syn::token::Brace) {
            return Err(syn::Error::new_spanned(
                signature,
                "`#[job]` belongs on a free function with a body",
            ));
        }
        let body = input.parse()?;

        let mut arguments = Vec::new();
        let mut receiver = None;
        for input in &mut signature.inputs {
            match input {
                FnArg::Receiver(argument) => receiver = Some(argument.clone()),
                FnArg::Typed(argument) => {
                    let (marks, others): (Vec<_>, Vec<_>) = std::mem::take(&mut argument.attrs)
                        .into_iter()
                        .partition(is_mark);
                    argument.attrs.clone_from(&others);
                    arguments.push(RawArgument {
                        pattern: (*argument.pat).clone(),
                        ty: (*argument.ty).clone(),
                        marks,
                        others,
                    });
                }
            }
        }
        Ok(Self {
            attributes,
            visibility,
            signature,
            body,
            arguments,
            receiver,
            repeated,
        })
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for attribute in &self.attributes {
            attribute.to_tokens(tokens);
        }
        self.visibility.to_tokens(tokens);
        self.signature.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

/// The first token, however deep, for which `wanted` holds.
pub(crate) fn find(tokens: TokenStream, wanted: &dyn Fn(&TokenTree) -> bool) -> Option<TokenTree> {
    tokens.into_iter().find_map(|tree| match tree {
        TokenTree::Group(group) => find(group.stream(), wanted),
        tree if wanted(&tree) => Some(tree),
        _ => None,
    })
}

fn is_mark(attribute: &Attribute) -> bool {
    ["state", "param", "doc"]
        .iter()
        .any(|mark| attribute.path().is_ident(mark))
}

fn is_job(attribute: &Attribute) -> bool {
    let segments = &attribute.path().segments;
    let names: Vec<String> = segments.iter().map(|part| part.ident.to_string()).collect();
    matches!(
        names.iter().map(String::as_str).collect::<Vec<_>>()[..],
        ["job"] | ["sse_progress", "job"]
    )
}

/// The word that says what the item is, unless it is `fn`.
fn foreign_keyword(tokens: TokenStream) -> Option<Ident> {
    let mut first = None;
    for tree in tokens {
        match tree {
            TokenTree::Ident(word) if word == "fn" => return None,
            TokenTree::Ident(word) if ["unsafe", "default", "auto"].iter().any(|it| word == it) => {
            }
            // A function can start with these, and other items can, too.
            TokenTree::Ident(word) if ["const", "async", "extern"].iter().any(|it| word == it) => {
                first.get_or_insert(word);
            }
            // The name of an ABI.
            TokenTree::Literal(_) => {}
            TokenTree::Ident(word) => return Some(first.unwrap_or(word)),
            _ => return first,
        }
    }
    first
}

fn article(word: &Ident) -> &'static str {
    if word.to_string().starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn a_function_is_written_out_without_our_attributes() {
        let function: Function = syn::parse_quote! {
            #[inline]
            pub(crate) async fn f(mut a: u8, /** A. */ #[param(default)] #[allow(unused)] b: u8, #[state] c: C) -> u8 {
                syntax that syn need not know
            }
        };
        let expected = quote! {
            #[inline]
            pub(crate) async fn f(mut a: u8, #[allow(unused)] b: u8, c: C) -> u8 {
                syntax that syn need not know
            }
        };
        assert_eq!(function.to_token_stream().to_string(), expected.to_string());
        assert_eq!(function.arguments.len(), 3);
    }

    #[test]
    fn self_shows_an_associated_function() {
        let shown = |function: Function| function.association().map(|tree| tree.to_string());
        let function = syn::parse_quote!(
            async fn f(&self) {}
        );
        assert!(shown(function).is_some());
        let function = syn::parse_quote!(
            fn f() -> Vec<Self> {
                vec![]
            }
        );
        assert_eq!(shown(function).as_deref(), Some("Self"));
        let function = syn::parse_quote!(
            async fn f() {
                g(Self::new()).await
            }
        );
        assert_eq!(shown(function).as_deref(), Some("Self"));
        let function = syn::parse_quote!(
            fn f() {
                struct S;
                impl S {
                    fn new() -> Self {
                        Self
                    }
                }
            }
        );
        assert_eq!(shown(function), None);
        let function = syn::parse_quote!(
            fn f(to: u64) {}
        );
        assert_eq!(shown(function), None);
    }

    #[test]
    fn only_functions_are_functions() {
        for item in [
            quote!(
                struct S;
            ),
            quote!(
                pub(crate) unsafe trait T {}
            ),
            quote!(
                const C: fn() = f;
            ),
            quote!(
                extern "C" {}
            ),
            quote!(
                macro_rules! m {}
            ),
            quote!(
                fn f();
            ),
        ] {
            assert!(syn::parse2::<Function>(item.clone()).is_err(), "{item}");
        }
        for item in [
            quote!(
                fn f() {}
            ),
            quote!(
                pub const unsafe extern "C" fn f() {}
            ),
            quote!(
                async fn f() {}
            ),
        ] {
            assert!(syn::parse2::<Function>(item.clone()).is_ok(), "{item}");
        }
    }
}
