//! Names in messages, so that both ends say the same of a name that is not known.

use std::fmt;

/// A list of more names than this is cut.
const MAX_LISTED: usize = 20;

/// The known name that is nearest to `name`, if at most a third of it is different.
///
/// Both ends suggest names by this rule: of parameters, of the values of an enumeration, and of jobs.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing takes time by the product of the lengths, and some of these texts come from afar.
    let is_short = |text: &str| text.len() <= 100;
    if !is_short(name) {
        return None;
    }
    known
        .into_iter()
        .filter(|known| is_short(known))
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, known)| *distance <= 1 + known.chars().count() / 3)
        .min()
        .map(|(_, known)| known)
}

/// Names one after the other, the first twenty of them.
pub fn listed(names: impl IntoIterator<Item = impl fmt::Display>) -> String {
    let mut text = String::new();
    let mut omitted = 0;
    for (index, name) in names.into_iter().enumerate() {
        match index {
            0 => text.push_str(&format!("`{name}`")),
            _ if index < MAX_LISTED => text.push_str(&format!(", `{name}`")),
            _ => omitted += 1,
        }
    }
    if omitted > 0 {
        text.push_str(&format!(" and {omitted} more"));
    }
    text
}

/// What is wrong with a parameter whose name the job does not know, and what was expected.
/// `shown` is the name as a message may show it.
pub fn unknown_parameter(name: &str, shown: &str, known: &[&str]) -> (String, String) {
    let mut detail = format!("`{shown}` is not a parameter of this job");
    if let Some(near) = nearest(name, known.iter().copied()) {
        detail.push_str(&format!(", did you mean `{near}`?"));
    }
    let expected = match known {
        [] => "no parameters".to_owned(),
        [only] => format!("`{only}`"),
        _ => format!("one of {}", listed(known)),
    };
    (detail, expected)
}

#[cfg(test)]
mod tests {
    use super::{listed, nearest};

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(listed(["a", "b"]), "`a`, `b`");
        assert!(listed(0..25).ends_with("`18`, `19` and 5 more"));
    }

    #[test]
    fn near_is_a_third() {
        for (name, expected) in [
            ("cuont", Some("count")),
            ("wdth", Some("width")),
            ("Width", Some("width")),
            ("form", None),
            ("zzzzzz", None),
        ] {
            assert_eq!(nearest(name, ["count", "width", "to"]), expected, "{name}");
        }
        assert_eq!(nearest(&"x".repeat(101), [&*"x".repeat(101)]), None);
        assert_eq!(nearest("x", [&*"x".repeat(101)]), None);
    }
}
