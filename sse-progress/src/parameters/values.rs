//! What a request says, by name.

use std::hash::BuildHasher;

use percent_encoding::percent_decode_str;
use serde_json::Value as Json;
use serde_json::error::Category;
use serde_json::value::{RawValue, to_raw_value};

use super::argument::{Argument, BodyForm, RESERVED, body_form, parameter_names, takes_body};
use super::body::{Body, media_type};
use super::body_stream::BodyStream;
use super::error::{InputError, InputErrorKind, InputErrors, Location};
use super::expected::Expected;
use super::given::Given;
use super::members::Members;
use super::quote::cut;
use super::urlencoded::{Pair, pairs};
use crate::protocol::unknown_parameter;

/// What a request gives for the parameters of one job, and what is wrong with that.
///
/// A name that the job does not know is an error and is not kept, so this holds no more than the
/// job asked for.
#[derive(Debug)]
pub(crate) struct Values<'j> {
    arguments: &'j [Argument],
    given: Vec<Named>,
    body: Option<Body>,
    stream: Option<BodyStream>,
    errors: InputErrors,
    /// Where a parameter that was not given should have been; `None` if it may be in a body that
    /// could not be read.
    home: Option<Location>,
}

/// What was given for one parameter, and where.
#[derive(Debug)]
struct Named {
    name: String,
    location: Location,
    /// `None` for what cannot be read; the error is noted already.
    given: Option<Given>,
}

impl<'j> Values<'j> {
    /// Nothing yet.
    pub(crate) fn new(arguments: &'j [Argument]) -> Self {
        Self {
            arguments,
            given: Vec::new(),
            body: None,
            stream: None,
            errors: InputErrors::default(),
            home: Some(Location::Query),
        }
    }

    /// Adds what the path holds, as `PathTemplate::matches` has found it.
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
        let media_type = body.media_type();
        if takes_body(self.arguments) {
            self.check_file(media_type.as_deref());
            self.body = Some(body);
            return self;
        }
        // Some editors write a byte order mark before the text.
        let text = body.as_bytes();
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        if text.is_empty() {
            return self;
        }
        self.home = Some(Location::Body);
        match media_type.as_deref() {
            Some("application/x-www-form-urlencoded") => self.add_form(text),
            Some(json) if json == "application/json" || json.ends_with("+json") => {
                match serde_json::from_slice(text) {
                    Ok(Members(members)) => {
                        for (name, json) in members {
                            let given = Some(Given::Json(json.to_owned()));
                            self.add(name.into_owned(), Location::Body, given);
                        }
                    }
                    Err(error) if error.classify() == Category::Data => self.not_an_object(),
                    Err(error) => {
                        let detail = format!("the body is not JSON: {error}");
                        self.unreadable(InputErrorKind::Request, &detail, BODIES);
                    }
                }
            }
            Some(other) => {
                let detail = format!("the body is of the type `{}`", cut(other));
                self.wrong_type(&detail, BODIES);
            }
            None => self.wrong_type("the body has no `content-type`", BODIES),
        }
        self
    }

    /// Adds the body of a request for a job that reads it while it comes.
    pub(crate) fn stream(mut self, body: BodyStream) -> Self {
        let content_type = body.content_type().unwrap_or_default();
        match body_form(self.arguments) {
            #[cfg(feature = "multipart")]
            Some(BodyForm::Parts) => {
                if let Err(detail) = parts_of(content_type) {
                    self.wrong_type(&detail, PARTS);
                }
            }
            Some(BodyForm::Whole | BodyForm::Stream) | None => {
                self.check_file(Some(&media_type(content_type)));
            }
        }
        self.stream = Some(body);
        self
    }

    /// Adds the members of a JSON object, without any request. Null has none.
    pub(crate) fn members(mut self, object: Json) -> Self {
        self.home = Some(Location::Body);
        match object {
            Json::Object(members) => {
                for (name, json) in members {
                    let given = to_raw_value(&json).ok().map(Given::Json);
                    self.add(name, Location::Body, given);
                }
            }
            Json::Null => {}
            _ => self.not_an_object(),
        }
        self
    }

    /// A number for what was given: the same for the same, in whatever order, place and notation.
    pub(crate) fn fingerprint(&self, hasher: &impl BuildHasher) -> u64 {
        let texts = |named: &Named| {
            let argument = self.arguments.iter().find(|a| a.name == named.name);
            let parameter = argument.and_then(Argument::parameter);
            let expected = parameter.map(|parameter| &parameter.expected);
            named.given.as_ref().map(|given| canonical(given, expected))
        };
        let mut given: Vec<_> = self
            .given
            .iter()
            .map(|named| (&named.name, texts(named)))
            .collect();
        given.sort();
        let body = self.body.as_ref().map(Body::as_bytes);
        let Some(stream) = &self.stream else {
            return hasher.hash_one((given, body));
        };
        // It has not come yet. What is known of it tells most of those apart that are others. The parts
        // of a form are parted by another text each time that it is sent, of the same length.
        let media_type = stream.content_type().map(media_type);
        hasher.hash_one((given, body, media_type, stream.length()))
    }

    /// What was given, by name.
    pub(super) fn given(&self) -> impl Iterator<Item = (&str, &Given)> {
        let given = self.given.iter();
        given.filter_map(|named| Some((named.name.as_str(), named.given.as_ref()?)))
    }

    /// What was given under this name, `None` within if that cannot be read.
    pub(crate) fn take(&mut self, name: &str) -> Option<(Location, Option<Given>)> {
        let index = self.given.iter().position(|named| named.name == name)?;
        let named = self.given.swap_remove(index);
        Some((named.location, named.given))
    }

    /// Where a parameter that was not given should have been; `None` if it may be in a body that
    /// could not be read, so that it cannot be called missing.
    pub(crate) fn home(&self) -> Option<Location> {
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

    /// The body while it comes, for a job that takes it so. It is there once.
    pub(crate) fn take_stream(&mut self) -> BodyStream {
        self.stream.take().unwrap_or_default()
    }

    /// Notes an error.
    pub(crate) fn refuse(&mut self, error: InputError) {
        self.errors.push(error);
    }

    /// Everything that was noted.
    pub(crate) fn into_errors(self) -> InputErrors {
        self.errors
    }

    fn add_form(&mut self, form: &[u8]) {
        let first = form.iter().find(|byte| !byte.is_ascii_whitespace());
        if first == Some(&b'{') {
            // What `curl -d '{…}'` sends.
            let detail = "the body looks like JSON but says `application/x-www-form-urlencoded`";
            return self.wrong_type(detail, BODIES);
        }
        for pair in pairs(form) {
            self.add_pair(pair, Location::Body);
        }
    }

    fn add_pair(&mut self, pair: Pair, location: Location) {
        let given = match pair.value {
            Some(text) => Some(Given::Texts(vec![text])),
            None => {
                let detail = format!("`{}` is not UTF-8", cut(&pair.name));
                let error = InputError::new(location, InputErrorKind::Request, detail);
                self.refuse(error.about(&pair.name));
                None
            }
        };
        self.add(pair.name, location, given);
    }

    fn add(&mut self, name: String, location: Location, given: Option<Given>) {
        if !parameter_names(self.arguments).any(|known| known == name) {
            return self.unknown(&name, location);
        }
        let Some(earlier) = self.given.iter_mut().find(|named| named.name == name) else {
            return self.given.push(Named {
                name,
                location,
                given,
            });
        };
        let detail = match (&mut earlier.given, given) {
            (None, _) => return,
            (Some(Given::Texts(texts)), Some(Given::Texts(more)))
                if earlier.location == location =>
            {
                return texts.extend(more);
            }
            _ if earlier.location == location => format!("`{name}` is given twice"),
            _ => format!(
                "`{name}` is given in the {} and in the {location}",
                earlier.location
            ),
        };
        earlier.given = None;
        self.refuse(InputError::new(location, InputErrorKind::Request, detail).about(&name));
    }

    fn unknown(&mut self, name: &str, location: Location) {
        let known: Vec<_> = parameter_names(self.arguments).collect();
        let (detail, expected) = unknown_parameter(name, &cut(name), &known);
        let error = InputError::new(location, InputErrorKind::Request, detail).about(name);
        self.refuse(error.expected(expected));
    }

    /// A form of several parts is not the file that is in it.
    fn check_file(&mut self, media_type: Option<&str>) {
        if media_type == Some("multipart/form-data") {
            let expected = "the file itself as the body, as `curl --data-binary @FILE` sends it";
            self.wrong_type("the body is a form of several parts", expected);
        }
    }

    fn wrong_type(&mut self, detail: &str, expected: &str) {
        self.unreadable(InputErrorKind::MediaType, detail, expected);
    }

    fn not_an_object(&mut self) {
        let detail = "the body is JSON, but not an object of parameters";
        self.unreadable(InputErrorKind::Request, detail, "a JSON object");
    }

    fn unreadable(&mut self, kind: InputErrorKind, detail: &str, expected: &str) {
        self.home = None;
        self.refuse(InputError::new(Location::Body, kind, detail).expected(expected));
    }
}

