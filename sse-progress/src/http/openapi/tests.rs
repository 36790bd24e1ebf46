//! That the schemas are those of what is sent, and that every type of a job finds its own.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;

use super::schemas;
use super::*;
use crate::job::{Definition, Job, Methods, States, job};
use crate::parameters::Argument;
use crate::parameters::argument::{Parameter, Source};
use crate::protocol::{
    Bar, CancelReason, Done, Failure, Level, LogLine, QueuePlace, RunId, RunState, Snapshot,
    Status, Task, TaskState,
};
use crate::run::Policy;

/// The members of what a schema describes, those of the schemas that it includes among them.
fn members<T: JsonSchema>() -> BTreeSet<String> {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let schema = generator.subschema_for::<T>().to_value();
    let definitions = generator.take_definitions(true);
    let mut members = BTreeSet::new();
    let mut open = vec![&schema];
    while let Some(schema) = open.pop() {
        if let Some(name) = schema["$ref"].as_str() {
            open.push(&definitions[name.trim_start_matches("#/$defs/")]);
        }
        open.extend(schema["allOf"].as_array().into_iter().flatten());
        let properties = schema["properties"].as_object().into_iter().flatten();
        members.extend(properties.map(|(name, _)| name.clone()));
    }
    members
}

/// The members of something that has all of them.
fn sent(value: &impl Serialize) -> BTreeSet<String> {
    let json = serde_json::to_value(value).unwrap();
    json.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn schemas_have_the_members_of_what_is_sent() {
    let bar = Bar {
        position: 1,
        length: Some(2),
        unit: "items".into(),
        message: String::new(),
        fraction: Some(0.5),
        elapsed_ms: 3,
        rate: None,
        eta_ms: None,
    };
    let task = Task {
        id: 1,
        parent: None,
        label: "a".into(),
        state: TaskState::Running,
        bar: bar.clone(),
    };
    assert_eq!(members::<schemas::Task>(), sent(&task));
    let snapshot = Snapshot {
        run: RunId::unknown(),
        job: "a".into(),
        state: RunState::Running,
        bar,
        queue: Some(QueuePlace {
            position: 1,
            size: 1,
        }),
        tasks: vec![task],
        tasks_omitted: 1,
        data: Some(to_raw_value(&1).unwrap()),
    };
    assert_eq!(members::<schemas::Snapshot>(), sent(&snapshot));
    let line = LogLine {
        level: Level::Info,
        message: "a".into(),
        time: "b".into(),
        task: Some(1),
        target: Some("c".into()),
        data: Some(to_raw_value(&1).unwrap()),
        missed: Some(1),
    };
    assert_eq!(members::<schemas::LogLine>(), sent(&line));
    let done = Done {
        status: Status::Cancelled,
        result: Some(to_raw_value(&1).unwrap()),
        error: Some(Failure {
            message: "a".into(),
            causes: Vec::new(),
        }),
        reason: Some(CancelReason::Requested),
        elapsed_ms: 1,
    };
    assert_eq!(members::<schemas::Done>(), sent(&done));
}

/// A type of an application that is called as one of ours.
#[derive(Deserialize, JsonSchema)]
#[allow(dead_code, reason = "only its schema is of interest")]
struct Problem {
    inner: u8,
}

mod other {
    use super::*;

    #[derive(Deserialize, JsonSchema)]
    #[schemars(rename = "Pair<u8/~>")]
    #[allow(dead_code, reason = "only its schema is of interest")]
    pub(super) struct Pair {
        inner: Option<Box<Pair>>,
    }
}

fn a_job(
    name: &'static str,
    path: &'static str,
    parameters: Vec<(&'static str, Parameter)>,
) -> Job {
    let argument = |(name, parameter)| Argument {
        name,
        description: "",
        source: Source::Request(parameter),
    };
    job(Definition {
        name,
        description: "",
        methods: Methods::GetAndPost,
        path,
        policy: Policy::DEFAULT,
        arguments: parameters.into_iter().map(argument).collect(),
        start: |_| None,
    })
}

fn document_of(jobs: Vec<Job>) -> Value {
    let catalog = Catalog::new(jobs, &States::default(), &[], false).unwrap();
    document(&catalog, Api::new(), false)
}

#[test]
fn types_of_one_name_have_a_schema_each() {
    let document = document_of(vec![
        a_job("a", "/a", vec![("x", Parameter::of::<Problem>())]),
        a_job("b", "/b", vec![("x", Parameter::of::<other::Pair>())]),
    ]);
    let of = |path: &str| {
        let body = "requestBody/content/application~1json/schema/properties/x/$ref";
        let reference = document
            .pointer(&format!("/paths/~1{path}/post/{body}"))
            .unwrap();
        let pointer = reference.as_str().unwrap().trim_start_matches('#');
        (pointer.to_owned(), document.pointer(pointer).unwrap())
    };
    let (name, problem) = of("a");
    assert_eq!(name, "/components/schemas/Problem2");
    assert_eq!(problem["properties"]["inner"]["maximum"], 255);
    let (name, pair) = of("b");
    assert_eq!(name, "/components/schemas/Pair_u8___");
    let inner = &pair["properties"]["inner"]["anyOf"][0]["$ref"];
    assert_eq!(inner, "#/components/schemas/Pair_u8___");
    assert!(document["components"]["schemas"]["Problem"]["properties"]["detail"].is_object());
}

#[test]
fn a_parameter_says_how_its_text_is_read() {
    let document = document_of(vec![a_job(
        "a",
        "/a/{list}",
        vec![
            ("list", Parameter::of::<Vec<u8>>()),
            ("names", Parameter::of::<Vec<String>>()),
            ("any", Parameter::of::<Value>()),
        ],
    )]);
    let item = &document["paths"]["/a/{list}"];
    // A segment of a path is one item.
    assert_eq!(item["parameters"][0]["schema"]["type"], "integer");
    assert_eq!(item["parameters"][0]["required"], true);
    let query = &item["get"]["parameters"];
    assert_eq!(query[0]["schema"]["type"], "array");
    assert_eq!(query[0]["required"], false);
    assert!(query[1]["content"]["application/json"]["schema"].is_object());
    assert_eq!(query[1]["required"], true);
    let form = &item["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"];
    assert_eq!(
        form["encoding"],
        json!({
            "names": { "style": "form", "explode": true },
            "any": { "contentType": "application/json" },
        })
    );
    assert_eq!(form["schema"]["required"], json!(["any"]));
}

#[test]
fn a_security_scheme_has_to_be_one() {
    let check = |schemes: Vec<(&str, Value)>| {
        let security = schemes.into_iter().map(|(name, it)| (name.to_owned(), it));
        let api = Api {
            security: security.collect(),
            ..Api::new()
        };
        api.check().map_err(|error| error.to_string())
    };
    let bearer = json!({ "type": "http", "scheme": "bearer" });
    assert_eq!(
        check(vec![("a", bearer.clone()), ("b", bearer.clone())]),
        Ok(())
    );
    for (schemes, reason) in [
        (vec![("a b", bearer.clone())], "ASCII letters"),
        (vec![("a", json!("bearer"))], "Security Scheme Object"),
        (vec![("a", bearer.clone()), ("a", bearer)], "another"),
    ] {
        let error = check(schemes).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}
