//! Decoding a query or a form: `application/x-www-form-urlencoded`.

use percent_encoding::percent_decode;

/// One `name=value` of `application/x-www-form-urlencoded` text.
pub(crate) struct Pair {
    /// Its name; what is not UTF-8 in it has become U+FFFD.
    pub(crate) name: String,
    /// Its value, `None` when that is not UTF-8. (The URL Standard would put U+FFFD into it, which
    /// is not what was meant, and would reach the job unnoticed.)
    pub(crate) value: Option<String>,
}

/// Splits and decodes. Every input has pairs, so this cannot fail.
pub(crate) fn pairs(text: &[u8]) -> impl Iterator<Item = Pair> {
    text.split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |&byte| byte == b'=');
            let mut next = || decode(halves.next().unwrap_or_default());
            Pair {
                name: next().unwrap_or_else(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
                value: next().ok(),
            }
        })
}

/// The first value of `name` in a query that is not empty.
pub(crate) fn query_value(query: &str, name: &str) -> Option<String> {
    query_values(query, name).find(|value| !value.is_empty())
}

/// All values of `name` in a query, empty ones among them.
pub(crate) fn query_values(query: &str, name: &str) -> impl Iterator<Item = String> {
    pairs(query.as_bytes())
        .filter(move |pair| pair.name == name)
        .map(|pair| pair.value.unwrap_or_else(|| "\u{FFFD}".to_owned()))
}

/// A text, or the bytes that are not one.
fn decode(text: &[u8]) -> Result<String, Vec<u8>> {
    let spaced: Vec<u8> = text
        .iter()
        .map(|&byte| if byte == b'+' { b' ' } else { byte })
        .collect();
    String::from_utf8(percent_decode(&spaced).collect()).map_err(|error| error.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, Option<String>)> {
        pairs(text.as_bytes())
            .map(|pair| (pair.name, pair.value))
            .collect()
    }

    fn pair(name: &str, value: &str) -> (String, Option<String>) {
        (name.to_owned(), Some(value.to_owned()))
    }

    #[test]
    fn pairs_are_split_and_decoded() {
        assert_eq!(read(""), []);
        assert_eq!(read("&&"), []);
        assert_eq!(read("a=1&b"), [pair("a", "1"), pair("b", "")]);
        assert_eq!(read("a=b=c"), [pair("a", "b=c")]);
        assert_eq!(read("=x"), [pair("", "x")]);
        assert_eq!(read("a=1+2%2B3%26"), [pair("a", "1 2+3&")]);
        assert_eq!(read("a=%zz%"), [pair("a", "%zz%")]);
        assert_eq!(read("a=%FF"), [("a".to_owned(), None)]);
        assert_eq!(read("%FF=a"), [pair("\u{FFFD}", "a")]);
    }

    proptest! {
        #[test]
        fn pairs_survive_the_round_trip(name: String, value: String) {
            let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            let text = format!("{}={}", encode(&name), encode(&value));
            prop_assert_eq!(read(&text), [(name, Some(value))]);
        }

        #[test]
        fn nothing_makes_it_panic(text: Vec<u8>) {
            pairs(&text).for_each(drop);
        }
    }
}
