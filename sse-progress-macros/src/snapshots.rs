//! Compares an expansion of each shape with a file under `snapshots/`.
//!
//! With `BLESS=1` in the environment, the files are written instead.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{File, Item, parse_quote};

use crate::pipeline;

#[track_caller]
fn shape(name: &str, attribute: TokenStream, item: TokenStream) {
    let mut expansion: File = syn::parse2(pipeline::job(attribute, item)).unwrap();
    expansion.items.iter_mut().for_each(lay_out);
    let expansion = prettyplease::unparse(&expansion);
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("snapshots")
        .join(name)
        .with_extension("rs");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(file, expansion).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(expansion, expected, "the expansion of `{name}` has changed");
}

/// Shows the input of the runtime's macro as a module, since what is in a macro is not laid out.
fn lay_out(item: &mut Item) {
    let Item::Macro(call) = item else { return };
    let Some(name) = call.mac.path.segments.last() else {
        return;
    };
    let (attributes, name, input) = (&call.attrs, &name.ident, &call.mac.tokens);
    if let Ok(File { items, .. }) = syn::parse2(input.clone()) {
        *item = parse_quote!(#(#attributes)* mod #name { #(#items)* });
    }
}

#[test]
fn asynchronous() {
    shape(
        "asynchronous",
        quote!("/count/{to}"),
        quote! {
            /// Count to a number, slowly.
            ///
            /// It takes a while.
            #[job_of_another::attribute]
            pub async fn count(
                progress: Progress,
                /// How far to count.
                to: u64,
            ) -> u64 {
                wait(progress).await;
                to
            }
        },
    );
}

#[test]
fn blocking() {
    shape(
        "blocking",
        quote!(POST "/sum"),
        quote! {
            fn sum(mut numbers: Vec<u64>) -> Result<u64, Error> {
                numbers.pop().ok_or(Error)
            }
        },
    );
}

#[test]
fn no_arguments() {
    shape(
        "no_arguments",
        quote!(GET "/ping"),
        quote!(
            async fn ping() {}
        ),
    );
}

#[test]
fn every_kind_of_argument() {
    shape(
        "every_kind_of_argument",
        quote!("/resize/{width}"),
        quote! {
            async fn resize(
                bar: Bar,
                width: u32,
                /// From 1 to 100.
                #[param(default = 80)]
                #[allow(unused)]
                quality: u8,
                #[param(default = "png")] format: String,
                #[param(default)] dry_run: bool,
                #[state] db: Db,
            ) {
            }
        },
    );
}

#[test]
fn every_option() {
    shape(
        "every_option",
        quote! {
            "/tune",
            name = "fine-tune",
            retry = "1s",
            heartbeat = "10s",
            interval = "50ms",
            on_disconnect = cancel_after("1m 30s"),
            timeout = "10m",
            concurrency = 4,
            queue = 0,
            clean_up = "5s",
            retention = "1h",
            crate = crate::progress
        },
        quote!(
            pub(crate) async fn tune() {}
        ),
    );
}

#[test]
fn detached() {
    shape(
        "detached",
        quote!("/detached", on_disconnect = detach),
        quote!(
            fn detached() {}
        ),
    );
}

#[test]
fn raw_and_conditional() {
    shape(
        "raw_and_conditional",
        quote!("/type/{match}", on_disconnect = cancel),
        quote! {
            #[cfg(unix)]
            async fn r#type(r#match: u8) {}
        },
    );
}

#[test]
fn errors() {
    shape(
        "errors",
        quote!("/count/{too}", timout = "10m"),
        quote! {
            /// Count.
            #[cfg(unix)]
            pub async fn count(#[state] db: Db, to: u64) -> u64 {
                to
            }
        },
    );
}

#[test]
fn mistaken_for_a_method() {
    shape(
        "method",
        quote!("/count"),
        quote! {
            async fn count(&self) {}
        },
    );
}

#[test]
fn not_a_function() {
    shape(
        "not_a_function",
        quote!("/count"),
        quote!(
            struct Count;
        ),
    );
}
