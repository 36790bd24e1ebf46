//! What stands in a page before its script is there.

use serde_json::{Value, json};

use super::super::job_list::{describe, listed};
use super::super::site::Site;
use super::Shown;
use super::doc_comment::{joined, lead};
use super::html::{escape, prose};
use super::words::Words;
use crate::runs::JobAt;

/// From so many jobs on there is a field to filter them by. It is that of `list-page.js`.
const MANY: usize = 8;

/// A page's content. The script makes the same of `given`, and shows it in the place of this.
#[derive(Debug, Default)]
pub(super) struct Content<'a> {
    /// The name of the job that the page is of.
    pub(super) title: Option<&'a str>,
    pub(super) html: String,
    /// An element with what `GET /jobs` says, with the parameters of those jobs alone that the page is of.
    pub(super) given: String,
}

impl<'a> Content<'a> {
    pub(super) fn of(site: &'a Site, shown: Shown<'a>, words: &Words) -> Self {
        let jobs = listed(site);
        let shown = match (shown, &*jobs) {
            // With one job, a list would only be in the way.
            (Shown::List, [only]) => Shown::Job(only),
            _ => shown,
        };
        let with = |own: Option<&JobAt>| {
            let described = jobs.iter().map(|at| {
                let mut described = describe(at);
                if own.is_none_or(|own| own.number != at.number) {
                    described["parameters"].take();
                }
                described
            });
            given(site, described.collect())
        };
        match shown {
            Shown::Other => Self::default(),
            Shown::List => Self {
                title: None,
                html: list(&jobs, words),
                given: with(None),
            },
            Shown::Job(at) => Self {
                title: Some(at.job.name()),
                html: job(at, jobs.len() > 1, words),
                given: with(Some(at)),
            },
        }
    }
}

/// Nothing in it ends the element: in JSON, a `<` stands within a text alone.
fn given(site: &Site, jobs: Vec<Value>) -> String {
    let json = json!({
        "jobs": jobs,
        "lists_runs": site.authorize.is_some(),
        "set_aside": site.query_set_aside,
    });
    let json = json.to_string().replace('<', "\\u003c");
    format!("<script type=\"application/json\" id=\"given\">{json}</script>")
}

fn list(jobs: &[&JobAt], words: &Words) -> String {
    let title = words.jobs;
    if jobs.is_empty() {
        let none = words.no_jobs;
        return format!(
            "<article><header class=\"title\"><h1>{title}</h1></header>\
             <div class=\"card empty\"><p>{none}</p></div></article>"
        );
    }
    let items: String = jobs.iter().map(|at| item(at)).collect();
    let filter = match jobs.len() < MANY {
        true => String::new(),
        false => format!(
            "<div class=\"filter\"><input type=\"search\" placeholder=\"{0}\" aria-label=\"{0}\" disabled></div>",
            words.filter
        ),
    };
    format!(
        "<article><header class=\"title\"><h1>{title}</h1></header>{filter}\
         <ul class=\"jobs\">{items}</ul></article>"
    )
}

fn item(at: &JobAt) -> String {
    let description = match at.job.description() {
        "" => String::new(),
        text => format!(
            "<p class=\"description\">{}</p>",
            prose(&joined(&lead(text)))
        ),
    };
    format!(
        "<li class=\"card job\"><div class=\"title\"><h2><a href=\".{address}\">{name}</a></h2>\
         <code dir=\"ltr\">{method}{path}</code></div>{description}</li>",
        address = escape(&at.job.path().replace('{', "%7B").replace('}', "%7D")),
        name = escape(at.job.name()),
        method = method(at),
        path = escape(at.job.path()),
    )
}

fn job(at: &JobAt, has_list: bool, words: &Words) -> String {
    let Words {
        all_jobs, start, ..
    } = words;
    let navigation = match has_list {
        true => format!("<nav><a href=\".\" class=\"home\">{all_jobs}</a></nav>"),
        false => String::new(),
    };
    let description = match at.job.description() {
        "" => String::new(),
        text => format!("<div class=\"description\">{}</div>", prose(&joined(text))),
    };
    let fields: String = parameters(at).into_iter().map(field).collect();
    format!(
        "{navigation}<article><header class=\"title\"><h1>{name}</h1>\
         <code dir=\"ltr\">{method}{path}</code></header>{description}\
         <section class=\"card\"><div class=\"form\">{fields}<div class=\"actions\">\
         <button type=\"button\" class=\"primary\" disabled>{start}</button></div></div></section></article>",
        name = escape(at.job.name()),
        method = method(at),
        path = escape(at.job.path()),
    )
}

/// Nothing can be entered until the script is there: it is only the place for it.
fn field(name: &str) -> String {
    format!(
        "<div class=\"field line\"><span class=\"label\">{}</span><span class=\"coming\"></span></div>",
        escape(name)
    )
}

/// The names of the parameters, in the order in which the function has them.
fn parameters(at: &JobAt) -> Vec<&str> {
    let properties = at.parameters["properties"].as_object();
    let mut all: Vec<_> = properties.into_iter().flatten().collect();
    all.sort_by_key(|(_, schema)| schema["x-order"].as_u64());
    all.into_iter().map(|(name, _)| name.as_str()).collect()
}

fn method(at: &JobAt) -> &'static str {
    match at.job.definition.methods.get() {
        true => "",
        false => "POST ",
    }
}
