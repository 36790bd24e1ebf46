//! A text with places to fill.

/// The text with each `{{name}}` replaced by the value of that name, once: what a value has of braces stays. A name
/// without a value is left out; a test sees to it that there is none.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut pieces = template.split("{{");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let Some((name, rest)) = piece.split_once("}}") else {
            continue;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map_or("", |(_, value)| value));
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_no_template() {
        let values = [("a", "{{b}}"), ("b", "}}{{a}}")];
        assert_eq!(fill("1{{a}}2{{b}}3", &values), "1{{b}}2}}{{a}}3");
        assert_eq!(fill("none", &values), "none");
    }
}
