//! Checks the options after the path.

use std::time::Duration;

use proc_macro2::Ident;
use syn::LitStr;
use syn::parse::Parser as _;

use super::on_disconnect::{OnDisconnect, on_disconnect};
use super::value;
use crate::errors::Errors;
use crate::nearest::{list, nearest};
use crate::parse::{RawAttribute, RawOption, option_names};

/// The values of the options. One that is `None` is not in the attribute, and has the runtime's default.
#[derive(Default)]
pub(super) struct Options {
    pub(super) name: Option<LitStr>,
    pub(super) policy: Policy,
}

/// The options that become the runtime's `Policy`.
#[derive(Default)]
pub(crate) struct Policy {
    pub(crate) retry: Option<Duration>,
    pub(crate) heartbeat: Option<Duration>,
    pub(crate) interval: Option<Duration>,
    pub(crate) on_disconnect: Option<OnDisconnect>,
    pub(crate) clean_up: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) concurrency: Option<usize>,
    pub(crate) queue: Option<usize>,
    pub(crate) retention: Option<Duration>,
}

impl Options {
    pub(super) fn new(raw: &[RawOption], is_async: bool, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let policy = &mut options.policy;
        let mut seen: Vec<&RawOption> = Vec::new();
        for option in raw {
            let key = &option.key;
            if let Some(first) = seen.iter().find(|first| first.key == *key) {
                errors.add(
                    key,
                    format_args!("`{key}` is given twice: remove one of them"),
                );
                errors.note(&first.key, format_args!("`{key}` is first given here"));
                continue;
            }
            match key.to_string().as_str() {
                "name" => options.name = value::string(option, errors),
                "retry" => policy.retry = value::duration(option, errors),
                "heartbeat" => policy.heartbeat = value::duration(option, errors),
                "interval" => policy.interval = value::duration(option, errors),
                "on_disconnect" => policy.on_disconnect = on_disconnect(option, errors),
                "clean_up" => policy.clean_up = value::duration(option, errors),
                "timeout" => policy.timeout = value::duration(option, errors),
                "concurrency" => policy.concurrency = value::count(option, 1, errors),
                "queue" => policy.queue = value::count(option, 0, errors),
                "retention" => policy.retention = value::duration(option, errors),
                // Read by `runtime`: the stub of a job with errors needs it, too.
                "crate" => {}
                unknown => {
                    unknown_option(key, unknown, errors);
                    continue;
                }
            }
            seen.push(option);
        }
        let named = |name: &str| seen.iter().find(|option| option.key == *name);
        if let (Some(queue), None) = (named("queue"), named("concurrency")) {
            errors.add(
                &queue.tokens,
                "without `concurrency` every run starts at once and none ever waits: add `concurrency = 4`, or remove `queue`",
            );
        }
        if let (Some(clean_up), false) = (named("clean_up"), is_async) {
            errors.add(
                &clean_up.tokens,
                "a plain `fn` runs until it returns, with all the time it takes to clean up: remove `clean_up`, or write an `async fn`",
            );
        }
        options
    }
}

/// The crate that the expansion calls into: `crate = some::path`, or `::sse_progress`.
pub(crate) fn runtime(raw: &RawAttribute, errors: &mut Errors) -> syn::Path {
    raw.options
        .iter()
        .find(|option| option.key == "crate")
        .and_then(|option| {
            let value = value::value(option, errors)?;
            match syn::Path::parse_mod_style.parse2(value.clone()) {
                Ok(path) => Some(path),
                Err(_) => {
                    let example = option.example();
                    errors.add(
                        value,
                        format_args!("`crate` is a path, without quotes, such as `{example}`"),
                    );
                    None
                }
            }
        })
        .unwrap_or_else(|| syn::parse_quote!(::sse_progress))
}

fn unknown_option(key: &Ident, name: &str, errors: &mut Errors) {
    let hint = nearest(name, option_names())
        .map(|known| format!(": did you mean `{known}`?"))
        .unwrap_or_default();
    errors.add(
        key,
        format_args!(
            "there is no option `{name}`{hint}\nthe options are {}",
            list(&option_names(), "and")
        ),
    );
}
