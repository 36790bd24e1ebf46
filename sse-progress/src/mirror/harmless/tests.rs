use proptest::prelude::*;

use super::*;
use crate::mirror::text::width;

#[test]
fn what_is_harmless_is_not_copied() {
    assert!(matches!(harmless("plain {text} ~"), Cow::Borrowed(_)));
}

#[test]
fn what_steers_a_terminal_is_shown() {
    for (text, shown) in [
        ("\u{1b}[31mred\u{1b}[0m", "␛[31mred␛[0m"),
        ("\u{1b}]8;;http://evil\u{7}", "␛]8;;http://evil␇"),
        ("\u{9b}2J", r"\u{9b}2J"),
        ("a\rb\nc", "a␍b␊c"),
        ("a\tb", "a    b"),
        ("\u{7f}\u{8}\0", "␡␈␀"),
        ("\u{2066}x\u{2069}", r"\u{2066}x\u{2069}"),
        ("a\u{200b}b\u{feff}\u{ad}", r"a\u{200b}b\u{feff}\u{ad}"),
        ("a\u{2028}b", r"a\u{2028}b"),
        ("pay\u{200d}pal\u{200c}", r"pay\u{200d}pal\u{200c}"),
        ("\u{200d}👩", r"\u{200d}👩"),
    ] {
        assert_eq!(harmless(text), shown);
    }
}

#[test]
fn languages_stay_what_they_are() {
    for text in [
        "Grüße",
        "日本語",
        "שלום",
        "ไทย",
        "e\u{301}",
        "한국어",
        "🚀",
        "می\u{200c}خواهم",
        "👨\u{200d}👩\u{200d}👧",
    ] {
        assert_eq!(harmless(text), text);
    }
    // A heart that asks for its color: terminals do not agree how wide that is.
    assert_eq!(harmless("❤\u{fe0f}"), "❤");
    assert_eq!(harmless("❤\u{fe0f}\u{200d}🔥"), "❤\u{200d}🔥");
}

#[test]
fn marks_do_not_pile_up_nor_stand_on_what_is_before() {
    assert_eq!(
        harmless(&format!("a{}b", "\u{301}".repeat(9))),
        format!("a{}b", "\u{301}".repeat(4))
    );
    assert_eq!(harmless("\u{301}a"), "◌\u{301}a");
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter),
        // Much of what a terminal listens to.
        "[\u{0}-\u{1f}\u{7f}-\u{9f}\\[\\];?0-9A-HJKmhl~a-c\u{301}\u{200b}-\u{202f}\u{2060}-\u{206f}日🚀]{0,60}",
    ]
}

proptest! {
    #[test]
    fn nothing_that_steers_is_left(text in any_text()) {
        let shown = harmless(&text);
        prop_assert!(!shown.chars().any(char::is_control), "{shown:?}");
        prop_assert!(!shown.chars().any(is_hidden), "{shown:?}");
        prop_assert_eq!(&harmless(&shown), &shown);
    }

    /// Printed in the middle of a screen that is full of text, it changes the cells that it takes,
    /// and neither others nor modes, title, colors or the place of the cursor otherwise.
    #[test]
    fn a_terminal_only_prints_it(text in any_text()) {
        // The terminal of this test drops what stands for bytes that are no text.
        let text = text.replace('\u{fffd}', "?");
        let shown = harmless(&text);
        let columns = u16::try_from(width(&shown)).unwrap() + 20;
        let mut before = vt100::Parser::new(5, columns, 0);
        before.process("x".repeat(usize::from(columns) * 5).as_bytes());
        before.process(b"\x1b[3;6H");
        let mut after = vt100::Parser::new(5, columns, 0);
        after.process(&before.screen().state_formatted());
        after.process(shown.as_bytes());
        let (before, after) = (before.screen(), after.screen());
        let end = 5 + u16::try_from(width(&shown)).unwrap();
        prop_assert_eq!(after.cursor_position(), (2, end), "{:?}", shown);
        for row in 0..5 {
            for column in 0..columns {
                if row != 2 || !(5..end).contains(&column) {
                    prop_assert_eq!(after.cell(row, column), before.cell(row, column), "{:?}", shown);
                }
            }
        }
        prop_assert_eq!(after.attributes_formatted(), before.attributes_formatted());
        prop_assert_eq!(after.input_mode_formatted(), before.input_mode_formatted());
        prop_assert_eq!(after.alternate_screen(), before.alternate_screen());
        prop_assert_eq!(after.hide_cursor(), before.hide_cursor());
    }
}
