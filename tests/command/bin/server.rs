//! A server with a job of every kind, for the tests of the command.

use std::io::Write as _;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sse_progress::{
    Body, BodyError, Jobs, Level, Multipart, Principal, Progress, Server, job, jobs,
};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Count to a number.
#[job("/count/{to}")]
async fn count(progress: Progress, to: u64) -> u64 {
    for _ in progress.wrap_iter(0..to) {
        tokio::task::yield_now().await;
    }
    to
}

#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Format {
    Png,
    WebP,
}

/// Resizes pictures.
///
/// It takes a while for each of them.
#[job("/images/{count}/resize", name = "resize")]
async fn resize(
    /// How many there are.
    count: u8,
    /// How wide they become.
    width: Option<u32>,
    /// What to call them.
    tags: Vec<String>,
    #[param(default = Format::WebP)] format: Format,
    #[param(default)] strict: bool,
) -> Value {
    json!({ "count": count, "width": width, "tags": tags, "format": format, "strict": strict })
}

/// Says how much it was sent.
#[job(POST "/measure")]
async fn measure(body: Body, unit: Option<String>) -> String {
    let content_type = body.content_type().unwrap_or("nothing");
    let unit = unit.unwrap_or_else(|| "bytes".into());
    format!("{} {unit} of {content_type}", body.as_bytes().len())
}

/// Says what the parts of a form are.
#[job(POST "/gather")]
async fn gather(mut form: Multipart) -> Result<Vec<String>, BodyError> {
    let mut parts = Vec::new();
    while let Some(mut part) = form.next_part().await? {
        let file_name = part.file_name().unwrap_or("none").to_owned();
        let length = part.bytes().await?.len();
        parts.push(format!(
            "{} of {length} bytes, file {file_name}",
            part.name()
        ));
    }
    Ok(parts)
}

/// Builds something in one step.
#[job("/build")]
async fn build(progress: Progress) {
    let step = progress.child("resolve");
    // The line names its task once that has been seen.
    tokio::time::sleep(Duration::from_millis(200)).await;
    step.println(format!("see http://localhost/{}", "long/".repeat(30)));
    drop(step);
    tokio::time::sleep(Duration::from_millis(200)).await;
}

/// A word that is shown nowhere.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
struct Password(#[schemars(extend("format" = "password"))] String);

/// Where to log in.
#[derive(Deserialize, JsonSchema)]
struct Place {
    /// The name of a machine.
    host: String,
    ports: Vec<u16>,
}

/// Logs in.
#[job("/login")]
async fn login(
    name: String,
    /// What nobody else knows.
    key: Password,
    /// Where.
    place: Option<Place>,
) -> Result<usize, String> {
    let place = place.map(|place| (place.host, place.ports));
    match name.as_str() {
        "nobody" => Err(format!("there is no {name} at {place:?}")),
        _ => Ok(key.0.len()),
    }
}

/// Takes GET alone.
#[job(GET "/once")]
async fn once(word: Option<String>) -> String {
    word.unwrap_or_else(|| "once".into())
}

/// Returns nothing.
#[job("/nothing")]
async fn nothing() {}

/// Goes on until it is cancelled.
#[job("/wait")]
async fn wait(progress: Progress) {
    progress.set_message("waiting");
    std::future::pending().await
}

/// Goes on until it is cancelled, whoever watches.
#[job("/work", on_disconnect = detach)]
async fn work() {
    std::future::pending().await
}

/// Does not end when it is cancelled.
#[job("/stubborn", clean_up = "1h")]
async fn stubborn() {
    std::future::pending().await
}

/// Takes longer than it may.
#[job("/slow", timeout = "20ms")]
async fn slow() {
    std::future::pending().await
}

/// Says something at each level.
#[job("/speak")]
async fn speak(progress: Progress) {
    progress.log(Level::Debug, "quietly");
    progress.println("as usual");
    progress.log(Level::Warn, "loudly\nand twice");
}

/// Finds rows.
#[job("/rows")]
async fn rows(progress: Progress) {
    progress.set_data(&json!({ "found": 2, "preview": "https://example.org/\u{9b}" }));
    progress.emit(&json!({ "name": "Ada", "age": 36 }));
    progress.log_data(
        Level::Warn,
        "not complete",
        &json!({ "name": "Grace", "age": null }),
    );
}

/// Says something and goes on, whoever watches.
#[job("/talk", on_disconnect = detach)]
async fn talk(progress: Progress) {
    progress.set_length(4);
    progress.inc(1);
    progress.println("first");
    let part = progress.child("a part");
    part.log(Level::Warn, "second");
    std::future::pending().await
}

/// Fails.
#[job("/fail")]
async fn fail(progress: Progress) -> Result<(), BoxError> {
    progress.set_length(10);
    progress.inc(4);
    let cause = std::io::Error::other("the disk is full");
    Err(Box::new(Outer(cause)))
}

#[derive(Debug)]
struct Outer(std::io::Error);

impl std::fmt::Display for Outer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("could not save")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Says what no terminal should act on.
#[job("/shout")]
async fn shout(progress: Progress) -> String {
    let child = progress.child("\u{1b}]0;owned\u{7}");
    progress.set_message("\u{1b}[2J\u{202e}");
    progress.println("\u{1b}[31mred\u{9b}31m\rover");
    // Long enough for a snapshot with all of it.
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(child);
    "\u{1b}[2Jresult".into()
}

/// A list long enough to fill a pipe.
#[job("/long")]
async fn long(progress: Progress) -> Vec<u32> {
    for line in 0..900 {
        progress.println(format!("{line} {}", "x".repeat(1000)));
    }
    (0..100_000).collect()
}

#[tokio::main]
async fn main() -> Result<(), sse_progress::Error> {
    let jobs = Jobs::builder()
        .jobs(jobs![
            count, resize, measure, once, nothing, wait, work, stubborn, slow, speak, rows, talk,
            fail, shout, long, build, login, gather
        ])
        // Whoever has no token is somebody, too, so that runs can be listed.
        .authorize(|access| async move {
            Ok(Principal::new(access.bearer_token().unwrap_or("somebody")))
        })
        .build()?;
    let server = Server::bind("127.0.0.1:0").await?;
    // Whoever started it waits for this line.
    let _ = writeln!(std::io::stdout(), "listening on {}", server.local_addr());
    server.shutdown_grace(Duration::ZERO).serve(&jobs).await
}
