//! From a request to arguments, as the code that `#[job]` writes does it.

#![allow(clippy::needless_borrow, reason = "this is how `#[job]` writes it")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::*;
use crate::parameters::{Body, InputErrorKind, InputErrors, Values};
use crate::protocol::PathTemplate;
use crate::run::Progress;

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    Png,
    Jpeg,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Point {
    x: i32,
    y: i32,
}

/// Refuses what its schema allows.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(try_from = "u32")]
#[schemars(with = "u32")]
struct Even(u32);

impl TryFrom<u32> for Even {
    type Error = String;

    fn try_from(number: u32) -> Result<Self, String> {
        if number % 2 == 0 {
            Ok(Self(number))
        } else {
            Err(format!("{number} is odd"))
        }
    }
}

/// A request: its path, its query and its body with a content type.
#[derive(Clone, Copy, Default)]
struct Request {
    path: &'static str,
    query: &'static str,
    body: Option<(&'static str, &'static str)>,
}

fn query(query: &'static str) -> Request {
    Request {
        query,
        ..Request::default()
    }
}

fn body(content_type: &'static str, text: &'static str) -> Request {
    Request {
        body: Some((content_type, text)),
        ..Request::default()
    }
}

fn json_body(text: &'static str) -> Request {
    body("application/json", text)
}

fn form(text: &'static str) -> Request {
    body("application/x-www-form-urlencoded", text)
}

fn path(path: &'static str) -> Request {
    Request {
        path,
        ..Request::default()
    }
}

impl Request {
    fn values(self, arguments: &[Argument]) -> Values<'_> {
        let template = "/at/{value}".parse::<PathTemplate>().unwrap();
        let found = template.matches(self.path).unwrap_or_default();
        let values = Values::new(arguments).path(found).query(self.query, &[]);
        match self.body {
            Some((content_type, text)) => {
                let content_type = Some(content_type.to_owned()).filter(|t| !t.is_empty());
                values.body(Body::new(text.into(), content_type))
            }
            None => values,
        }
    }

    /// What a job with the one parameter `value: T` gets.
    fn get<T: Parameter>(self) -> Result<T, InputErrors> {
        let arguments = [(&Probe::<T>::NEW).kind().describe("value", "")];
        let states = States::default();
        let mut args = Args::new(self.values(&arguments), &states, Progress::hidden());
        let value = (&Probe::<T>::NEW).kind().take(&mut args, 0);
        args.finish(value)
    }

    /// What is wrong with such a request, as `location: text`.
    fn error<T: Parameter + std::fmt::Debug>(self) -> String {
        let errors = self.get::<T>().unwrap_err();
        let all: Vec<String> = errors
            .iter()
            .map(|error| format!("{}: {error}", error.location))
            .collect();
        all.join("\n")
    }
}

