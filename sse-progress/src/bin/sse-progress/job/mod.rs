//! A job of a server, as its listing describes it.

mod address;
mod call;
mod find;
pub(crate) mod given;
mod help;
mod kind;
mod nearest;
mod parameter;
mod value;

pub(crate) use call::Call;
pub(crate) use find::find;

use reqwest::Url;
use sse_progress::client::Listed;

use address::Template;
use parameter::Parameter;

/// A job, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) name: String,
    description: String,
    pub(crate) takes_post: bool,
    pub(crate) takes_body: bool,
    template: Template,
    /// In the order of the function's arguments.
    parameters: Vec<Parameter>,
}

/// A job that a URL means, with the values that the URL already has.
#[derive(Clone, Debug)]
pub(crate) struct Meant {
    pub(crate) job: Job,
    /// What its address begins with.
    base: Url,
    /// The segments of the path, `None` where a value is still missing.
    filled: Vec<Option<String>>,
    /// The URL, as it was given.
    pub(crate) url: Url,
}

impl From<Listed> for Job {
    fn from(listed: Listed) -> Self {
        Self {
            takes_post: listed.methods.iter().any(|method| method == "POST"),
            takes_body: listed.body,
            template: Template::new(&listed.path),
            parameters: parameter::all(&listed.parameters),
            name: listed.name,
            description: listed.description,
        }
    }
}
