//! `sse-progress run`.

use std::io::{self, Write as _};
use std::path::Path;
use std::rc::Rc;

use clap::CommandFactory as _;
use serde_json::json;
use sse_progress::client::{Request, Started};
use sse_progress::mirror::harmless;

use crate::arguments::{Arguments, Run};
use crate::connect::{Connection, not_started};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::{Followed, follow};
use crate::job::form::Form;
use crate::job::{self, Call, Job, form, given};
use crate::result::{Sink, unwritten};
use crate::show::{Output, one_line};
use crate::stop::Ending;
use crate::target::{Target, Targets};
use crate::url;

pub(super) async fn execute(options: Run) -> Result<Exit, Failure> {
    let Some(text) = &options.url else {
        return general_help();
    };
    let Target {
        url: address,
        server,
    } = Targets::load()?.find(text)?;
    let connection = Connection::new(
        server.as_ref(),
        &options.connecting,
        options.limit.timeout,
        options.showing.max_event,
    )?;
    let sink = Sink::open(options.showing.output.as_deref())?;
    let output = Rc::new(Output::new());
    let finding = job::find(&connection.client, &address);
    if options.help {
        let help = connection.in_time(finding).await?.help();
        let written = output.result(help.trim_end()).await;
        written.or_else(|error| unwritten(&error))?;
        return Ok(Exit::Succeeded);
    }
    // A file is read at once, so that a wrong name is told before the server is asked. stdin is read last:
    // whoever types there should not do so for nothing.
    let body = options.body.as_deref();
    let file = body.filter(|path| *path != Path::new("-"));
    let file = file.map(given::bytes).transpose()?;
    let meant = connection.in_time(finding).await?;
    check_body(&meant.job, &options, connection.content_type.is_some())?;
    let mut values = given::read(&options.values)?;
    let stdin_is_taken = body == Some(Path::new("-"))
        || given::reads_stdin(&options.values)
        || given::reads_stdin(&options.parts);
    // In a body, they may be there.
    let secrets = match body {
        None => meant.read_secrets(&mut values, stdin_is_taken)?,
        Some(_) if meant.job.takes_body => meant.read_secrets(&mut values, stdin_is_taken)?,
        Some(_) => Vec::new(),
    };
    let call = meant
        .call(&values, body.is_some())
        .map_err(|failure| failure.without(&secrets))?;
    let url = call.address.clone();
    let body = match file {
        Some(bytes) => Some(bytes),
        None => body.map(given::bytes).transpose()?,
    };
    let request = if options.parts.is_empty() {
        request(&meant.job, call, body, connection.content_type.as_deref())?
    } else {
        let Form { content_type, body } = form::read(&options.parts)?;
        request(&meant.job, call, Some(body), Some(&content_type))?
    };
    if options.detach {
        if !meant.job.takes_post {
            let error = format!(
                "`{}` is started with GET, and so cannot be detached",
                meant.job.name
            );
            return Err(Failure::new(error));
        }
        let starting = async {
            let started = connection.client.start(request).await;
            started.map_err(|error| not_started(&meant.address(), error).without(&secrets))
        };
        let started = connection.in_time(starting).await?;
        let line = match options.showing.json {
            true => as_json(&started),
            false => url::shown(&started.events),
        };
        let written = output.result(&line).await;
        written.or_else(|error| unwritten(&error))?;
        return Ok(Exit::Succeeded);
    }
    let screen = options.showing.screen(&output);
    let run = Followed {
        label: String::new(),
        url,
        job: Some(meant.address()),
        watch: connection.client.watch(request),
        secrets,
    };
    let ending = Ending::Cancels;
    follow(&connection, vec![run], screen, &output, sink, ending).await
}

/// Whether there is a body for a job that takes one, of the kind that it takes. An empty one is hardly ever meant, so
/// nothing is started without any.
fn check_body(job: &Job, options: &Run, names_type: bool) -> Result<(), Failure> {
    let name = harmless(&job.name);
    match (&options.body, options.parts.as_slice()) {
        (None, []) if job.takes_parts => Err(Failure::new(format!(
            "`{name}` takes a form, and there is none"
        ))
        .hint("-F NAME=@FILE sends a file as a part of it, and -F NAME=VALUE a field")),
        (None, []) if job.takes_body => Err(Failure::new(format!(
            "`{name}` takes a body, and there is none"
        ))
        .hint("--body FILE sends a file, --body - what stdin has, and --body /dev/null nothing")),
        (_, [_, ..]) if !job.takes_parts => Err(Failure::new(format!(
            "`{name}` takes no form of several parts"
        ))
        .hint(match job.takes_body {
            true => "--body FILE sends a file as the body",
            false => "parameters are given as NAME=VALUE",
        })),
        // Whoever names the type has made the form already.
        (Some(_), _) if job.takes_parts && !names_type => Err(Failure::new(format!(
            "`{name}` takes a form, and not a file as the body"
        ))
        .hint("-F NAME=@FILE sends a file as a part of it")),
        _ => Ok(()),
    }
}

/// What `--detach --json` prints.
fn as_json(started: &Started) -> String {
    let line = json!({
        "run": started.run,
        "events": url::shown(&started.events),
        "cancel": url::shown(&started.cancel),
    });
    one_line(&line.to_string())
}

/// The request that starts the job. Values that are not in the path are sent as a form if the job takes one,
/// and in the query otherwise: addresses are limited in length, and are written to log files.
fn request(
    job: &Job,
    call: Call,
    body: Option<Vec<u8>>,
    content_type: Option<&str>,
) -> Result<Request, Failure> {
    let Call { mut address, pairs } = call;
    let form = job.takes_post && !job.takes_body && body.is_none();
    if !form && !pairs.is_empty() {
        address.query_pairs_mut().extend_pairs(&pairs);
    }
    Ok(match body {
        Some(_) if !job.takes_post => {
            let error = format!("`{}` is started with GET, and so takes no body", job.name);
            return Err(Failure::new(error));
        }
        Some(body) => {
            let usual = match job.takes_body {
                true => "application/octet-stream",
                false => "application/json",
            };
            Request::post(address).body(content_type.unwrap_or(usual), body)
        }
        None if form => {
            // A form is encoded as a query is, and `Url` has an encoder for that.
            let mut written = address.clone();
            written.set_query(None);
            written.query_pairs_mut().extend_pairs(&pairs);
            let form = written.query().unwrap_or_default().to_owned();
            Request::post(address).body("application/x-www-form-urlencoded", form)
        }
        None if job.takes_post => Request::post(address),
        None => Request::get(address),
    })
}

/// Prints clap's help for `run`. Its own `--help` is turned off, since with a URL the help is about the job.
fn general_help() -> Result<Exit, Failure> {
    let mut command = Arguments::command();
    command.build();
    let help = match command.find_subcommand_mut("run") {
        Some(run) => run.render_help(),
        None => command.render_help(),
    };
    let written = io::stdout().write_all(help.to_string().as_bytes());
    written.or_else(|error| unwritten(&error))?;
    Ok(Exit::Succeeded)
}