/// What the body of a job without an argument for it may be.
const BODIES: &str =
    "a JSON object as `application/json`, or a form as `application/x-www-form-urlencoded`";

/// What the body of a job that takes parts may be.
#[cfg(feature = "multipart")]
const PARTS: &str = "a form as `multipart/form-data`, as `curl -F NAME=@FILE` and forms with files in a browser send it";

/// Whether this is the type of a form of parts, with what lies between them.
#[cfg(feature = "multipart")]
fn parts_of(content_type: &str) -> Result<(), String> {
    match multer::parse_boundary(content_type) {
        Ok(_) => Ok(()),
        Err(_) if content_type.is_empty() => Err("the body has no `content-type`".to_owned()),
        Err(_) if media_type(content_type) == "multipart/form-data" => {
            Err("the `content-type` of the body names no `boundary`".to_owned())
        }
        Err(_) => {
            let media_type = media_type(content_type);
            Err(format!("the body is of the type `{}`", cut(&media_type)))
        }
    }
}

/// The same texts for the same value, whether it was given as text or as JSON.
fn canonical(given: &Given, expected: Option<&Expected>) -> Vec<String> {
    let is_plain = expected.is_none_or(Expected::is_plain);
    match given {
        Given::Texts(texts) if is_plain => texts.clone(),
        Given::Texts(texts) => texts.iter().map(|text| without_spaces(text)).collect(),
        Given::Json(json) if is_plain => match serde_json::from_str::<Vec<&RawValue>>(json.get()) {
            Ok(items) => items.into_iter().map(as_text).collect(),
            Err(_) => vec![as_text(json)],
        },
        Given::Json(json) => vec![without_spaces(json.get())],
    }
}

/// A plain value as it would stand in a form.
fn as_text(json: &RawValue) -> String {
    serde_json::from_str::<String>(json.get()).unwrap_or_else(|_| json.get().to_owned())
}

fn without_spaces(json: &str) -> String {
    let value = serde_json::from_str::<Json>(json);
    value.map_or_else(|_| json.to_owned(), |value| value.to_string())
}
