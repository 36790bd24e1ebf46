//! What a request says, by name.

use std::fmt;
use std::hash::BuildHasher;

use percent_encoding::percent_decode_str;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value as Json;
use serde_json::error::Category;

use super::argument::{Argument, RESERVED, parameter_names, takes_body};
use super::body::Body;
use super::mistake::{Fault, Location, Mistake, Mistakes, cut};
use super::pairs::{Pair, pairs};

/// What a request gives for the parameters of one job, and what is wrong with that.
///
/// Names that the job does not know are mistakes and are not kept, so this holds no more than the
/// job asked for.
#[derive(Debug)]
pub(crate) struct Values<'j> {
    arguments: &'j [Argument],
    given: Vec<Given>,
    body: Option<Body>,
    mistakes: Mistakes,
    /// Where a parameter that is missing should have been.
    home: Location,
}

#[derive(Debug)]
struct Given {
    name: String,
    location: Location,
    value: Value,
}

/// What was given for one parameter.
#[derive(Debug)]
pub(crate) enum Value {
    /// Texts of a path, a query or a form; at least one.
    Texts(Vec<String>),
    /// A member of a JSON body.
    Json(Json),
    /// What cannot be told; the mistake is noted already.
    Unclear,
}

impl Value {
    /// As it would stand in a form.
    fn texts(&self) -> Vec<String> {
        match self {
            Self::Texts(texts) => texts.clone(),
            Self::Json(Json::Array(items)) => items.iter().map(text).collect(),
            Self::Json(item) => vec![text(item)],
            Self::Unclear => Vec::new(),
        }
    }
}

