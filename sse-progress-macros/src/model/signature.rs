//! Checks that requests can start the function: what it may not be, and which types it may not take.

use proc_macro2::{Span, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{GenericParam, ReturnType, Safety, Signature, Type};

use crate::errors::Errors;
use crate::parse::{Function, find};

pub(super) fn check(function: &Function, errors: &mut Errors) {
    let signature = &function.signature;
    for attribute in &function.repeated {
        errors.add(
            attribute,
            "a function is one job: remove this `#[job]`, and write a second function that calls it",
        );
    }
    if let Some(word) = &signature.constness {
        errors.add(
            word,
            "a job is started by requests, not by the compiler: remove `const`",
        );
    }
    if let Safety::Unsafe(word) = &signature.safety {
        errors.add(
            word,
            "a request cannot promise what an `unsafe fn` asks for: write a safe function, with an `unsafe` block inside",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.add(abi, "a job is called from Rust: remove the `extern`");
    }
    if let Some(variadic) = &signature.variadic {
        errors.add(
            variadic,
            "the arguments of a job are known by name: remove the `...`",
        );
    }
    if let Some(receiver) = &function.receiver {
        errors.add(
            receiver,
            "a job is a free function, not a method: move it out of the `impl`, and take what it needs as `#[state]`",
        );
    } else if let Some(word) = function.association() {
        errors.add(
            word,
            "a job is a free function, and `Self` means nothing there: move it out of the `impl`",
        );
    }
    for parameter in &signature.generics.params {
        let message = match parameter {
            GenericParam::Lifetime(parameter) => format!(
                "a run outlives the request that starts it and borrows nothing: remove `{}`, and take owned values",
                parameter.lifetime
            ),
            GenericParam::Type(parameter) => format!(
                "a request cannot choose `{0}`: write a type instead of `{0}`",
                parameter.ident
            ),
            GenericParam::Const(parameter) => format!(
                "a request cannot choose `{}`: take the number as an argument",
                parameter.ident
            ),
        };
        errors.add(parameter, message);
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.add(
            clause,
            "a job has no type parameters that a `where` could speak of: remove it",
        );
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        if let Type::Never(never) = &**ty {
            errors.add(
                never,
                "a job that never returns has no result: leave the return type out",
            );
        }
    }
}

/// Whether an argument of this type can be handed to a run, which outlives the request.
pub(super) fn check_type(ty: &Type, is_state: bool, errors: &mut Errors) {
    if let Some(word) = find(
        ty.to_token_stream(),
        &|tree| matches!(tree, TokenTree::Ident(word) if word == "impl"),
    ) {
        errors.add(
            word,
            "a request is read into one known type: write that type instead of `impl …`",
        );
        return;
    }
    if let Type::Reference(reference) = ty {
        let is_static = reference
            .lifetime
            .as_ref()
            .is_some_and(|lifetime| lifetime.ident == "static");
        if is_state && is_static {
            return;
        }
        let owned = if is_state {
            format!("Arc<{}>", written(&reference.elem))
        } else {
            owned(&reference.elem)
        };
        errors.add(
            reference,
            format_args!(
                "a run outlives the request that starts it and borrows nothing: write `{owned}`"
            ),
        );
        return;
    }
    if is_state {
        return;
    }
    if let Some(ampersand) = find(
        ty.to_token_stream(),
        &|tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == '&'),
    ) {
        errors.add(
            ampersand,
            "a run outlives the request that starts it and borrows nothing: write the owned type, such as `String` for `&str`",
        );
    }
}

/// Where the return type is written, to point at when it cannot be returned.
pub(super) fn output(signature: &Signature) -> Span {
    match &signature.output {
        ReturnType::Default => signature.ident.span(),
        ReturnType::Type(_, ty) => ty.span(),
    }
}

/// The type that owns what a reference to `ty` borrows.
fn owned(ty: &Type) -> String {
    match ty {
        Type::Slice(slice) => format!("Vec<{}>", written(&slice.elem)),
        _ => match written(ty) {
            text if text == "str" => "String".to_owned(),
            path if path == "Path" || path.ends_with("::Path") => format!("{path}Buf"),
            other => other,
        },
    }
}

/// The type as people write it.
fn written(ty: &Type) -> String {
    ty.to_token_stream()
        .to_string()
        .replace(" :: ", "::")
        .replace(" <", "<")
        .replace("< ", "<")
        .replace(" >", ">")
        .replace(" ,", ",")
}
