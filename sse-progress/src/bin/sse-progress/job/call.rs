//! Makes a request of the values of a command line.
//!
//! Names are checked here, and what the address needs. Whether a value is of its parameter's type is left to
//! the server, whose answer lists all that are wrong.

use reqwest::Url;
use sse_progress::mirror::harmless;
use sse_progress::protocol::unknown_parameter;

use super::given::Given;
use super::{Meant, Parameter};
use crate::failure::Failure;
use crate::url;

/// The request for a job, apart from its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// The job's address, with its values.
    pub(crate) address: Url,
    /// The values that are not in the path, in order, for the query or a form.
    pub(crate) pairs: Vec<(String, String)>,
}

impl Meant {
    /// Puts the values where they belong. `with_body` says that a body is sent beside them.
    ///
    /// # Errors
    ///
    /// When a name is not known, or a value of the path is missing or cannot stand there: one error for each.
    pub(crate) fn call(&self, given: &[Given], with_body: bool) -> Result<Call, Failure> {
        let mut errors = self.unknown(given);
        let mut pairs: Vec<(String, String)> = self.url.query_pairs().into_owned().collect();
        let mut in_path = self.in_path.clone();
        for parameter in &self.job.parameters {
            let name = &parameter.name;
            let texts = given.iter().filter(|given| given.name == *name);
            let texts: Vec<_> = texts.map(|given| given.value.clone()).collect();
            let is_in_path = self.job.path.parameters().any(|other| other == name);
            let mut in_url = pairs.iter().chain(&self.in_path);
            let in_url = in_url.any(|(other, _)| other == name);
            let wrong = match texts.as_slice() {
                [] if in_url || !is_in_path => continue,
                [] if with_body => format!(
                    "is missing: it belongs into the path, not into the body; give it as \
                     {name}=VALUE"
                ),
                [] => "is missing".to_owned(),
                _ if in_url => "is given in the URL and after it".to_owned(),
                _ if !is_in_path => {
                    pairs.extend(texts.into_iter().map(|text| (name.clone(), text)));
                    continue;
                }
                [text] if matches!(text.as_str(), "" | "." | "..") => {
                    format!("is \"{text}\", which cannot stand in an address")
                }
                [text] => {
                    in_path.push((name.clone(), text.clone()));
                    continue;
                }
                [_, _] => "is given twice".to_owned(),
                texts => format!("is given {} times", texts.len()),
            };
            errors.push(parameter.wrong(&wrong));
        }
        let path = self.job.path.fill(|name| {
            let mut values = in_path.iter();
            Some(&values.find(|(other, _)| other == name)?.1)
        });
        match path {
            Some(path) if errors.is_empty() => Ok(Call {
                address: url::below(&self.base, &path),
                pairs,
            }),
            _ => Err(Failure::all(errors).hint(see_help(&self.address()))),
        }
    }

    /// One error for each name that is not that of a parameter.
    fn unknown(&self, given: &[Given]) -> Vec<String> {
        let known: Vec<_> = self
            .job
            .parameters
            .iter()
            .map(|p| p.name.as_str())
            .collect();
        let mut unknown: Vec<&str> = given.iter().map(|given| given.name.as_str()).collect();
        unknown.retain(|name| !known.contains(name));
        let mut told = Vec::new();
        for name in unknown {
            let (detail, expected) = unknown_parameter(name, &harmless(name), &known);
            let error = format!("{detail} (expected: {expected})");
            if !told.contains(&error) {
                told.push(error);
            }
        }
        told
    }
}

/// The hint that says how to list the parameters of the job at an address.
pub(crate) fn see_help(address: &str) -> String {
    format!("`sse-progress run '{address}' --help` shows all parameters")
}

