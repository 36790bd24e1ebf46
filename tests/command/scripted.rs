//! A server that answers as it is told, right or wrong.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A run as it stands in ids.
pub(crate) const RUN: &str = "4qJ0mX2vT9cB7yKdR1sN3w";

/// Answers each connection once, until the test is over.
pub(crate) struct Scripted {
    address: SocketAddr,
    requests: Receiver<String>,
}

impl Scripted {
    /// Answers with what `answer` makes of the head of a request. The connection is closed then.
    pub(crate) fn start(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let request = read(&mut stream);
                let answer = answer(&request);
                if sender.send(request).is_err() {
                    return;
                }
                // A client that has left is none of our business.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The next request that has come, with its body.
    pub(crate) fn request(&self) -> String {
        self.requests
            .recv_timeout(super::process::DEADLINE)
            .unwrap()
    }
}

/// A request with a body of the length that it says.
fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = header(head, "content-length").map_or(0, |text| text.parse().unwrap());
            if body.len() >= length {
                return text;
            }
        }
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return text,
            Ok(read) => bytes.extend(&piece[..read]),
        }
    }
}

/// A header of a request.
pub(crate) fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = request.lines().take_while(|line| !line.is_empty());
    lines.find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// An answer with a body.
pub(crate) fn answer(status: &str, content_type: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A stream of events, each with its name and data, that ends with the connection.
pub(crate) fn stream(events: &[(&str, &str)]) -> String {
    let mut stream =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
            .to_owned();
    for (number, (name, data)) in events.iter().enumerate() {
        let end = if *name == "done" { ".done" } else { "" };
        stream.push_str(&format!(
            "event: {name}\nid: {RUN}.{number}{end}\nretry: 10\ndata: {data}\n\n"
        ));
    }
    stream
}

/// The data of a `progress` event.
pub(crate) fn snapshot(job: &str, message: &str) -> String {
    format!(
        r#"{{"run":"{RUN}","job":"{job}","state":"running","position":1,"length":4,"unit":"items",
        "message":"{message}","fraction":0.25,"elapsed_ms":1,"rate":null,"eta_ms":null,"queue":null,"tasks":[]}}"#
    )
    .replace('\n', "")
}
