//! One block of an event stream, read as strictly as it is to be written.

use serde_json::Value;

/// A block of a stream.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Heartbeat,
    Event(Event),
}

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Id,
    pub(crate) retry: Option<u64>,
    pub(crate) data: Value,
    /// The block as it came, with the empty line that ends it.
    pub(crate) raw: String,
}

/// `<run>.<number>` or `<run>.<number>.done`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Id {
    pub(crate) text: String,
    pub(crate) run: String,
    pub(crate) number: u64,
    pub(crate) done: bool,
}

const BAR: &[&str] = &[
    "position",
    "length",
    "unit",
    "message",
    "fraction",
    "elapsed_ms",
    "rate",
    "eta_ms",
];

impl Item {
    /// Reads a block that ends with an empty line.
    pub(crate) fn parse(block: &[u8]) -> Result<Self, String> {
        if block == b":\n\n" {
            return Ok(Self::Heartbeat);
        }
        let text = std::str::from_utf8(block).map_err(|error| error.to_string())?;
        // JSON escapes control characters in its texts, and may have a tab between them.
        if let Some(control) = text.chars().find(|c| *c < ' ' && !"\n\t".contains(*c)) {
            return Err(format!("{control:?} stands there as it is"));
        }
        let body = text
            .strip_suffix("\n\n")
            .ok_or("no empty line at its end")?;
        let mut lines = body.split('\n');
        let mut field = |name: &str| {
            let line = lines.next().ok_or(format!("no line for {name}"))?;
            let value = line.strip_prefix(name).and_then(|l| l.strip_prefix(": "));
            value
                .map(str::to_owned)
                .ok_or(format!("{line:?} is no {name}"))
        };
        let name = field("event")?;
        let id = Id::parse(&field("id")?)?;
        let retry = match body.lines().nth(2) {
            Some(line) if line.starts_with("retry") => {
                let digits = field("retry")?;
                let retry = digits.parse::<u64>().map_err(|error| error.to_string())?;
                if retry.to_string() != digits {
                    return Err(format!("retry is {digits}"));
                }
                Some(retry)
            }
            _ => None,
        };
        let data = serde_json::from_str(&field("data")?).map_err(|error| error.to_string())?;
        if lines.next().is_some() {
            return Err("a line too many".to_owned());
        }
        check(&name, &id, retry.is_some(), &data)?;
        Ok(Self::Event(Event {
            name,
            id,
            retry,
            data,
            raw: text.to_owned(),
        }))
    }
}

impl Id {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("the id {text:?}");
        let mut parts = text.split('.');
        let run = parts.next().unwrap_or_default();
        let number = parts.next().ok_or_else(wrong)?;
        let done = match (parts.next(), parts.next()) {
            (None, _) => false,
            (Some("done"), None) => true,
            _ => return Err(wrong()),
        };
        let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if run.len() != 22 || !run.bytes().all(word) || !digits || text.len() > 128 {
            return Err(wrong());
        }
        Ok(Self {
            text: text.to_owned(),
            run: run.to_owned(),
            number: number.parse().map_err(|_| wrong())?,
            done,
        })
    }
}

