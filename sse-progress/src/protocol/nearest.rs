//! What was probably meant by a name that is not known.

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

#[cfg(test)]
mod tests {
    use super::nearest;

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
