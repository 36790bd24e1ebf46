//! The help for one job: its description, how it is called and its parameters.

use std::fmt::Write as _;

use serde_json::Value;
use sse_progress::mirror::harmless;

use super::{Meant, Parameter};

impl Meant {
    /// What `run URL --help` prints.
    pub(crate) fn help(&self) -> String {
        let job = &self.job;
        let mut text = String::new();
        let mut say = |line: &str| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{line}");
        };
        for line in job.description.trim().lines() {
            say(&harmless(line));
        }
        if !job.description.trim().is_empty() {
            say("");
        }
        let mut usage = format!("Usage: sse-progress run '{}'", self.address());
        for parameter in job.parameters.iter().filter(|p| p.required && !p.secret) {
            let _ = write!(usage, " {}=VALUE", harmless(&parameter.name));
        }
        if job.parameters.iter().any(|p| !p.required || p.secret) {
            usage.push_str(" [NAME=VALUE]...");
        }
        if job.takes_parts {
            usage.push_str(" -F NAME=@FILE");
        } else if job.takes_body {
            usage.push_str(" --body FILE");
        }
        say(&usage);
        if !job.parameters.is_empty() {
            say("\nParameters:");
        }
        for parameter in &job.parameters {
            say(&format!("  {}", about(parameter)));
            for line in parameter.description.trim().lines() {
                say(format!("      {}", harmless(line)).trim_end());
            }
            for line in &parameter.shape {
                say(&format!("      {line}"));
            }
        }
        if job.takes_parts {
            say("\nThe body is a form: -F NAME=VALUE for a field, -F NAME=@FILE for a file.");
        } else if job.takes_body {
            say("\nThe body is the job's to read: --body FILE, or --body - for stdin.");
        }
        if !job.takes_post {
            say("\nIt is started with GET, so it cannot be detached.");
        }
        text
    }
}

/// A parameter in one line: its name, what it takes, and whether it has to be given.
fn about(parameter: &Parameter) -> String {
    let mut line = format!("{}=VALUE", harmless(&parameter.name));
    if let Some(expected) = &parameter.expected {
        line.push_str(&format!("  {}", harmless(expected)));
    }
    match &parameter.default {
        Some(_) if parameter.secret => line.push_str(" [optional]"),
        Some(Value::String(text)) => line.push_str(&format!(" [default: {}]", harmless(text))),
        Some(value) => line.push_str(&format!(" [default: {}]", harmless(&value.to_string()))),
        None if parameter.required => {}
        None => line.push_str(" [optional]"),
    }
    if parameter.secret && parameter.required {
        line.push_str(" (asked for without showing it, or a line of stdin)");
    }
    if parameter.repeats {
        line.push_str(" (repeat it for more)");
    }
    line
}
