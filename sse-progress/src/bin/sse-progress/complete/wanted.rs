//! What the server knows.

use sse_progress::client::Client;

use super::typed::Typed;
use super::{Candidate, files};
use crate::connect::Connection;
use crate::failure::Failure;
use crate::job;
use crate::target::{Target, Targets};

/// The addresses of jobs or of runs that begin as `current` does.
pub(super) async fn addresses(
    typed: &Typed<'_>,
    subcommand: &str,
    current: &str,
) -> Vec<Candidate> {
    let Ok(targets) = Targets::load() else {
        return Vec::new();
    };
    let mut found: Vec<_> = targets
        .names()
        .map(|name| match subcommand {
            "jobs" | "runs" => Candidate::new(name, "a server"),
            _ => Candidate::new(format!("{name}/"), "a server"),
        })
        .collect();
    if matches!(subcommand, "jobs" | "runs") {
        return found;
    }
    // Without a slash, it may be the name of a job of the usual server.
    let quote = current.len() - current.trim_start_matches(['\'', '"']).len();
    let (start, base) = match current.rfind('/') {
        Some(slash) => (&current[..=slash], Some(&current[quote..slash])),
        None => (&current[..quote], None),
    };
    let base = base.map(|base| base.strip_suffix("/runs").unwrap_or(base));
    let target = match base {
        Some("") | None => targets.server(None),
        Some(base) => targets.find(base),
    };
    let is_of_run = matches!(subcommand, "watch" | "wait" | "status" | "logs" | "cancel");
    let is_of_job = matches!(subcommand, "run" | "watch");
    let asked = ask(typed, target, async |client, target| {
        let mut found = Vec::new();
        if is_of_job {
            for job in client
                .jobs(format!("{}/", target.url.as_str().trim_end_matches('/')))
                .await?
            {
                let by_get = job.methods.iter().any(|method| method == "GET");
                match subcommand {
                    "run" => found.push(Candidate::new(
                        format!("{start}{}", job.name),
                        job.description,
                    )),
                    _ if by_get => {
                        let path = job.path.trim_start_matches('/');
                        found.push(Candidate::new(format!("{start}{path}"), job.description));
                    }
                    _ => {}
                }
            }
        }
        if is_of_run {
            // Without a list there are none to offer.
            let page = client.runs(&target.url).await;
            for run in page.map_or_else(|_| Vec::new(), |page| page.runs) {
                let inside = if start.ends_with("runs/") || base.is_none() {
                    ""
                } else {
                    "runs/"
                };
                found.push(Candidate::new(
                    format!("{start}{inside}{}", run.run),
                    run.job,
                ));
            }
        }
        Ok(found)
    });
    found.extend(asked.await.unwrap_or_default());
    found
}

/// The parameters of a job that are not given yet, or the values of one.
pub(super) async fn parameters(typed: &Typed<'_>, job: &str, current: &str) -> Vec<Candidate> {
    if let Some((name, path)) = current.split_once("=@") {
        return files::all(&format!("{name}=@"), path);
    }
    let target = Targets::load().and_then(|targets| targets.find(job));
    let found = ask(typed, target, async |client, target| {
        job::find(client, &target.url).await
    });
    let Ok(meant) = found.await else {
        return Vec::new();
    };
    if let Some((name, _)) = current.split_once('=') {
        let choices = meant.choices(name);
        let word = |choice: &String| Candidate::new(format!("{name}={choice}"), "");
        return choices.iter().map(word).collect();
    }
    let given = typed.positionals.iter().skip(1);
    let given: Vec<_> = given.filter_map(|word| word.split_once('=')).collect();
    let is_given = |name: &str| given.iter().any(|(other, _)| *other == name);
    let names = meant
        .names()
        .filter(|(name, repeats, _)| *repeats || !is_given(name));
    names
        .map(|(name, _, about)| Candidate::new(format!("{name}="), about))
        .collect()
}

/// How the part of a form begins that is a file, as the pages of a server send files.
const FILE: &str = "file=@";

/// The part of a form, behind what stands `before` it in the same word: the path of a file, or where that is still to
/// come, `file=@` for a job that takes a form. What else a form may have is not said by servers.
pub(super) async fn parts(typed: &Typed<'_>, before: &str, part: &str) -> Vec<Candidate> {
    if let Some((name, path)) = part.split_once("=@") {
        return files::all(&format!("{before}{name}=@"), path);
    }
    let Some(job) = typed.positionals.first() else {
        return Vec::new();
    };
    let target = Targets::load().and_then(|targets| targets.find(job));
    let found = ask(typed, target, async |client, target| {
        job::find(client, &target.url).await
    });
    match found.await {
        Ok(meant) if meant.job.takes_parts => {
            vec![Candidate::new(format!("{before}{FILE}"), "a file")]
        }
        _ => Vec::new(),
    }
}

/// What a server says, asked as the command line and the configuration say.
async fn ask<T>(
    typed: &Typed<'_>,
    target: Result<Target, Failure>,
    question: impl AsyncFnOnce(&Client, &Target) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let target = target?;
    let connection = Connection::new(target.server.as_ref(), &typed.connecting, None, None)?;
    question(&connection.client, &target).await
}
