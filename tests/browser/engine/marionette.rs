//! Firefox's own protocol, Marionette, behind the interface of WebDriver.
//!
//! Firefox carries out the commands of WebDriver itself, but takes them through a protocol of its own: JSON texts, each
//! after its length, on one connection. `geckodriver` stands between the two, and Debian has no package of it. This does
//! the same for the commands that the tests use.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, Method, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

/// Serves the interface of WebDriver for the Firefox that listens on this port. Returns the address.
pub(super) async fn serve(port: u16) -> String {
    let marionette = Arc::new(Mutex::new(Marionette::connect(port).await));
    let router = Router::new().fallback(answer).with_state(marionette);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A connection to Firefox. There is a session while it is open.
struct Marionette {
    stream: BufStream<TcpStream>,
    sent: u64,
}

impl Marionette {
    async fn connect(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let mut marionette = Self {
            stream: BufStream::new(stream),
            sent: 0,
        };
        let hello = marionette.receive().await;
        assert_eq!(hello["marionetteProtocol"], 3, "{hello}");
        marionette
    }

    /// Has a command carried out. Gives back its result, or what was wrong.
    async fn ask(&mut self, command: &str, parameters: &Value) -> Result<Value, Value> {
        self.sent += 1;
        let message = json!([0, self.sent, command, parameters]).to_string();
        let message = format!("{}:{message}", message.len());
        self.stream.write_all(message.as_bytes()).await.unwrap();
        self.stream.flush().await.unwrap();
        let answer = self.receive().await;
        assert_eq!(
            answer[1], self.sent,
            "an answer to another command: {answer}"
        );
        match &answer[2] {
            Value::Null => Ok(answer[3].clone()),
            error => Err(error.clone()),
        }
    }

    async fn receive(&mut self) -> Value {
        let mut length = Vec::new();
        self.stream.read_until(b':', &mut length).await.unwrap();
        let length = String::from_utf8(length).unwrap();
        let length = length
            .trim_end_matches(':')
            .parse()
            .expect("Firefox is there");
        let mut message = vec![0; length];
        self.stream.read_exact(&mut message).await.unwrap();
        serde_json::from_slice(&message).unwrap()
    }
}

/// An answer of WebDriver.
type Answer = (StatusCode, [(HeaderName, &'static str); 1], String);

fn json_of(status: StatusCode, value: &Value) -> Answer {
    let body = json!({ "value": value }).to_string();
    (status, [(CONTENT_TYPE, "application/json")], body)
}

async fn answer(
    State(marionette): State<Arc<Mutex<Marionette>>>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Answer {
    let path: Vec<&str> = uri.path().split('/').skip(3).collect();
    let Some(command) = command(&method, &path) else {
        let message = format!("{method} {uri}");
        let error = json!({ "error": "unknown command", "message": message, "stacktrace": "" });
        return json_of(StatusCode::NOT_FOUND, &error);
    };
    let mut parameters = serde_json::from_slice(&body).unwrap_or_else(|_| json!({}));
    if command == NEW_SESSION {
        // The client's wishes are for drivers that start a browser.
        parameters = json!({});
    } else if command == QUIT {
        parameters = json!({ "flags": ["eForceQuit"] });
    } else if let ["element", element, _] = path[..] {
        parameters["id"] = json!(element);
    }
    match marionette.lock().await.ask(command, &parameters).await {
        // Some results are in the member that WebDriver has for all, and some are not.
        Ok(result) => json_of(StatusCode::OK, result.get("value").unwrap_or(&result)),
        Err(error) => json_of(StatusCode::INTERNAL_SERVER_ERROR, &error),
    }
}

const NEW_SESSION: &str = "WebDriver:NewSession";
/// Ends the browser with the session, as WebDriver demands.
const QUIT: &str = "Marionette:Quit";

/// Firefox's name for a command of WebDriver, whose path comes without the session.
fn command(method: &Method, path: &[&str]) -> Option<&'static str> {
    let command = match (method.as_str(), path) {
        ("POST", []) => NEW_SESSION,
        ("DELETE", []) => QUIT,
        ("POST", ["url"]) => "WebDriver:Navigate",
        ("GET", ["url"]) => "WebDriver:GetCurrentURL",
        ("POST", ["refresh"]) => "WebDriver:Refresh",
        ("POST", ["back"]) => "WebDriver:Back",
        ("POST", ["execute", "sync"]) => "WebDriver:ExecuteScript",
        ("GET", ["window"]) => "WebDriver:GetWindowHandle",
        ("POST", ["window"]) => "WebDriver:SwitchToWindow",
        ("DELETE", ["window"]) => "WebDriver:CloseWindow",
        ("GET", ["window", "handles"]) => "WebDriver:GetWindowHandles",
        ("POST", ["window", "new"]) => "WebDriver:NewWindow",
        ("POST", ["element"]) => "WebDriver:FindElement",
        ("POST", ["element", _, "value"]) => "WebDriver:ElementSendKeys",
        ("POST", ["actions"]) => "WebDriver:PerformActions",
        _ => return None,
    };
    Some(command)
}