impl Parameter {
    fn wrong(&self, what: &str) -> String {
        match &self.expected {
            Some(expected) => format!("`{}` {what} (expected: {expected})", self.name),
            None => format!("`{}` {what}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Job, parameter};
    use super::*;
    use serde_json::json;

    fn meant(address: &str, in_path: &[(&str, &str)]) -> Meant {
        let schema = json!({
            "properties": {
                "count": { "x-expected": "an integer from 0 to 255", "x-order": 0 },
                "width": { "x-order": 1 },
                "tags": { "type": "array", "x-order": 2 },
                "format": { "x-order": 3 },
            },
            "required": ["count", "format"],
        });
        let path = "/resize/{count}".parse().unwrap();
        let pair = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        Meant {
            base: url::parse("a/tasks").unwrap(),
            in_path: in_path.iter().map(pair).collect(),
            url: url::parse(address).unwrap(),
            job: Job {
                name: "resize".into(),
                description: String::new(),
                takes_post: true,
                takes_body: false,
                takes_parts: false,
                parameters: parameter::all(&schema, &path),
                path,
            },
        }
    }

    fn given(pairs: &[(&str, &str)]) -> Vec<Given> {
        let given = pairs.iter().map(|&(name, value)| Given {
            name: name.into(),
            value: value.into(),
        });
        given.collect()
    }

    #[test]
    fn values_go_where_they_belong() {
        let meant = meant("a/tasks/resize/{count}?tags=x", &[]);
        let values = given(&[("format", "png"), ("count", "a/b"), ("width", "")]);
        let call = meant.call(&values, false).unwrap();
        assert_eq!(call.address.as_str(), "http://a/tasks/resize/a%2Fb");
        let pairs: Vec<_> = call.pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(pairs, ["tags=x", "width=", "format=png"]);
    }

    #[test]
    fn a_value_in_the_url_is_as_good() {
        let meant = meant("a/tasks/resize/7?format=jpeg&token=1", &[("count", "7")]);
        let call = meant
            .call(&given(&[("tags", "a b"), ("tags", "c")]), false)
            .unwrap();
        assert_eq!(call.address.as_str(), "http://a/tasks/resize/7");
        let pairs: Vec<_> = call.pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(pairs, ["format=jpeg", "token=1", "tags=a b", "tags=c"]);
    }

    #[test]
    fn what_the_address_needs_is_told_at_once() {
        let meant = meant("a/tasks/resize/{count}", &[]);
        let values = given(&[
            ("cuont", "7"),
            ("width", "wide"),
            ("zzzzz", ""),
            ("cuont", "8"),
        ]);
        let failure = meant.call(&values, false).unwrap_err().to_string();
        assert_eq!(
            failure.lines().map(str::trim).collect::<Vec<_>>(),
            [
                "error: `cuont` is not a parameter of this job, did you mean `count`? (expected: one of `count`, `width`, `tags`, `format`)",
                "error: `zzzzz` is not a parameter of this job (expected: one of `count`, `width`, `tags`, `format`)",
                "error: `count` is missing (expected: an integer from 0 to 255)",
                "hint: `sse-progress run 'http://a/tasks/resize/{count}' --help` shows all parameters",
            ]
        );
    }

    #[test]
    fn a_body_may_hold_what_is_missing_but_not_what_the_path_needs() {
        let open = meant("a/tasks/resize/{count}", &[]);
        assert!(open.call(&given(&[("count", "7")]), true).is_ok());
        let failure = open.call(&[], true).unwrap_err().to_string();
        let expected = "`count` is missing: it belongs into the path, not into the body; give it as \
                        count=VALUE";
        assert!(failure.contains(expected), "{failure}");
    }

    #[test]
    fn what_stands_twice_or_cannot_stand_in_a_path_is_refused() {
        let filled = meant("a/tasks/resize/7?format=png", &[("count", "7")]);
        let open = meant("a/tasks/resize/{count}", &[]);
        for (meant, values, expected) in [
            (
                &filled,
                &[("count", "8")][..],
                "`count` is given in the URL and after it",
            ),
            (
                &filled,
                &[("format", "gif")],
                "`format` is given in the URL and after it",
            ),
            (
                &open,
                &[("count", "1"), ("count", "2")],
                "`count` is given twice",
            ),
            (
                &open,
                &[("count", "..")],
                "`count` is \"..\", which cannot stand",
            ),
            (
                &open,
                &[("count", "")],
                "`count` is \"\", which cannot stand",
            ),
        ] {
            let failure = meant.call(&given(values), false).unwrap_err().to_string();
            assert!(failure.contains(expected), "{failure}");
        }
    }
}
