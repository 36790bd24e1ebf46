//! What was probably meant.

/// The known name that differs from `name` in a third of it at most.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing takes time by the product of the lengths.
    let short = |text: &str| text.len() <= 100;
    if !short(name) {
        return None;
    }
    known
        .filter(|known| short(known))
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
        let known = || ["count", "width", "to"].into_iter();
        for (name, expected) in [
            ("cuont", Some("count")),
            ("wdth", Some("width")),
            ("form", None),
            ("zzzzzz", None),
        ] {
            assert_eq!(nearest(name, known()), expected, "{name}");
        }
        assert_eq!(nearest(&"x".repeat(101), known()), None);
    }
}
