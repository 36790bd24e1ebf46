//! A job of a server, as its listing describes it.

mod call;
mod find;
pub(crate) mod form;
pub(crate) mod given;
mod help;
mod parameter;
mod secret;
mod shape;

pub(crate) use call::{Call, see_help};
pub(crate) use find::find;

use reqwest::Url;
use sse_progress::client::Listed;
use sse_progress::mirror::harmless;
use sse_progress::protocol::{InvalidPath, PathTemplate};

use crate::url;
use parameter::Parameter;

/// A job and its path.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) name: String,
    description: String,
    pub(crate) takes_post: bool,
    pub(crate) takes_body: bool,
    /// Whether the body is a form of several parts.
    pub(crate) takes_parts: bool,
    path: PathTemplate,
    /// In the order of the function's arguments.
    parameters: Vec<Parameter>,
}

/// A job that a URL means, with the values that the URL already has.
#[derive(Clone, Debug)]
pub(crate) struct Meant {
    pub(crate) job: Job,
    /// What comes before the path of the job in its address.
    base: Url,
    /// Those parameters of the path for which the URL has a value.
    in_path: Vec<(String, String)>,
    /// The URL, as it was given.
    pub(crate) url: Url,
}

impl Meant {
    /// The job's address with its braces, to be shown and typed.
    pub(crate) fn address(&self) -> String {
        let path = harmless(&self.job.path.to_string()).into_owned();
        url::shown(&self.base) + &path
    }

    /// The parameters that the URL has no value for: their names, whether they may be repeated, and what
    /// they take.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, bool, &str)> {
        let in_path = |name: &str| self.in_path.iter().any(|(other, _)| other == name);
        let open = self
            .job
            .parameters
            .iter()
            .filter(move |p| !in_path(&p.name));
        open.map(|parameter| {
            let expected = parameter.expected.as_deref().unwrap_or_default();
            (parameter.name.as_str(), parameter.repeats, expected)
        })
    }

    /// The only values that a parameter takes, if they can be listed.
    pub(crate) fn choices(&self, name: &str) -> &[String] {
        let mut parameters = self.job.parameters.iter();
        let parameter = parameters.find(|parameter| parameter.name == name);
        parameter.map_or(&[], |parameter| &parameter.choices)
    }
}

impl TryFrom<Listed> for Job {
    type Error = InvalidPath;

    fn try_from(listed: Listed) -> Result<Self, InvalidPath> {
        let path: PathTemplate = listed.path.parse()?;
        let parameters = parameter::all(&listed.parameters, &path);
        Ok(Self {
            takes_post: listed.methods.iter().any(|method| method == "POST"),
            takes_body: listed.body,
            takes_parts: listed.body_type.as_deref() == Some("multipart/form-data"),
            path,
            parameters,
            name: listed.name,
            description: listed.description,
        })
    }
}
