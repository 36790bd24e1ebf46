//! The options that the attribute knows.

/// What every option is called, and how it is written.
const OPTIONS: [(&str, &str); 11] = [
    ("name", "name = \"resize\""),
    ("retry", "retry = \"2s\""),
    ("heartbeat", "heartbeat = \"15s\""),
    ("interval", "interval = \"100ms\""),
    ("on_disconnect", "on_disconnect = cancel_after(\"5s\")"),
    ("clean_up", "clean_up = \"5s\""),
    ("timeout", "timeout = \"10m\""),
    ("concurrency", "concurrency = 4"),
    ("queue", "queue = 64"),
    ("retention", "retention = \"5m\""),
    ("crate", "crate = my_crate::sse_progress"),
];

/// The names of all options.
pub(crate) fn option_names() -> [&'static str; OPTIONS.len()] {
    OPTIONS.map(|(name, _)| name)
}

/// An option with a value, as an error message shows it; empty for a name that is no option.
pub(super) fn example(name: &str) -> &'static str {
    let option = OPTIONS.iter().find(|(known, _)| *known == name);
    option.map_or("", |(_, example)| example)
}
