//! Jobs to be seen: with every kind of parameter, with bars in bars, and with a failure.

use std::error::Error as StdError;
use std::fmt;
use std::future::pending;
use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sse_progress::{Job, Level, Progress, job, jobs};

use super::server::{Signals, long_line};

/// All of them.
pub(crate) fn demo() -> [Job; 6] {
    jobs![every_kind, posted_kinds, album, fails, single, traps]
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// Without loss.
    Png,
    Jpeg,
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Crop {
    width: u32,
    /// As wide as high when it is left out.
    height: Option<u32>,
}

/// Say what came in, which `echoes` every kind of parameter
/// that a form can show.
///
/// - a list stays one
#[job("/kinds/{path}")]
#[allow(
    clippy::too_many_arguments,
    reason = "a form has as many fields as there are kinds"
)]
async fn every_kind(
    /// A part of the address.
    path: String,
    #[param(default = 3)] small: u8,
    big: Option<u64>,
    factor: Option<f64>,
    #[param(default = Format::Png)] format: Format,
    formats: Vec<Format>,
    words: Vec<String>,
    crop: Option<Crop>,
    crops: Vec<Crop>,
    flag: bool,
    maybe: Option<bool>,
) -> Value {
    json!([
        path, small, big, factor, format, formats, words, crop, crops, flag, maybe
    ])
}

/// The same from a body.
#[job(POST "/posted")]
async fn posted_kinds(
    big: u64,
    formats: Vec<Format>,
    crop: Crop,
    crops: Vec<Crop>,
    address: IpAddr,
    maybe: Option<bool>,
) -> Value {
    json!([big, formats, crop, crops, address, maybe])
}

/// Have a bar for each picture, and never end.
#[job("/album/{name}")]
async fn album(
    progress: Progress,
    #[state] signals: Signals,
    /// The album's name.
    name: String,
) {
    signals.started();
    progress.set_unit("pictures");
    progress.set_length(4);
    progress.inc(1);
    progress.set_message(format!("album {name}"));
    progress.log(Level::Info, "4 pictures found");
    progress.log(Level::Warn, "two.jpg: sRGB is assumed");
    let bars = ["one.jpg", "two.jpg", "three.jpg"].map(|label| progress.child(label));
    bars[0].set_length(10);
    bars[0].inc(10);
    bars[0].finish();
    bars[1].set_length(10);
    bars[1].inc(4);
    // The third does not know how long it will take.
    let inner = bars[1].child("layers");
    inner.set_length(2);
    pending::<()>().await;
}

/// Be the only one.
#[job("/single", concurrency = 1, queue = 0)]
async fn single(#[state] signals: Signals) {
    signals.started();
    pending::<()>().await;
}

#[derive(Debug)]
struct Failure(Option<Box<Failure>>);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "the album cannot be written",
            None => "the disk is full",
        })
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.as_deref().map(|cause| cause as _)
    }
}

/// Do a part of the work and fail.
#[job("/fails")]
async fn fails(progress: Progress) -> Result<(), Failure> {
    progress.set_length(10);
    progress.inc(6);
    progress.log(Level::Error, "no space left on device");
    Err(Failure(Some(Box::new(Failure(None)))))
}

/// What the job of traps says that it does.
pub(crate) const TRAP: &str =
    "<img src=x onerror='pwned = 1'> &lt;b&gt; \u{202e}\u{200b}\u{feff}end";

#[doc = "<img src=x onerror='pwned = 1'> &lt;b&gt; \u{202e}\u{200b}\u{feff}end"]
#[job("/traps/{hole}")]
async fn traps(
    progress: Progress,
    /// </p><script>pwned = 1</script> `<img src=x onerror="pwned = 1">`
    hole: String,
    #[param(default = String::from("\"><script>pwned = 1</script>"))] preset: String,
) -> Value {
    progress.set_unit("<b>units</b>");
    progress.set_length(3);
    progress.inc(2);
    progress.log(Level::Warn, long_line());
    let mut map = serde_json::Map::new();
    map.insert(
        format!("<script>{hole}</script>"),
        json!({ "__proto__": preset }),
    );
    Value::Object(map)
}
