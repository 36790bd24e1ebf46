//! The options that the attribute names, as fields of the runtime's `Policy`.

use std::time::Duration;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};

use super::Runtime;
use crate::model::{OnDisconnect, Policy};

pub(super) fn policy(policy: &Policy, runtime: &Runtime<'_>) -> TokenStream {
    let span = runtime.span();
    let some = runtime.some();
    let mut fields = TokenStream::new();
    let mut set = |name: &str, value: TokenStream| {
        let name: Ident = format_ident!("{name}", span = span);
        fields.extend(quote_spanned!(span=> #name: #value,));
    };
    if let Some(timeout) = policy.timeout {
        let timeout = duration(timeout, runtime);
        set("timeout", quote_spanned!(span=> #some(#timeout)));
    }
    for (name, value) in [
        ("retry", policy.retry),
        ("heartbeat", policy.heartbeat),
        ("interval", policy.interval),
        ("clean_up", policy.clean_up),
        ("retention", policy.retention),
    ] {
        if let Some(value) = value {
            set(name, duration(value, runtime));
        }
    }
    if let Some(concurrency) = policy.concurrency {
        set("concurrency", quote_spanned!(span=> #some(#concurrency)));
    }
    if let Some(queue) = policy.queue {
        set("queue", quote_spanned!(span=> #queue));
    }
    if let Some(choice) = policy.on_disconnect {
        let choice = on_disconnect(choice, runtime);
        set("on_disconnect", quote_spanned!(span=> #some(#choice)));
    }
    let policy = runtime.policy();
    if fields.is_empty() {
        return quote_spanned!(span=> #policy::DEFAULT);
    }
    quote_spanned!(span=> #policy { #fields ..#policy::DEFAULT })
}

fn on_disconnect(choice: OnDisconnect, runtime: &Runtime<'_>) -> TokenStream {
    let span = runtime.span();
    let path = runtime.on_disconnect();
    match choice {
        OnDisconnect::Cancel => quote_spanned!(span=> #path::Cancel),
        OnDisconnect::CancelAfter(grace) => {
            let grace = duration(grace, runtime);
            quote_spanned!(span=> #path::CancelAfter(#grace))
        }
        OnDisconnect::Detach => quote_spanned!(span=> #path::Detach),
    }
}

fn duration(duration: Duration, runtime: &Runtime<'_>) -> TokenStream {
    let path = runtime.duration();
    // The model allows a year at most, and 64 bits hold five centuries of nanoseconds.
    let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    quote_spanned!(runtime.span()=> #path::from_nanos(#nanos))
}
