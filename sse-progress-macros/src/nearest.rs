//! Finds the name that was probably meant, and lists names in messages.

/// The known name that is nearest to `name`, if no more than one character and a third of the known
/// name would have to change.
///
/// The runtime and the command have the same rule for the names of parameters; a crate of procedural
/// macros cannot share a function with them.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, known)| *distance <= 1 + known.chars().count() / 3)
        .min()
        .map(|(_, known)| known)
}

/// The names as they stand in a sentence: `` `a`, `b` and `c` ``.
pub(crate) fn list(names: &[&str], conjunction: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {conjunction} {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_name_is_found() {
        let known = ["timeout", "retry", "queue"];
        assert_eq!(nearest("timout", known), Some("timeout"));
        assert_eq!(nearest("rertry", known), Some("retry"));
        assert_eq!(nearest("color", known), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(list(&["a"], "or"), "`a`");
        assert_eq!(list(&["a", "b", "c"], "and"), "`a`, `b` and `c`");
    }
}
