//! The item under the attribute, taken apart so that it can be put back as it was.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, Ident, Pat, Receiver, Signature, Type, Visibility};

/// A function. As tokens, it is the user's own, without the attributes that are ours.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// Never looked into: what a job does is no business of ours, and its errors are rustc's.
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
    /// Whether the function is known to be a method, beside which no type can stand.
    pub(crate) fn is_method(&self) -> bool {
        self.receiver.is_some()
    }

    /// The function's `#[cfg]`s, which must hold for what stands beside it, too.
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
            // These may open a function, and an item of their own as well.
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
    fn a_function_is_put_back_without_our_marks() {
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