#[test]
fn values_come_from_the_path_the_query_and_the_body() {
    for request in [
        path("/at/7"),
        path("/at/%37"),
        query("value=7"),
        form("value=7"),
        json_body(r#"{"value":7}"#),
        body(
            "application/vnd.api+json; charset=utf-8",
            r#" {"value" : 7} "#,
        ),
    ] {
        assert_eq!(request.get(), Ok(7_u8));
        assert_eq!(request.get(), Ok(Some(7_i64)));
        assert_eq!(request.get(), Ok(7_f32));
    }
    assert_eq!(path("/at/a%2Fb+c").get(), Ok("a/b+c".to_owned()));
    assert_eq!(query("value=a%2Fb+c").get(), Ok("a/b c".to_owned()));
    assert_eq!(query("value=").get(), Ok(String::new()));
    assert_eq!(form("value=on").get(), Ok(true));
    assert_eq!(query("value=jpeg").get(), Ok(Format::Jpeg));
    assert_eq!(json_body(r#"{"value":"png"}"#).get(), Ok(Format::Png));
    assert_eq!(
        query(r#"value={"x":1,"y":2}"#).get(),
        Ok(Point { x: 1, y: 2 })
    );
    assert_eq!(
        json_body(r#"{"value":{"x":1,"y":2}}"#).get(),
        Ok(Point { x: 1, y: 2 })
    );
}

#[test]
fn a_list_may_repeat_and_be_left_out() {
    assert_eq!(query("value=1&value=2").get(), Ok(vec![1, 2]));
    assert_eq!(
        query("value=2&value=1&value=2").get(),
        Ok(BTreeSet::from([1, 2]))
    );
    assert_eq!(json_body(r#"{"value":[1,2]}"#).get(), Ok(vec![1, 2]));
    assert_eq!(form("value=1").get(), Ok(vec![1]));
    assert_eq!(query("").get(), Ok(Vec::<u8>::new()));
    assert_eq!(query("").get(), Ok(None::<Vec<u8>>));
}

#[test]
fn an_option_may_be_left_out_left_blank_or_null() {
    for request in [
        query(""),
        query("value="),
        json_body(r#"{"value":null}"#),
        json_body("{}"),
    ] {
        assert_eq!(request.get(), Ok(None::<u8>));
        assert_eq!(request.get(), Ok(None::<String>));
    }
}

#[test]
fn an_empty_body_says_nothing() {
    for content_type in [
        "",
        "application/json",
        "application/x-www-form-urlencoded",
        "image/png",
    ] {
        assert_eq!(body(content_type, "").get(), Ok(None::<u8>));
    }
}

#[test]
fn our_own_names_in_the_query_are_skipped() {
    let request = query("last_event_id=x&idempotency_key=y&value=7");
    assert_eq!(request.get(), Ok(7_u8));
    assert!(form("last_event_id=x&value=7").get::<u8>().is_err());
}

#[test]
fn wrong_values_are_told_in_words() {
    for (error, expected) in [
        (
            query("value=abc").error::<u8>(),
            "query: `value` is \"abc\", which is not an integer (expected: an integer from 0 to 255)",
        ),
        (
            path("/at/300").error::<u8>(),
            "path: `value` is \"300\", which is more than 255 (expected: an integer from 0 to 255)",
        ),
        (
            json_body(r#"{"value":"7"}"#).error::<u64>(),
            "body: `value` is \"7\", which is not an integer (expected: an integer, 0 or more)",
        ),
        (
            form("value=gif").error::<Format>(),
            "body: `value` is \"gif\", which is not one of `png`, `jpeg` (expected: one of `png`, `jpeg`)",
        ),
        (
            query("value=1&value=x").error::<Vec<i64>>(),
            "query: `value[1]` is \"x\", which is not an integer (expected: a list of integers)",
        ),
        (
            json_body(r#"{"value":[1,null]}"#).error::<Vec<i64>>(),
            "body: `value[1]` is null, which is not an integer (expected: a list of integers)",
        ),
        (
            json_body(r#"{"value":1}"#).error::<Vec<i64>>(),
            "body: `value` is 1, which is not a list (expected: a list of integers)",
        ),
        (
            query("value=3").error::<Even>(),
            "query: `value` is \"3\": 3 is odd (expected: an integer from 0 to 4294967295)",
        ),
        (
            json_body(r#"{"value":3}"#).error::<Even>(),
            "body: `value` is 3: 3 is odd (expected: an integer from 0 to 4294967295)",
        ),
        (
            json_body(r#"{"value":{"x":1}}"#).error::<Point>(),
            "body: `value.y` is missing",
        ),
        (
            query("value=1.2.3").error::<std::net::IpAddr>(),
            "query: `value` is \"1.2.3\": invalid IP address syntax (expected: an IP address)",
        ),
        (
            query("value=1e999").error::<f64>(),
            "query: `value` is \"1e999\": number out of range (expected: a number)",
        ),
        (
            query("").error::<bool>(),
            "query: `value` is missing (expected: true or false)",
        ),
        (
            json_body("{}").error::<bool>(),
            "body: `value` is missing (expected: true or false)",
        ),
        (
            query("value=1&value=2").error::<u8>(),
            "query: `value` is given twice (expected: an integer from 0 to 255)",
        ),
        (
            query("value=%1B%5B2J").error::<u8>(),
            "query: `value` is \"\\u{1b}[2J\", which is not an integer (expected: an integer from 0 to 255)",
        ),
    ] {
        assert_eq!(error, expected);
    }
}

#[test]
fn what_cannot_be_read_is_told_once() {
    for (error, expected) in [
        (
            path("/at/%FF").error::<String>(),
            "path: `value` is not UTF-8",
        ),
        (
            query("value=%FF").error::<String>(),
            "query: `value` is not UTF-8",
        ),
        (
            query("value=%FF&value=%FF").error::<u8>(),
            "query: `value` is not UTF-8\nquery: `value` is not UTF-8",
        ),
        (
            json_body(r#"{"value":1,"value":2}"#).error::<u8>(),
            "body: `value` is given twice",
        ),
        (
            Request {
                path: "/at/1",
                ..query("value=1")
            }
            .error::<u8>(),
            "query: `value` is given in the path and in the query",
        ),
        (
            Request {
                query: "value=1",
                ..json_body(r#"{"value":1}"#)
            }
            .error::<Vec<u8>>(),
            "body: `value` is given in the query and in the body",
        ),
    ] {
        assert_eq!(error, expected);
    }
}

#[test]
fn unknown_names_are_refused_with_a_hint() {
    for (error, expected) in [
        (
            query("valeu=1").error::<Option<u8>>(),
            "query: `valeu` is not a parameter of this job, did you mean `value`? (expected: `value`)",
        ),
        (
            query("value[]=1").error::<Vec<u8>>(),
            "query: `value[]` is not a parameter of this job, did you mean `value`? (expected: `value`)",
        ),
        (
            form("x=1").error::<Option<u8>>(),
            "body: `x` is not a parameter of this job (expected: `value`)",
        ),
        (
            json_body(r#"{"%\n":[]}"#).error::<Option<u8>>(),
            "body: `%\\u{a}` is not a parameter of this job (expected: `value`)",
        ),
    ] {
        assert_eq!(error, expected);
    }
}

#[test]
fn bodies_that_are_not_parameters_are_refused() {
    let forms = "(expected: a JSON object as `application/json`, or a form as `application/x-www-form-urlencoded`)";
    for (request, kind, detail) in [
        (
            json_body("{"),
            InputErrorKind::Request,
            "the body is not JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            json_body("{} x"),
            InputErrorKind::Request,
            "the body is not JSON: trailing characters at line 1 column 4",
        ),
        (
            body("image/png", "x"),
            InputErrorKind::MediaType,
            "the body is of the type `image/png`",
        ),
        (
            body("", "x"),
            InputErrorKind::MediaType,
            "the body has no `content-type`",
        ),
        (
            form(r#" {"value":1}"#),
            InputErrorKind::MediaType,
            "the body looks like JSON but says `application/x-www-form-urlencoded`",
        ),
    ] {
        let errors = request.get::<Option<u8>>().unwrap_err();
        assert!(errors.has(kind));
        assert_eq!(errors.to_string(), format!("{detail} {forms}"));
    }
    // What may be in a body that cannot be read is not called missing.
    let error = body("image/png", "x").error::<u8>();
    assert!(error.starts_with("body: the body is of the type") && !error.contains("missing"));
    for text in ["[]", "1", "null", "\"{}\""] {
        let error = json_body(text).error::<Option<u8>>();
        assert_eq!(
            error,
            "body: the body is JSON, but not an object of parameters (expected: a JSON object)"
        );
    }
}

/// Some editors write one, Windows' among them.
#[test]
fn a_byte_order_mark_is_no_part_of_a_body() {
    assert_eq!(json_body("\u{feff}{\"value\":7}").get(), Ok(7_u8));
    assert_eq!(form("\u{feff}value=7").get(), Ok(7_u8));
    assert_eq!(json_body("\u{feff}").get(), Ok(None::<u8>));
}

#[test]
fn a_form_of_several_parts_is_not_taken_for_the_file_in_it() {
    let arguments = [(&Probe::<Body>::NEW).kind().describe("file", "")];
    let states = States::default();
    let sent = body("multipart/form-data; boundary=x", "--x--");
    let args = Args::new(sent.values(&arguments), &states, Progress::hidden());
    let errors = args.finish(None::<()>).unwrap_err();
    assert!(errors.has(InputErrorKind::MediaType));
    assert_eq!(
        errors.to_string(),
        "the body is a form of several parts (expected: the file itself as the body, as `curl \
         --data-binary @FILE` sends it)"
    );
    // Without an argument for the body, too.
    assert!(
        sent.get::<Option<u8>>()
            .unwrap_err()
            .has(InputErrorKind::MediaType)
    );
}

/// A retry may write the same value otherwise, and then still is the same intention.
#[test]
fn the_same_value_has_the_same_fingerprint_in_every_notation() {
    let arguments = [
        (&Probe::<Vec<u8>>::NEW).kind().describe("value", ""),
        (&Probe::<Option<Point>>::NEW).kind().describe("at", ""),
    ];
    let hasher = std::hash::RandomState::new();
    let print = |request: Request| request.values(&arguments).fingerprint(&hasher);
    let one = print(query(r#"value=1&value=2&at={"x":1,"y":2}"#));
    for same in [
        form(r#"at={"y": 2, "x": 1}&value=1&value=2"#),
        json_body(r#"{ "at": { "y": 2, "x": 1 }, "value": [1, 2] }"#),
    ] {
        assert_eq!(print(same), one);
    }
    assert_ne!(print(query(r#"value=2&value=1&at={"x":1,"y":2}"#)), one);
}

#[test]
fn all_errors_are_told_together() {
    let arguments = [
        (&Probe::<u8>::NEW).kind().describe("value", ""),
        (&Probe::<u8>::NEW).kind().describe_or("quality", "", None),
        (&Probe::<bool>::NEW).kind().describe("fast", ""),
    ];
    let states = States::default();
    let values = query("value=x&quality=y&colour=red").values(&arguments);
    let mut args = Args::new(values, &states, Progress::hidden());
    assert_eq!((&Probe::<u8>::NEW).kind().take(&mut args, 0), None);
    assert_eq!(
        (&Probe::<u8>::NEW).kind().take_or(&mut args, 1, || 80),
        None
    );
    assert_eq!((&Probe::<bool>::NEW).kind().take(&mut args, 2), None);
    let errors = args.finish(None::<()>).unwrap_err();
    let parameters: Vec<_> = errors.iter().map(|m| m.parameter.as_deref()).collect();
    assert_eq!(
        parameters,
        [Some("colour"), Some("value"), Some("quality"), Some("fast")]
    );
}

#[test]
fn a_job_can_have_everything() {
    let arguments = [
        (&Probe::<Progress>::NEW).kind().describe("progress", ""),
        (&Probe::<Body>::NEW).kind().describe("body", ""),
        describe_state::<&'static str>("db"),
        (&Probe::<u8>::NEW)
            .kind()
            .describe_or("quality", "", Some(json!(80))),
    ];
    let mut states = States::default();
    states.insert("the database");
    let values = body("application/json", "not read").values(&arguments);
    let mut args = Args::new(values, &states, Progress::hidden());
    assert!(
        (&Probe::<Progress>::NEW)
            .kind()
            .take(&mut args, 0)
            .is_some()
    );
    let whole = (&Probe::<Body>::NEW).kind().take(&mut args, 1).unwrap();
    assert_eq!(whole.text(), Ok("not read"));
    assert_eq!(whole.content_type(), Some("application/json"));
    assert_eq!(take_state(&mut args, 2), Some("the database"));
    assert_eq!(
        (&Probe::<u8>::NEW).kind().take_or(&mut args, 3, || 80),
        Some(80)
    );
    assert_eq!(args.finish(Some("work")), Ok("work"));
}

#[test]
fn a_body_that_was_not_sent_is_empty() {
    let arguments = [(&Probe::<Body>::NEW).kind().describe("body", "")];
    let states = States::default();
    let mut args = Args::new(query("").values(&arguments), &states, Progress::hidden());
    let body = (&Probe::<Body>::NEW).kind().take(&mut args, 0);
    assert_eq!(args.finish(body), Ok(Body::default()));
}

#[test]
fn our_own_errors_are_ours() {
    let arguments = [describe_state::<u8>("db")];
    let states = States::default();
    let mut args = Args::new(query("").values(&arguments), &states, Progress::hidden());
    assert_eq!(take_state::<u8>(&mut args, 0), None);
    assert_eq!((&Probe::<u8>::NEW).kind().take(&mut args, 7), None);
    assert!(
        args.finish(None::<()>)
            .unwrap_err()
            .has(InputErrorKind::Server)
    );

    let args = Args::new(query("").values(&[]), &states, Progress::hidden());
    assert!(
        args.finish(None::<()>)
            .unwrap_err()
            .has(InputErrorKind::Server)
    );
}

#[test]
fn members_work_without_a_request() {
    let arguments = [(&Probe::<Vec<u8>>::NEW).kind().describe("value", "")];
    let states = States::default();
    for (members, expected) in [
        (json!({ "value": [1] }), Some(vec![1])),
        (json!({}), Some(vec![])),
        (Json::Null, Some(vec![])),
        (json!({ "value": 1 }), None),
        (json!({ "vlaue": [1] }), None),
        (json!([1]), None),
    ] {
        let mut args = Args::new(
            Values::new(&arguments).members(members),
            &states,
            Progress::hidden(),
        );
        let value = (&Probe::<Vec<u8>>::NEW).kind().take(&mut args, 0);
        assert_eq!(args.finish(value).ok(), expected);
    }
}

#[test]
fn a_flood_of_names_stays_small() {
    let flood: String = (0..100_000).map(|n| format!("x{n}=1&")).collect();
    let arguments = [(&Probe::<Vec<u8>>::NEW).kind().describe("value", "")];
    let errors = Values::new(&arguments).query(&flood, &[]).into_errors();
    assert!(errors.to_string().len() < 5_000);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(path: String, query: String, body: Vec<u8>, json: bool) {
        let arguments = [
            (&Probe::<u8>::NEW).kind().describe("a", ""),
            (&Probe::<BTreeMap<String, Json>>::NEW).kind().describe("b", ""),
        ];
        let states = States::default();
        let content_type = if json { "application/json" } else { "application/x-www-form-urlencoded" };
        let values = Values::new(&arguments)
            .path([("a", path.as_str())])
            .query(&query, &[])
            .body(Body::new(body.into(), Some(content_type.to_owned())));
        let mut args = Args::new(values, &states, Progress::hidden());
        let _ = (&Probe::<u8>::NEW).kind().take(&mut args, 0);
        let _ = (&Probe::<BTreeMap<String, Json>>::NEW).kind().take(&mut args, 1);
        let _ = args.finish(None::<()>);
    }

    #[test]
    fn integers_of_every_width_survive_both_ways(number: i64, unsigned: u64) {
        fn both<T: Parameter + PartialEq + std::fmt::Debug>(number: impl Into<Json>) -> [Option<T>; 2] {
            let number = number.into();
            let arguments = [(&Probe::<T>::NEW).kind().describe("value", "")];
            let states = States::default();
            [
                Values::new(&arguments).query(&format!("value={number}"), &[]),
                Values::new(&arguments).members(json!({ "value": number })),
            ]
            .map(|values| {
                let mut args = Args::new(values, &states, Progress::hidden());
                let value = (&Probe::<T>::NEW).kind().take(&mut args, 0);
                args.finish(value).ok()
            })
        }
        prop_assert_eq!(both::<i8>(number), [i8::try_from(number).ok(); 2]);
        prop_assert_eq!(both::<u8>(unsigned), [u8::try_from(unsigned).ok(); 2]);
        prop_assert_eq!(both::<i16>(number), [i16::try_from(number).ok(); 2]);
        prop_assert_eq!(both::<u16>(unsigned), [u16::try_from(unsigned).ok(); 2]);
        prop_assert_eq!(both::<i32>(number), [i32::try_from(number).ok(); 2]);
        prop_assert_eq!(both::<u32>(unsigned), [u32::try_from(unsigned).ok(); 2]);
        prop_assert_eq!(both::<i64>(number), [Some(number); 2]);
        prop_assert_eq!(both::<u64>(unsigned), [Some(unsigned); 2]);
        prop_assert_eq!(both::<u64>(number), [u64::try_from(number).ok(); 2]);
        prop_assert_eq!(both::<i128>(number), [Some(i128::from(number)); 2]);
        prop_assert_eq!(both::<u128>(unsigned), [Some(u128::from(unsigned)); 2]);
    }
}
