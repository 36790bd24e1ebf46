//! From the values of a command line to a request, checked before anything is sent.

use reqwest::Url;
use sse_progress::mirror::harmless;

use super::address::Segment;
use super::given::Given;
use super::nearest::nearest;
use super::value::check;
use super::{Meant, Parameter};
use crate::failure::Failure;
use crate::url;

/// What a job is to be called with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// The job's address, with its values.
    pub(crate) address: Url,
    /// What does not stand in the path, in order.
    pub(crate) pairs: Vec<(String, String)>,
}

impl Meant {
    /// Checks the values and puts them where they belong. A body that is sent beside them may hold
    /// what is missing.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub(crate) fn call(&self, given: &[Given], with_body: bool) -> Result<Call, Failure> {
        let may_be_in_body = with_body && !self.job.takes_body;
        let mut errors = Vec::new();
        let names = || self.job.parameters.iter().map(|p| p.name.as_str());
        let mut unknown = Vec::new();
        for Given { name, .. } in given {
            if !names().any(|known| known == name) && !unknown.contains(&name) {
                unknown.push(name);
                let near = nearest(name, names()).map(|near| format!(", did you mean `{near}`?"));
                let near = near.unwrap_or_else(|| self.expected_names());
                let job = &self.job.name;
                errors.push(format!("`{name}` is not a parameter of `{job}`{near}"));
            }
        }
        let mut pairs: Vec<(String, String)> = self.url.query_pairs().into_owned().collect();
        let mut path = self.filled.clone();
        for parameter in &self.job.parameters {
            let name = &parameter.name;
            let texts: Vec<_> = given.iter().filter(|given| given.name == *name).collect();
            let texts: Vec<_> = texts.iter().map(|given| given.value.clone()).collect();
            let in_query = pairs.iter().filter(|(other, _)| other == name);
            let mut written: Vec<_> = in_query.map(|(_, value)| value.clone()).collect();
            let hole = self.hole(name);
            if let Some(index) = hole {
                written.extend(self.filled.get(index).cloned().flatten());
            }
            let fault = match (texts.as_slice(), written.as_slice()) {
                ([], []) if parameter.required && with_body && hole.is_some() => Err(format!(
                    "is missing: it belongs into the path, not into the body; give it as \
                     {name}=VALUE"
                )),
                ([], []) if parameter.required && !may_be_in_body => Err("is missing".to_owned()),
                ([], []) => Ok(()),
                ([], written) => parameter.check(written),
                (texts, []) => parameter.check(texts),
                _ => Err("is given in the URL and after it".to_owned()),
            };
            let fault = fault.and_then(|()| match (hole, texts.as_slice()) {
                (Some(_), [text]) if matches!(text.as_str(), "" | "." | "..") => {
                    Err(format!("is `{text}`, which cannot stand in an address"))
                }
                _ => Ok(()),
            });
            if let Err(why) = fault {
                errors.push(format!("`{name}` {why} (expected: {})", parameter.kind));
                continue;
            }
            match hole.and_then(|index| path.get_mut(index)) {
                Some(segment) if !texts.is_empty() => *segment = texts.first().cloned(),
                Some(_) => {}
                None => pairs.extend(texts.into_iter().map(|text| (name.clone(), text))),
            }
        }
        if !errors.is_empty() {
            return Err(Failure::all(errors).hint(format!(
                "`sse-progress run '{}' --help` shows all parameters",
                self.address()
            )));
        }
        let mut whole = url::segments(&self.base);
        whole.extend(path.into_iter().flatten());
        Ok(Call {
            address: url::with_path(&self.url, whole),
            pairs,
        })
    }

    /// The job's address with its braces, to be shown.
    pub(super) fn address(&self) -> String {
        let path = harmless(&self.job.template.to_string()).into_owned();
        url::shown(&self.base) + &path
    }

    /// Where a parameter stands in the path.
    fn hole(&self, name: &str) -> Option<usize> {
        let mut segments = self.job.template.segments().iter();
        segments.position(|segment| matches!(segment, Segment::Parameter(hole) if hole == name))
    }

    fn expected_names(&self) -> String {
        let names = self.job.parameters.iter();
        let names: Vec<_> = names
            .map(|parameter| format!("`{}`", parameter.name))
            .collect();
        match names.as_slice() {
            [] => " (expected: no parameters)".to_owned(),
            [only] => format!(" (expected: {only})"),
            names => format!(" (expected: one of {})", names.join(", ")),
        }
    }
}