/// Whether the data has what its event has to have, and nothing that nobody wrote down. `first` says
/// whether it is the first event of a stream, which says something about the stream.
fn check(name: &str, id: &Id, first: bool, data: &Value) -> Result<(), String> {
    match name {
        "progress" => {
            let own = ["run", "job", "state", "queue", "tasks"];
            let of_stream: &[&str] = if first { &["heartbeat_ms"] } else { &[] };
            let all = [&own, of_stream, BAR].concat();
            members(data, &all, &["tasks_omitted", "data"])?;
            one_of(&data["state"], &["queued", "running", "cancelling"])?;
            check_bar(data)?;
            if data["run"] != id.run.as_str() {
                return Err(format!("{id:?} is not of the run of {data}"));
            }
            for task in data["tasks"].as_array().ok_or("no tasks")? {
                let own = ["id", "parent", "label", "state"];
                members(task, &[&own, BAR].concat(), &[])?;
                one_of(&task["state"], &["running", "finished", "stopped"])?;
                check_bar(task)?;
            }
        }
        "log" => {
            let optional = ["task", "data", "missed"];
            members(data, &["level", "message", "time"], &optional)?;
            one_of(&data["level"], &["trace", "debug", "info", "warn", "error"])?;
        }
        "done" => {
            let optional = ["result", "error", "reason"];
            members(data, &["status", "elapsed_ms"], &optional)?;
            let status = ["succeeded", "failed", "cancelled", "timed_out", "lost"];
            one_of(&data["status"], &status)?;
            if let Some(error) = data.get("error") {
                members(error, &["message", "causes"], &[])?;
            }
        }
        _ => return Err(format!("there is no event {name:?}")),
    }
    if id.done != (name == "done") {
        return Err(format!("{id:?} is not the id of {name}"));
    }
    Ok(())
}

fn check_bar(bar: &Value) -> Result<(), String> {
    let fraction = bar["fraction"].as_f64();
    let known = bar["length"].is_u64();
    if fraction.is_some() != known || fraction.is_some_and(|f| !(0.0..=1.0).contains(&f)) {
        return Err(format!("the fraction of {bar}"));
    }
    if !bar["position"].is_u64() || !bar["elapsed_ms"].is_u64() || !bar["unit"].is_string() {
        return Err(format!("the numbers of {bar}"));
    }
    Ok(())
}

fn members(value: &Value, required: &[&str], optional: &[&str]) -> Result<(), String> {
    let object = value.as_object().ok_or(format!("{value} is no object"))?;
    for name in required {
        if !object.contains_key(*name) {
            return Err(format!("no `{name}` in {value}"));
        }
    }
    for name in object.keys() {
        if !required.contains(&name.as_str()) && !optional.contains(&name.as_str()) {
            return Err(format!("`{name}` in {value}"));
        }
    }
    Ok(())
}

fn one_of(value: &Value, names: &[&str]) -> Result<(), String> {
    if value.as_str().is_some_and(|value| names.contains(&value)) {
        return Ok(());
    }
    Err(format!("{value} is none of {names:?}"))
}

#[test]
fn the_parser_is_strict() {
    const RUN: &str = "4qJ0mX2vT9cB7yKdR1sN3w";
    let done = |text: &str| Item::parse(text.replace("RUN", RUN).as_bytes());
    let right = "event: done\nid: RUN.9.done\ndata: {\"status\":\"lost\",\"elapsed_ms\":1}\n\n";
    assert!(matches!(done(right), Ok(Item::Event(_))));
    assert!(done(&right.replace("\ndata", "\nretry: 5\ndata")).is_ok());
    assert!(matches!(Item::parse(b":\n\n"), Ok(Item::Heartbeat)));
    for (from, to) in [
        ("event: ", "event:"),
        ("\ndata", "\r\ndata"),
        ("\ndata", "\nretry: +5\ndata"),
        ("\ndata", "\nretry: 05\ndata"),
        ("\ndata", "\nevent: done\ndata"),
        ("event: done\nid", "id"),
        ("event", "\u{feff}event"),
        ("done\n", "error\n"),
        ("RUN", "RUNx"),
        ("RUN", "RU N"),
        (".9", ".-9"),
        (".9", "."),
        (".done", ""),
        (".done", ".done.done"),
        ("{", "{\"more\":1,"),
        ("lost", "Lost"),
        ("}\n\n", "}\ndata: \n\n"),
        ("}\n\n", "}\n"),
        ("}\n\n", "\n\n"),
    ] {
        let wrong = right.replacen(from, to, 1);
        assert!(done(&wrong).is_err(), "{wrong:?}");
    }
    assert!(Item::parse(b": \n\n").is_err());
    assert!(Item::parse(b"event: log\xff\n\n").is_err());
}
