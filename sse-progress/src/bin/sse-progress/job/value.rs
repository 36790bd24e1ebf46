//! Whether texts are what a parameter takes.

use serde_json::{Map, Value};

use super::kind::Kind;
use super::nearest::nearest;

/// How much of a wrong value is said back, in characters.
const MAX_QUOTED: usize = 100;

/// Checks the texts that were given for one parameter.
///
/// # Errors
///
/// What is wrong with them, as a clause that follows the parameter's name.
pub(super) fn check(kind: &Kind, texts: &[String]) -> Result<(), String> {
    let Kind::List { items, min, max } = kind else {
        return match texts {
            [text] => flaw(kind, text).map_or(Ok(()), |why| {
                Err(format!("is {}, which is {why}", quoted(text)))
            }),
            // What takes anything takes a list, too.
            _ if *kind == Kind::Anything => Ok(()),
            _ => Err(format!("is given {} times", texts.len())),
        };
    };
    for text in texts {
        if let Some(why) = flaw(items, text) {
            return Err(format!("holds {}, which is {why}", quoted(text)));
        }
    }
    let given = u64::try_from(texts.len()).unwrap_or(u64::MAX);
    if min.is_some_and(|min| given < min) || max.is_some_and(|max| given > max) {
        return Err(format!("has {given} values"));
    }
    Ok(())
}

/// What is wrong with one text.
fn flaw(kind: &Kind, text: &str) -> Option<String> {
    match kind {
        Kind::Integer { min, max } => {
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Some("not an integer".into());
            }
            // More digits than 128 bits have are beyond every bound.
            let number = text.parse().unwrap_or(match text.starts_with('-') {
                true => i128::MIN,
                false => i128::MAX,
            });
            out_of_range(number, *min, *max)
        }
        Kind::Number { min, max } => match text.parse::<f64>() {
            Ok(number) => out_of_range(number, *min, *max),
            Err(_) => Some("not a number".into()),
        },
        Kind::Boolean if !matches!(text, "true" | "false" | "on") => {
            Some("neither true nor false".into())
        }
        Kind::OneOf(names) if !names.iter().any(|name| name == text) => {
            let near = nearest(text, names.iter().map(String::as_str));
            let near = near.map(|near| format!(", did you mean `{near}`?"));
            Some(format!("none of them{}", near.unwrap_or_default()))
        }
        Kind::Character if text.chars().count() != 1 => Some("not one character".into()),
        Kind::Object => match serde_json::from_str::<Map<String, Value>>(text) {
            Ok(_) => None,
            Err(error) => Some(format!("not a JSON object: {error}")),
        },
        _ => None,
    }
}

fn out_of_range<N: PartialOrd + ToString>(
    number: N,
    min: Option<N>,
    max: Option<N>,
) -> Option<String> {
    let below = min.filter(|min| number < *min);
    let above = max.filter(|max| number > *max);
    let below = below.map(|min| format!("less than {}", min.to_string()));
    below.or(above.map(|max| format!("more than {}", max.to_string())))
}

fn quoted(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: &Kind, texts: &[&str]) -> String {
        let texts: Vec<_> = texts.iter().map(|&text| text.to_owned()).collect();
        check(kind, &texts).err().unwrap_or_default()
    }

    const BYTE: Kind = Kind::Integer {
        min: Some(0),
        max: Some(255),
    };

    #[test]
    fn values_are_checked_by_their_kind() {
        let unbounded = Kind::Integer {
            min: Some(0),
            max: None,
        };
        let share = Kind::Number {
            min: Some(0.0),
            max: Some(1.0),
        };
        let format = Kind::OneOf(vec!["png".into(), "jpeg".into()]);
        for (kind, texts, expected) in [
            (&BYTE, &["0"][..], ""),
            (&BYTE, &["+255"], ""),
            (&BYTE, &["256"], "is `256`, which is more than 255"),
            (&BYTE, &["-1"], "is `-1`, which is less than 0"),
            (&BYTE, &["many"], "is `many`, which is not an integer"),
            (&BYTE, &["1.0"], "is `1.0`, which is not an integer"),
            (&BYTE, &[""], "is ``, which is not an integer"),
            (&BYTE, &["-"], "is `-`, which is not an integer"),
            (&BYTE, &["1", "2"], "is given 2 times"),
            (&unbounded, &["340282366920938463463374607431768211455"], ""),
            (&share, &["0.5"], ""),
            (&share, &["1e3"], "is `1e3`, which is more than 1"),
            (&share, &["half"], "is `half`, which is not a number"),
            (&Kind::Boolean, &["on"], ""),
            (
                &Kind::Boolean,
                &["yes"],
                "is `yes`, which is neither true nor false",
            ),
            (&format, &["png"], ""),
            (
                &format,
                &["pgn"],
                "is `pgn`, which is none of them, did you mean `png`?",
            ),
            (&format, &["text"], "is `text`, which is none of them"),
            (&Kind::Character, &["ü"], ""),
            (
                &Kind::Character,
                &["ab"],
                "is `ab`, which is not one character",
            ),
            (&Kind::Object, &[r#"{"a":1}"#], ""),
            (&Kind::Text("a text"), &["", ""], "is given 2 times"),
            (&Kind::Anything, &["", ""], ""),
        ] {
            assert_eq!(said(kind, texts), expected, "{kind} {texts:?}");
        }
        assert!(said(&Kind::Object, &["[1]"]).contains("not a JSON object"));
        assert!(said(&BYTE, &[&"9".repeat(200)]).contains("9…`, which is more than 255"));
    }

    #[test]
    fn each_value_of_a_list_is_checked() {
        let list = Kind::List {
            items: Box::new(BYTE),
            min: Some(2),
            max: Some(3),
        };
        assert_eq!(said(&list, &["1", "2"]), "");
        assert_eq!(
            said(&list, &["1", "x"]),
            "holds `x`, which is not an integer"
        );
        assert_eq!(said(&list, &["1"]), "has 1 values");
        assert_eq!(said(&list, &["1"; 4]), "has 4 values");
    }
}
