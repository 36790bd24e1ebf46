//! Passwords and the like: parameters whose schema says `"format": "password"`. They are not needed on the
//! command line, which other users of the machine can read, and the shell remembers.

use std::io::{self, BufRead as _, IsTerminal as _};

use console::Term;
use sse_progress::mirror::harmless;

use super::given::Given;
use super::{Meant, Parameter};
use crate::failure::Failure;

impl Meant {
    /// Reads the secrets that the job needs and that are not given: from the terminal, without showing them,
    /// or a line of stdin for each. Returns all secrets, so that they can be kept out of errors.
    ///
    /// # Errors
    ///
    /// When stdin is closed, cannot be read, or is taken by something else.
    pub(crate) fn read_secrets(
        &self,
        given: &mut Vec<Given>,
        stdin_is_taken: bool,
    ) -> Result<Vec<String>, Failure> {
        let mut secrets = Vec::new();
        for parameter in self
            .job
            .parameters
            .iter()
            .filter(|parameter| parameter.secret)
        {
            let name = &parameter.name;
            let in_query = self.url.query_pairs().into_owned();
            let mut known: Vec<String> = in_query
                .chain(self.in_path.iter().cloned())
                .filter(|(other, _)| other == name)
                .map(|(_, value)| value)
                .collect();
            let on_line = given.iter().filter(|given| given.name == *name);
            known.extend(on_line.map(|given| given.value.clone()));
            if known.is_empty() && parameter.required {
                let value = ask(parameter, stdin_is_taken)?;
                given.push(Given {
                    name: name.clone(),
                    value: value.clone(),
                });
                known.push(value);
            }
            secrets.extend(known);
        }
        Ok(secrets)
    }
}

fn ask(parameter: &Parameter, stdin_is_taken: bool) -> Result<String, Failure> {
    let name = harmless(&parameter.name).into_owned();
    if stdin_is_taken {
        return Err(Failure::new(format!(
            "`{name}` is missing, and stdin is read for something else"
        ))
        .hint(format!("{name}=@FILE reads it from a file")));
    }
    let wrong = |error: io::Error| Failure::new(format!("could not read `{name}`: {error}"));
    if io::stdin().is_terminal() {
        let terminal = Term::stderr();
        terminal.write_str(&format!("{name}: ")).map_err(wrong)?;
        return terminal.read_secure_line().map_err(wrong);
    }
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line).map_err(wrong)?;
    if read == 0 {
        return Err(Failure::new(format!("`{name}` is missing"))
            .hint("type it in a terminal, or write it to stdin, as a line"));
    }
    let value = line.trim_end_matches(['\n', '\r']);
    Ok(value.to_owned())
}
