//! Values from texts and from JSON, and what is said of those that are none.

use super::*;
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Display};
use std::num::NonZeroU8;

use crate::parameters::{InputError, Location};

fn read<T: DeserializeOwned + JsonSchema>(texts: &[&str]) -> Result<T, String> {
    if texts.is_empty() {
        return absent().ok_or_else(|| "missing".to_owned());
    }
    let texts = texts.iter().map(|&text| text.to_owned()).collect();
    let given = Given::Texts(texts).read(&Expected::of::<T>());
    given.map_err(|error| error.to_string())
}

fn read_json<T: DeserializeOwned + JsonSchema>(json: &str) -> Result<T, String> {
    let json = RawValue::from_string(json.to_owned()).unwrap();
    let given = Given::Json(json).read(&Expected::of::<T>());
    given.map_err(|error| error.to_string())
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct New<T>(T);

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    Png,
    Jpeg,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Point {
    x: i32,
    #[serde(default)]
    y: i32,
}

type Maybe<T> = Option<T>;

#[test]
fn texts_become_values() {
    assert_eq!(read(&["a b"]), Ok("a b".to_owned()));
    assert_eq!(read(&[""]), Ok(String::new()));
    assert_eq!(read(&["ü"]), Ok('ü'));
    assert_eq!(read(&["on"]), Ok(true));
    assert_eq!(read(&["false"]), Ok(false));
    assert_eq!(read(&["-1.5e3"]), Ok(-1500.0_f64));
    assert_eq!(read(&["inf"]), Ok(f64::INFINITY));
    assert_eq!(read(&["3.4028235e38"]), Ok(f32::MAX));
    assert!(read::<f64>(&["NaN"]).unwrap().is_nan());
    assert_eq!(read(&["7"]), Ok(New(New(7_u8))));
    assert_eq!(read(&["jpeg"]), Ok(Format::Jpeg));
    assert_eq!(read(&["1", "2"]), Ok(vec![1, 2]));
    assert_eq!(read(&[r#"[1, "2"]"#]), Ok((1_u8, "2".to_owned())));
    assert_eq!(read(&["2", "1", "2"]), Ok(BTreeSet::from([1, 2])));
    assert_eq!(read(&["1", "", "3"]), Ok(vec![Some(1), None, Some(3)]));
    assert_eq!(
        read(&["127.0.0.1"]),
        Ok(std::net::IpAddr::from([127, 0, 0, 1]))
    );
    assert_eq!(read(&[r#"{"x":1}"#]), Ok(Point { x: 1, y: 0 }));
    assert_eq!(
        read(&[r#"{"a":1}"#]),
        Ok(BTreeMap::from([("a".to_owned(), 1)]))
    );
    assert_eq!(read(&[r#"{"1":true}"#]), Ok(BTreeMap::from([(1_u8, true)])));
    assert_eq!(read(&["3"]), Ok(serde_json::Number::from(3)));
}

/// Whatever a type is, one text that is not plain means what the same JSON does.
#[test]
fn what_is_not_plain_is_json() {
    fn both<T: DeserializeOwned + JsonSchema + PartialEq + Debug>(json: &str, value: T) {
        assert_eq!(read_json::<T>(json).as_ref(), Ok(&value), "{json}");
        assert_eq!(read::<T>(&[json]), Ok(value), "{json}");
    }
    both("5", json!(5));
    both("-5", json!(-5));
    both("0.1", json!(0.1));
    both("\"5\"", json!("5"));
    both("null", json!(null));
    both(
        r#"{"a": [1, "é\u00e9", true, null]}"#,
        json!({"a": [1, "éé", true, null]}),
    );
    both("[1, [2]]", json!([1, [2]]));
    both("\"Unit\"", Shape::Unit);
    both(r#"{"New": 5}"#, Shape::New(5));
    both(r#"{"Pair": [1, "x"]}"#, Shape::Pair(1, "x".into()));
    both(r#"{"Point": {"x": 1}}"#, Shape::Point { x: 1 });
    both(r#"{"kind": "circle", "r": 2}"#, Tagged::Circle { r: 2 });
    both(
        r#"{"kind": "circle", "of": {"r": 2}}"#,
        Adjacent::Circle { r: 2 },
    );
    both("5", Untagged::Number(5));
    both("\"5\"", Untagged::Text("5".into()));
    both("[5, 6]", Untagged::Many(vec![5, 6]));
    both(r#"["Unit", {"New": 1}]"#, vec![Shape::Unit, Shape::New(1)]);
    both("[[1], []]", vec![vec![1], vec![]]);
    both(r#"{"x": 1}"#, Some(Point { x: 1, y: 0 }));
    both("null", None::<Point>);
    assert_eq!(read(&[""]), Ok(None::<Point>));
    assert_eq!(read(&[""]), Ok(None::<Json>));
    assert!(read::<Json>(&[""]).is_err());
}

type Json = serde_json::Value;

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
enum Shape {
    Unit,
    New(u8),
    Pair(u8, String),
    Point { x: i32 },
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Tagged {
    Circle { r: u8 },
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "of", rename_all = "lowercase")]
enum Adjacent {
    Circle { r: u8 },
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(u8),
    Text(String),
    Many(Vec<u8>),
}

#[test]
fn numbers_are_exact_in_text_and_in_json() {
    let largest = u128::MAX.to_string();
    assert_eq!(read(&[&largest]), Ok(u128::MAX));
    assert_eq!(read_json(&largest), Ok(u128::MAX));
    assert_eq!(read_json(&i128::MIN.to_string()), Ok(i128::MIN));
    // The standard library's nearest, which is what the same text in a query means.
    let long = "5.0671738500066905e-308";
    assert_eq!(read_json::<f64>(long), read::<f64>(&[long]));
    assert_eq!(read_json::<f32>("16777217.1"), read::<f32>(&["16777217.1"]));
}

#[test]
fn what_is_wrong_with_a_text_is_told() {
    fn why<T: DeserializeOwned + JsonSchema + Debug>(text: &str) -> String {
        read::<T>(&[text]).unwrap_err()
    }
    for (why, expected) in [
        (why::<u8>("abc"), "\"abc\" is not an integer"),
        (why::<u8>(""), "\"\" is not an integer"),
        (why::<u8>("1.5"), "\"1.5\" is not an integer"),
        (why::<u8>("1e2"), "\"1e2\" is not an integer"),
        (why::<u8>("300"), "\"300\" is more than 255"),
        (why::<i8>("-129"), "\"-129\" is less than -128"),
        (
            why::<u64>("18446744073709551616"),
            "\"18446744073709551616\" is more than 18446744073709551615",
        ),
        (
            why::<std::num::NonZeroU8>("0"),
            "invalid value: integer `0`, expected a nonzero u8",
        ),
        (why::<f64>("x"), "\"x\" is not a number"),
        (why::<f64>("1e999"), "number out of range"),
        (why::<f32>("1e39"), "number out of range"),
        (why::<bool>("yes"), "\"yes\" is neither true nor false"),
        (why::<char>("ab"), "\"ab\" is not one character"),
        (
            why::<Format>("pgn"),
            "\"pgn\" is not one of `png`, `jpeg`, did you mean `png`?",
        ),
        (why::<Format>("txt"), "\"txt\" is not one of `png`, `jpeg`"),
        (why::<Vec<u8>>("x"), "\"x\" is not an integer"),
        (
            why::<Point>("x"),
            "\"x\" is not JSON (expected value at line 1 column 1)",
        ),
        (why::<Point>("[]"), "[] is not a JSON object"),
        (
            why::<Shape>("Unit"),
            "\"Unit\" is not JSON (expected value at line 1 column 1)",
        ),
    ] {
        assert_eq!(why, expected);
    }
}

#[test]
fn what_is_wrong_with_json_is_told() {
    fn why<T: DeserializeOwned + JsonSchema + Debug>(json: &str) -> String {
        read_json::<T>(json).unwrap_err()
    }
    for (why, expected) in [
        (why::<u8>("\"3\""), "\"3\" is not an integer"),
        (why::<u8>("null"), "null is not an integer"),
        (why::<u8>("1.5"), "1.5 is not an integer"),
        (why::<u8>("1.0"), "1.0 is not an integer"),
        (why::<u8>("300"), "300 is more than 255"),
        (why::<u8>("-1"), "-1 is less than 0"),
        (why::<u64>("3e20"), "3e20 is not an integer"),
        (why::<f64>("[ 1 ]"), "[1] is not a number"),
        (why::<f64>("1e400"), "number out of range"),
        (why::<Json>("1e400"), "number out of range"),
        (why::<bool>("1"), "1 is neither true nor false"),
        (why::<bool>("\"on\""), "\"on\" is neither true nor false"),
        (why::<String>("1"), "1 is not a text"),
        (why::<()>("1"), "1 is not null"),
        (why::<Format>("1"), "1 is not one of `png`, `jpeg`"),
        (
            why::<Format>("\"gif\""),
            "\"gif\" is not one of `png`, `jpeg`",
        ),
        (why::<Vec<u8>>("1"), "1 is not a list"),
        (why::<Vec<u8>>("[1, 2, 300]"), "300 is more than 255"),
        (why::<Point>("[1]"), "[1] is not a JSON object"),
        (why::<Point>(r#"{"x": "a"}"#), "\"a\" is not an integer"),
        (why::<Point>("{}"), "missing field `x`"),
        (
            why::<Shape>(r#"{"New": 1, "x": 2}"#),
            "{\"New\":1,\"x\":2} is not an object with one member",
        ),
        (
            why::<(u8, u8)>("[1]"),
            "invalid length 1, expected a tuple of size 2",
        ),
        (
            why::<Untagged>("null"),
            "data did not match any variant of untagged enum Untagged",
        ),
    ] {
        assert_eq!(why, expected);
    }
}

#[test]
fn what_is_wrong_inside_says_where() {
    fn told<T: DeserializeOwned + JsonSchema + Debug>(json: &str) -> [String; 3] {
        let expected = Expected::of::<T>();
        let given = Given::Json(RawValue::from_string(json.to_owned()).unwrap());
        let error = given.read::<T>(&expected).unwrap_err();
        let error = InputError::value("p", Location::Body, &given, &error, &expected);
        let or_none = |text: Option<String>| text.unwrap_or_default();
        [
            error.detail,
            or_none(error.pointer),
            or_none(error.expected),
        ]
    }
    #[derive(Debug, Deserialize, JsonSchema)]
    #[allow(dead_code, reason = "never read")]
    struct Outer {
        points: Vec<Point>,
        by_name: Option<BTreeMap<String, Shape>>,
    }
    for (told, expected) in [
        (told::<Point>("{}"), ["`p.x` is missing", "#/p/x", ""]),
        (
            told::<Outer>(r#"{"points": [{"x": 1}, {"y": 2}]}"#),
            ["`p.points[1].x` is missing", "#/p/points/1/x", ""],
        ),
        (
            told::<Outer>(r#"{"points": [], "by_name": {"a b/": {"Point": {"x": "1"}}}}"#),
            [
                "`p.by_name.a b/.Point.x` is \"1\", which is not an integer",
                "#/p/by_name/a%20b~1/Point/x",
                "",
            ],
        ),
        (
            told::<Vec<u8>>("[1, 2, 300]"),
            [
                "`p[2]` is 300, which is more than 255",
                "#/p/2",
                "a list of integers from 0 to 255",
            ],
        ),
        (
            told::<(u8, NonZeroU8)>("[1, 0]"),
            [
                "`p[1]`: invalid value: integer `0`, expected a nonzero u8",
                "#/p/1",
                "",
            ],
        ),
        (
            told::<Point>("[]"),
            ["`p` is [], which is not a JSON object", "", "a JSON object"],
        ),
    ] {
        assert_eq!(told, expected.map(str::to_owned));
    }
    assert_eq!(
        read_json::<(u8, u8)>("[1, 2, 3]"),
        Err("invalid length 3, expected 2 elements in sequence".to_owned())
    );
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read_json::<Json>(&nested(100)).is_ok());
    for depth in [200, 100_000] {
        let error = read_json::<Json>(&nested(depth)).unwrap_err();
        assert_eq!(error, "it is nested too deep");
        assert!(read::<Json>(&[&nested(depth)]).is_err());
    }
}

#[test]
fn what_may_be_left_out_is_absent_or_blank() {
    assert_eq!(read(&[]), Ok(None::<u8>));
    assert_eq!(read(&[""]), Ok(None::<u8>));
    assert_eq!(read(&[""]), Ok(None::<New<u8>>));
    assert_eq!(read(&[""]), Ok(None::<String>));
    assert_eq!(read::<Maybe<Format>>(&[]), Ok(None));
    assert_eq!(read(&[]), Ok(New(None::<u8>)));
    assert_eq!(read(&[]), Ok(Vec::<u8>::new()));
    assert_eq!(read(&[]), Ok(New(BTreeSet::<String>::new())));
    assert_eq!(
        read(&["", ""]),
        Ok(Some(vec![String::new(), String::new()]))
    );
}

#[test]
fn what_may_not_be_left_out_is_missing() {
    fn is_missing<T: DeserializeOwned + JsonSchema + Debug>() {
        read::<T>(&[]).unwrap_err();
    }
    is_missing::<u8>();
    is_missing::<bool>();
    is_missing::<f32>();
    is_missing::<char>();
    is_missing::<String>();
    is_missing::<Format>();
    is_missing::<Point>();
    is_missing::<New<String>>();
    is_missing::<(u8, u8)>();
    is_missing::<[u8; 2]>();
    is_missing::<BTreeMap<String, u8>>();
    is_missing::<Json>();
    is_missing::<std::time::Duration>();
}

#[test]
fn what_is_not_such_a_value_is_refused() {
    fn is_refused<T: DeserializeOwned + JsonSchema + Debug>(texts: &[&str]) {
        read::<T>(texts).unwrap_err();
    }
    is_refused::<u8>(&["256"]);
    is_refused::<u8>(&["-1"]);
    is_refused::<u8>(&["1.0"]);
    is_refused::<u8>(&[" 1"]);
    is_refused::<u8>(&[""]);
    is_refused::<u8>(&["1", "2"]);
    is_refused::<String>(&["a", "b"]);
    is_refused::<Option<u8>>(&["1", "2"]);
    is_refused::<std::num::NonZeroU8>(&["0"]);
    is_refused::<bool>(&["yes"]);
    is_refused::<char>(&["ab"]);
    is_refused::<f64>(&["1e999"]);
    is_refused::<f64>(&["x"]);
    is_refused::<f32>(&["1e39"]);
    is_refused::<Format>(&["gif"]);
    is_refused::<Vec<u8>>(&["1", "x"]);
    is_refused::<(u8, u8)>(&["[1]"]);
    is_refused::<(u8, u8)>(&["[1, 2, 3]"]);
    is_refused::<(u8, u8)>(&["1", "2"]);
    is_refused::<Point>(&["3"]);
    is_refused::<Point>(&[r#"{"x":1} 2"#]);
    is_refused::<Shape>(&["\"Pair\""]);
}

fn survives<T: DeserializeOwned + JsonSchema + Display + PartialEq + Debug>(number: T) -> bool {
    read::<T>(&[&number.to_string()]) == Ok(number)
}

proptest! {
    #[test]
    fn integers_of_every_width_survive(number: i128, unsigned: u128) {
        // Narrowing on purpose: every width gets numbers of its own range.
        prop_assert!(survives(number as i8) && survives(unsigned as u8));
        prop_assert!(survives(number as i16) && survives(unsigned as u16));
        prop_assert!(survives(number as i32) && survives(unsigned as u32));
        prop_assert!(survives(number as i64) && survives(unsigned as u64));
        prop_assert!(survives(number as isize) && survives(unsigned as usize));
        prop_assert!(survives(number) && survives(unsigned));
    }

    #[test]
    fn an_integer_is_taken_only_where_it_fits(number: i64) {
        let text = number.to_string();
        prop_assert_eq!(read::<u8>(&[&text]).ok(), u8::try_from(number).ok());
        prop_assert_eq!(read::<i16>(&[&text]).ok(), i16::try_from(number).ok());
        prop_assert_eq!(read::<u32>(&[&text]).ok(), u32::try_from(number).ok());
        prop_assert_eq!(read::<u64>(&[&text]).ok(), u64::try_from(number).ok());
    }

    #[test]
    fn floats_survive(number: f64, single: f32) {
        prop_assert!(survives(number) && survives(single));
    }

    #[test]
    fn json_means_what_the_text_does(number: f64, single: f32, integer: i64) {
        let (number, single, integer) =
            (json!(number).to_string(), json!(single).to_string(), integer.to_string());
        prop_assert_eq!(read_json::<f64>(&number), read::<f64>(&[&number]));
        prop_assert_eq!(read_json::<f32>(&single), read::<f32>(&[&single]));
        prop_assert_eq!(read_json::<i16>(&integer).ok(), read::<i16>(&[&integer]).ok());
    }

    #[test]
    fn nothing_makes_it_panic(texts: Vec<String>) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let _ = read::<u8>(&texts);
        let _ = read::<f32>(&texts);
        let _ = read::<Vec<Option<f64>>>(&texts);
        let _ = read::<Point>(&texts);
        let _ = read::<BTreeMap<String, serde_json::Value>>(&texts);
        let _ = read::<Vec<Shape>>(&texts);
        let _ = read::<Untagged>(&texts);
    }
}
