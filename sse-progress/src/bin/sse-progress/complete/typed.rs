//! The words of a command line that is not finished.

use clap::{Arg, Command};

use crate::arguments::Connecting;

/// What has been typed after the subcommand.
#[derive(Debug)]
pub(super) struct Typed<'a> {
    pub(super) positionals: Vec<String>,
    /// The option whose value comes next.
    pub(super) open: Option<&'a Arg>,
    /// How to reach the server.
    pub(super) connecting: Connecting,
}

impl<'a> Typed<'a> {
    pub(super) fn read(command: &'a Command, words: &[String]) -> Self {
        let mut typed = Self {
            positionals: Vec::new(),
            open: None,
            connecting: Connecting::default(),
        };
        for word in words {
            let word = word.trim_matches(['\'', '"']);
            if let Some(open) = typed.open.take() {
                typed.set(open, word);
            } else if word.starts_with('-') && word != "-" {
                let (name, value) = match word.split_once('=') {
                    Some((name, value)) if name.starts_with("--") => (name, Some(value)),
                    _ => (word, None),
                };
                let option =
                    option(command, name).filter(|option| option.get_action().takes_values());
                match (option, value) {
                    (Some(option), Some(value)) => typed.set(option, value),
                    (option, _) => typed.open = option,
                }
            } else {
                typed.positionals.push(word.to_owned());
            }
        }
        typed
    }

    fn set(&mut self, option: &Arg, value: &str) {
        match option.get_long() {
            Some("header") => self.connecting.headers.push(value.to_owned()),
            Some("token-env") => self.connecting.token_env = Some(value.to_owned()),
            #[cfg(unix)]
            Some("unix-socket") => self.connecting.unix_socket = Some(value.into()),
            _ => {}
        }
    }
}

/// The option of this name, `--progress` or `-o`.
pub(super) fn option<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|option| {
        let long = name
            .strip_prefix("--")
            .is_some_and(|name| option.get_long() == Some(name));
        let short = option.get_short().map(|letter| format!("-{letter}"));
        long || short.as_deref() == Some(name)
    })
}
