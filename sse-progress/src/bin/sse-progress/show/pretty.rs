//! JSON as people read it: in several lines, and what is short in one.
//!
//! It works on the text, since reading it into a value would lose what that has no room for: large
//! numbers, the order of members, depth.

use console::measure_text_width;

/// What is deeper is indented as if it were here.
const MAX_DEPTH: usize = 24;

/// The same JSON, which is one line, with its lists and objects in lines of their own if they are too long
/// for one of so many columns.
pub(crate) fn pretty(json: &str, columns: usize) -> String {
    let json = compact(json);
    let mut text = String::with_capacity(json.len() * 2);
    let mut line = 0;
    let mut depth: usize = 0;
    let mut inside = Inside::default();
    let mut rest = json.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let breaks = !inside.string;
        inside.after(c);
        match c {
            '[' | '{' if breaks => {
                let room = columns.saturating_sub(measure_text_width(&text[line..]) + 1);
                if let Some((short, bytes)) = in_one_line(c, rest, room) {
                    text.push_str(&short);
                    rest = &rest[bytes..];
                    continue;
                }
                text.push(c);
                depth += 1;
                line = break_line(&mut text, depth);
            }
            ']' | '}' if breaks => {
                depth = depth.saturating_sub(1);
                line = break_line(&mut text, depth);
                text.push(c);
            }
            ',' if breaks => {
                text.push(c);
                line = break_line(&mut text, depth);
            }
            ':' if breaks => text.push_str(": "),
            c => text.push(c),
        }
    }
    text
}

/// Whether a place in JSON is inside a string.
#[derive(Debug, Default)]
struct Inside {
    string: bool,
    escape: bool,
}

impl Inside {
    fn after(&mut self, c: char) {
        match c {
            _ if self.escape => self.escape = false,
            '\\' => self.escape = self.string,
            '"' => self.string = !self.string,
            _ => {}
        }
    }
}

fn break_line(text: &mut String, depth: usize) -> usize {
    text.push('\n');
    let start = text.len();
    text.push_str(&"  ".repeat(depth.min(MAX_DEPTH)));
    start
}

fn compact(json: &str) -> String {
    let mut inside = Inside::default();
    let kept = json.chars().filter(|&c| {
        let kept = inside.string || c != ' ';
        inside.after(c);
        kept
    });
    kept.collect()
}

/// What `open` begins, in one line, if that takes no more than `room` columns; and how many bytes of `rest`
/// it takes.
fn in_one_line(open: char, rest: &str, room: usize) -> Option<(String, usize)> {
    let mut text = String::from(open);
    let mut inside = Inside::default();
    let (mut depth, mut width) = (1, 1);
    for (at, c) in rest.char_indices() {
        let breaks = !inside.string;
        inside.after(c);
        text.push(c);
        width += measure_text_width(c.encode_utf8(&mut [0; 4]));
        match c {
            '[' | '{' if breaks => depth += 1,
            ']' | '}' if breaks => depth -= 1,
            ',' | ':' if breaks => {
                text.push(' ');
                width += 1;
            }
            _ => {}
        }
        if depth == 0 && (width <= room || at == 0) {
            return Some((text, at + c.len_utf8()));
        }
        if width > room {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_in_several_lines() {
        let json =
            r#"{ "name":"a, {b}: \" ]",  "list":[1,2,{"x":null}],"long":[["日本","日本"],[],{}]}"#;
        assert_eq!(
            pretty(json, 30),
            "{\n  \"name\": \"a, {b}: \\\" ]\",\n  \"list\": [1, 2, {\"x\": null}],\n  \
             \"long\": [\n    [\"日本\", \"日本\"],\n    [],\n    {}\n  ]\n}"
        );
        assert_eq!(pretty("[ 1,2 ]", 80), "[1, 2]");
        for whole in ["1.50e400", "true"] {
            assert_eq!(pretty(whole, 1), whole);
        }
    }

    #[test]
    fn it_is_the_same_json() {
        let json = r#"{"a":[1,{"b":[["c"]]}],"d\\":"\\\"","e":123456789012345678901234567890}"#;
        for columns in [1, 10, 20, 40, 80] {
            let text = pretty(json, columns);
            assert_eq!(compact(&text.replace('\n', "")), json, "{text}");
        }
    }

    #[test]
    fn depth_costs_no_more_than_its_length() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let text = pretty(&deep, 80);
        assert!(text.len() < deep.len() * 100);
    }
}