impl Parameter {
    fn check(&self, texts: &[String]) -> Result<(), String> {
        match texts {
            [blank] if blank.is_empty() && self.may_be_blank => Ok(()),
            texts => check(&self.kind, texts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Job, Template, parameter};
    use super::*;
    use serde_json::json;

    fn meant(address: &str, path: &[&str]) -> Meant {
        let schema = json!({
            "properties": {
                "count": { "type": "integer", "format": "uint8", "x-order": 0 },
                "width": { "type": ["integer", "null"], "format": "uint32", "x-order": 1 },
                "tags": { "type": "array", "items": { "type": "string" }, "x-order": 2 },
                "format": { "enum": ["png", "jpeg"], "x-order": 3 },
            },
            "required": ["count", "format"],
        });
        let template = Template::new("/resize/{count}");
        let path: Vec<_> = path.iter().map(|&text| text.to_owned()).collect();
        Meant {
            base: url::parse("a/tasks").unwrap(),
            filled: template.matches(&path).unwrap(),
            url: url::parse(address).unwrap(),
            job: Job {
                name: "resize".into(),
                description: String::new(),
                takes_post: true,
                takes_body: false,
                template,
                parameters: parameter::all(&schema),
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

    const OPEN: &[&str] = &["resize", "{count}"];

    #[test]
    fn values_go_where_they_belong() {
        let meant = meant("a/tasks/resize/{count}?tags=x", OPEN);
        let values = given(&[("format", "png"), ("count", "7"), ("width", "")]);
        let call = meant.call(&values, false).unwrap();
        assert_eq!(call.address.as_str(), "http://a/tasks/resize/7");
        let pairs: Vec<_> = call.pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(pairs, ["tags=x", "width=", "format=png"]);
    }

    #[test]
    fn a_value_in_the_url_is_as_good() {
        let meant = meant("a/tasks/resize/7?format=jpeg&token=1", &["resize", "7"]);
        let call = meant
            .call(&given(&[("tags", "a b"), ("tags", "c")]), false)
            .unwrap();
        assert_eq!(call.address.as_str(), "http://a/tasks/resize/7");
        let pairs: Vec<_> = call.pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(pairs, ["format=jpeg", "token=1", "tags=a b", "tags=c"]);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let meant = meant("a/tasks/resize/{count}", OPEN);
        let values = given(&[
            ("cuont", "7"),
            ("width", "wide"),
            ("format", "pgn"),
            ("zzzzz", ""),
        ]);
        let failure = meant.call(&values, false).unwrap_err().to_string();
        assert_eq!(
            failure.lines().map(str::trim).collect::<Vec<_>>(),
            [
                "error: `cuont` is not a parameter of `resize`, did you mean `count`?",
                "error: `zzzzz` is not a parameter of `resize` (expected: one of `count`, `width`, `tags`, `format`)",
                "error: `count` is missing (expected: an integer from 0 to 255)",
                "error: `width` is `wide`, which is not an integer (expected: an integer from 0 to 4294967295)",
                "error: `format` is `pgn`, which is none of them, did you mean `png`? (expected: one of `png`, `jpeg`)",
                "hint: `sse-progress run 'http://a/tasks/resize/{count}' --help` shows all parameters",
            ]
        );
    }

    #[test]
    fn a_body_may_hold_what_is_missing_but_not_what_the_path_needs() {
        let open = meant("a/tasks/resize/{count}", OPEN);
        assert!(open.call(&given(&[("count", "7")]), true).is_ok());
        let failure = open.call(&[], true).unwrap_err().to_string();
        let expected = "`count` is missing: it belongs into the path, not into the body; give it as \
                        count=VALUE";
        assert!(failure.contains(expected), "{failure}");
        assert!(!failure.contains("format"), "{failure}");
    }

    #[test]
    fn what_stands_twice_or_cannot_stand_in_a_path_is_refused() {
        let filled = meant("a/tasks/resize/7?format=png", &["resize", "7"]);
        let failure = filled.call(&given(&[("count", "8")]), false).unwrap_err();
        assert!(
            failure
                .to_string()
                .contains("`count` is given in the URL and after it")
        );
    }
}