fn text(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl<'j> Values<'j> {
    /// Nothing yet.
    pub(crate) fn new(arguments: &'j [Argument]) -> Self {
        Self {
            arguments,
            given: Vec::new(),
            body: None,
            mistakes: Mistakes::default(),
            home: Location::Query,
        }
    }

    /// Adds what the path holds, as `Template::matches` has found it.
    pub(crate) fn path<'a>(mut self, found: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        for (name, text) in found {
            let pair = Pair {
                name: name.to_owned(),
                value: percent_decode_str(text).decode_utf8().ok().map(Into::into),
            };
            self.add_pair(pair, Location::Path);
        }
        self
    }

    /// Adds what the query holds, except for the protocol's own names and those that the
    /// application has set aside.
    pub(crate) fn query(mut self, query: &str, set_aside: &[String]) -> Self {
        for pair in pairs(query.as_bytes()) {
            if !RESERVED.contains(&pair.name.as_str()) && !set_aside.contains(&pair.name) {
                self.add_pair(pair, Location::Query);
            }
        }
        self
    }

    /// Adds the body: whole for a job with an argument for it, else its JSON members or its form
    /// fields. An empty one says nothing, whatever its type.
    pub(crate) fn body(mut self, body: Body) -> Self {
        if takes_body(self.arguments) {
            self.body = Some(body);
            return self;
        }
        if body.as_bytes().is_empty() {
            return self;
        }
        self.home = Location::Body;
        match body.media_type().as_deref() {
            Some("application/x-www-form-urlencoded") => self.add_form(body.as_bytes()),
            Some(json) if json == "application/json" || json.ends_with("+json") => {
                match serde_json::from_slice(body.as_bytes()) {
                    Ok(Members(members)) => self.add_members(members),
                    Err(error) if error.classify() == Category::Data => self.not_an_object(),
                    Err(error) => {
                        self.wrong_body(Fault::Request, format!("the body is not JSON: {error}"));
                    }
                }
            }
            Some(other) => {
                let detail = format!("the body is of the type `{}`", cut(other));
                self.wrong_body(Fault::MediaType, detail);
            }
            None => self.wrong_body(
                Fault::MediaType,
                "the body has no `content-type`".to_owned(),
            ),
        }
        self
    }

    /// Adds the members of a JSON object, without any request. Null has none.
    pub(crate) fn members(mut self, object: Json) -> Self {
        self.home = Location::Body;
        match object {
            Json::Object(members) => self.add_members(members),
            Json::Null => {}
            _ => self.not_an_object(),
        }
        self
    }

    /// A number for what was given: the same for the same, in whatever order, place and notation.
    pub(crate) fn fingerprint(&self, hasher: &impl BuildHasher) -> u64 {
        let mut given: Vec<_> = self
            .given
            .iter()
            .map(|given| (&given.name, given.value.texts()))
            .collect();
        given.sort();
        let body = self.body.as_ref().map(Body::as_bytes);
        hasher.hash_one((given, body))
    }

    /// What was given under this name.
    pub(crate) fn take(&mut self, name: &str) -> Option<(Location, Value)> {
        let index = self.given.iter().position(|given| given.name == name)?;
        let given = self.given.swap_remove(index);
        Some((given.location, given.value))
    }

    /// Where a parameter that was not given should have been.
    pub(crate) fn home(&self) -> Location {
        self.home
    }

    /// The arguments that the values are for.
    pub(crate) fn arguments(&self) -> &'j [Argument] {
        self.arguments
    }

    /// The whole body, for a job that takes it so.
    pub(crate) fn whole_body(&self) -> Body {
        self.body.clone().unwrap_or_default()
    }

    /// Notes a mistake.
    pub(crate) fn mistaken(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    /// Everything that was noted.
    pub(crate) fn into_mistakes(self) -> Mistakes {
        self.mistakes
    }

    fn add_form(&mut self, form: &[u8]) {
        let first = form.iter().find(|byte| !byte.is_ascii_whitespace());
        if first == Some(&b'{') {
            // What `curl -d '{…}'` sends.
            let detail = "the body looks like JSON but says `application/x-www-form-urlencoded`";
            return self.wrong_body(Fault::MediaType, detail.to_owned());
        }
        for pair in pairs(form) {
            self.add_pair(pair, Location::Body);
        }
    }

    fn add_members(&mut self, members: impl IntoIterator<Item = (String, Json)>) {
        for (name, json) in members {
            self.add(name, Location::Body, Value::Json(json));
        }
    }

    fn add_pair(&mut self, pair: Pair, location: Location) {
        let value = match pair.value {
            Some(text) => Value::Texts(vec![text]),
            None => {
                let detail = format!("`{}` is not UTF-8", cut(&pair.name));
                let mistake = Mistake::new(location, Fault::Request, detail);
                self.mistaken(mistake.about(&pair.name));
                Value::Unclear
            }
        };
        self.add(pair.name, location, value);
    }

    fn add(&mut self, name: String, location: Location, value: Value) {
        if !parameter_names(self.arguments).any(|known| known == name) {
            return self.unknown(&name, location);
        }
        let Some(earlier) = self.given.iter_mut().find(|given| given.name == name) else {
            return self.given.push(Given {
                name,
                location,
                value,
            });
        };
        let detail = match (&mut earlier.value, value) {
            (Value::Unclear, _) => return,
            (Value::Texts(texts), Value::Texts(more)) if earlier.location == location => {
                return texts.extend(more);
            }
            _ if earlier.location == location => format!("`{name}` is given twice"),
            _ => format!(
                "`{name}` is given in the {} and in the {location}",
                earlier.location
            ),
        };
        earlier.value = Value::Unclear;
        self.mistaken(Mistake::new(location, Fault::Request, detail).about(&name));
    }

    fn unknown(&mut self, name: &str, location: Location) {
        let mut detail = format!("`{}` is not a parameter of this job", cut(name));
        if let Some(near) = nearest(name, parameter_names(self.arguments)) {
            detail.push_str(&format!(", did you mean `{near}`?"));
        }
        let known: Vec<String> = parameter_names(self.arguments)
            .map(|known| format!("`{known}`"))
            .collect();
        let expected = match known.as_slice() {
            [] => "no parameters".to_owned(),
            [only] => only.clone(),
            _ => format!("one of {}", known.join(", ")),
        };
        let mistake = Mistake::new(location, Fault::Request, detail).about(name);
        self.mistaken(mistake.expected(expected));
    }

    fn wrong_body(&mut self, fault: Fault, detail: String) {
        let expected =
            "a JSON object as `application/json`, or a form as `application/x-www-form-urlencoded`";
        self.mistaken(Mistake::new(Location::Body, fault, detail).expected(expected.to_owned()));
    }

    fn not_an_object(&mut self) {
        let detail = "the body is JSON, but not an object of parameters";
        self.mistaken(Mistake::new(Location::Body, Fault::Request, detail));
    }
}

/// The known name that was probably meant: at most a third of it is different.
fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    // Comparing takes time by the product of the lengths.
    if name.len() > 100 {
        return None;
    }
    known
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, known)| *distance <= 1 + known.chars().count() / 3)
        .min()
        .map(|(_, known)| known)
}

/// A JSON object that remembers a name given twice.
struct Members(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}
