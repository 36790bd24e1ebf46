//! The path of a job, with braces around what is a parameter.

use std::fmt;

/// A path such as `/resize/{count}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template(Vec<Segment>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Literal(String),
    Parameter(String),
}

impl Template {
    pub(super) fn new(path: &str) -> Self {
        let segments = path.trim_start_matches('/').split('/').map(|segment| {
            match segment
                .strip_prefix('{')
                .and_then(|name| name.strip_suffix('}'))
            {
                Some(name) => Segment::Parameter(name.to_owned()),
                None => Segment::Literal(segment.to_owned()),
            }
        });
        Self(segments.collect())
    }

    /// Its segments, from left to right.
    pub(super) fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The segments of an address of this template, `None` for those whose braces were left as
    /// they are; or nothing, when the address is another's.
    pub(super) fn matches(&self, path: &[String]) -> Option<Vec<Option<String>>> {
        if path.len() != self.0.len() {
            return None;
        }
        let pairs = self.0.iter().zip(path);
        let filled = pairs.map(|(segment, text)| match segment {
            Segment::Literal(literal) => (literal == text).then(|| Some(text.clone())),
            Segment::Parameter(name) if *text == format!("{{{name}}}") => Some(None),
            Segment::Parameter(_) => Some(Some(text.clone())),
        });
        filled.collect()
    }

    /// The same with no value for any parameter.
    pub(super) fn unfilled(&self) -> Vec<Option<String>> {
        let unfilled = self.0.iter().map(|segment| match segment {
            Segment::Literal(literal) => Some(literal.clone()),
            Segment::Parameter(_) => None,
        });
        unfilled.collect()
    }

    /// Where its parameters are. Of two that match, servers take the one that has its first later,
    /// which is the smaller one.
    pub(super) fn precedence(&self) -> Vec<bool> {
        let is_parameter = |segment: &Segment| matches!(segment, Segment::Parameter(_));
        self.0.iter().map(is_parameter).collect()
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|segment| match segment {
            Segment::Literal(text) => write!(f, "/{text}"),
            Segment::Parameter(name) => write!(f, "/{{{name}}}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_its_values_or_its_braces() {
        let template = Template::new("/{a}/to/{b}");
        let matches = |path: &str| {
            let path: Vec<_> = path.split('/').map(str::to_owned).collect();
            let filled = template.matches(&path)?;
            Some(
                filled
                    .into_iter()
                    .map(Option::unwrap_or_default)
                    .collect::<Vec<_>>()
                    .join("|"),
            )
        };
        assert_eq!(matches("x/to/y").as_deref(), Some("x|to|y"));
        assert_eq!(matches("{a}/to/y").as_deref(), Some("|to|y"));
        assert_eq!(matches("{b}/to/{b}").as_deref(), Some("{b}|to|"));
        for other in ["x/to", "x/at/y", "x/to/y/z"] {
            assert_eq!(matches(other), None);
        }
        assert_eq!(template.unfilled(), [None, Some("to".into()), None]);
        assert_eq!(template.to_string(), "/{a}/to/{b}");
        assert!(Template::new("/a/{x}").precedence() < Template::new("/{x}/a").precedence());
    }
}
