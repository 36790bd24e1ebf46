//! The jobs of an application, each at its address.

use std::sync::Arc;

use serde_json::Value;

use crate::error::Error;
use crate::job::{Job, States};
use crate::parameters::argument::Source;
use crate::parameters::{check_arguments, parameters_schema, takes_body};
use crate::protocol::PathTemplate;
use crate::run::Queue;

/// A job at its address, with what all of its runs share.
#[derive(Debug)]
pub(crate) struct JobAt {
    pub(crate) job: Job,
    /// How many were registered before it.
    pub(crate) number: usize,
    pub(crate) template: PathTemplate,
    /// The JSON Schema of its parameters.
    pub(crate) parameters: Value,
    pub(crate) takes_body: bool,
    pub(super) queue: Arc<Queue>,
}

/// All jobs, in the order in which their addresses are tried.
#[derive(Debug)]
pub(crate) struct Catalog(Vec<Arc<JobAt>>);

/// The parameters that a path holds, still percent-encoded.
pub(crate) type PathValues = Vec<(String, String)>;

impl Catalog {
    /// # Errors
    ///
    /// When a job does not fit to its path, to the shared state or to another job, or takes one of
    /// the names in `set_aside`, which stand in queries for other things. `has_principals` says
    /// whether a request is made for somebody.
    pub(crate) fn new(
        jobs: Vec<Job>,
        states: &States,
        set_aside: &[String],
        has_principals: bool,
    ) -> Result<Self, Error> {
        let mut catalog: Vec<Arc<JobAt>> = Vec::new();
        for job in jobs {
            let next = place(job, catalog.len(), states, has_principals)?;
            check_set_aside(&next.job, set_aside)?;
            for other in &catalog {
                check_pair(other, &next)?;
            }
            catalog.push(Arc::new(next));
        }
        catalog.sort_by(|one, two| one.template.precedence(&two.template));
        Ok(Self(catalog))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<JobAt>> {
        self.0.iter()
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<&Arc<JobAt>> {
        self.iter().find(|at| at.job.name() == name)
    }

    /// The job that a path leads to, and what the path says for its parameters. The path has no
    /// slash before it: with one it is another, as `//a` is not `/a`.
    pub(crate) fn by_path(&self, path: &str) -> Option<(Arc<JobAt>, PathValues)> {
        if path.starts_with('/') {
            return None;
        }
        // The most exact template comes first.
        self.iter().find_map(|at| {
            let found = at.template.matches(path)?;
            let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            Some((at.clone(), found.into_iter().map(owned).collect()))
        })
    }
}

fn place(job: Job, number: usize, states: &States, has_principals: bool) -> Result<JobAt, Error> {
    let name = job.name();
    let wrong = |reason: String| Error::new(format!("the job `{name}` cannot be served: {reason}"));
    let arguments = &job.definition.arguments;
    let template = job
        .path()
        .parse::<PathTemplate>()
        .map_err(|error| wrong(error.to_string()))?;
    check_arguments(&template, arguments).map_err(wrong)?;
    for argument in arguments {
        let name = argument.name;
        match &argument.source {
            Source::State { id, type_name } if !states.contains(*id) => {
                return Err(wrong(format!(
                    "its argument `{name}` is `#[state]` of type `{type_name}`, and there is none: \
                     add `.state(…)` to the builder"
                )));
            }
            Source::Principal { required: true } if !has_principals => {
                return Err(wrong(format!(
                    "its argument `{name}` is a `Principal`, and nobody says who asks: \
                     add `.authorize(…)` to the builder, or take an `Option<Principal>`"
                )));
            }
            _ => {}
        }
    }
    Ok(JobAt {
        parameters: parameters_schema(&template, arguments, !job.definition.methods.get()),
        takes_body: takes_body(arguments),
        queue: Queue::new(job.policy().concurrency, job.policy().queue),
        template,
        job,
        number,
    })
}

fn check_set_aside(job: &Job, names: &[String]) -> Result<(), Error> {
    let arguments = &job.definition.arguments;
    let taken = arguments
        .iter()
        .find(|argument| names.iter().any(|name| name == argument.name));
    match taken {
        Some(argument) => Err(Error::new(format!(
            "the job `{}` has a parameter `{}`, which `allow_query` sets aside",
            job.name(),
            argument.name
        ))),
        None => Ok(()),
    }
}

fn check_pair(one: &JobAt, two: &JobAt) -> Result<(), Error> {
    let name = one.job.name();
    if name == two.job.name() {
        return Err(Error::new(format!(
            "two jobs are called `{name}`: give one of them another name with `name = \"…\"`"
        )));
    }
    if one.template.same_paths(&two.template) {
        return Err(Error::new(format!(
            "the jobs `{name}` and `{}` have the same address, `{}` and `{}`",
            two.job.name(),
            one.template,
            two.template
        )));
    }
    Ok(())
}
