//! As much of HTTP/2 as a client needs that asks for streams and reads them.

use std::net::SocketAddr;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GO_AWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;

const ACK: u8 = 1;
const END_STREAM_AND_HEADERS: u8 = 1 | 4;

const HEAD: usize = 9;
/// The first that a client begins. Its next ones are two apart.
const FIRST_STREAM: u32 = 1;
/// The largest that there is, so that no more updates are needed.
const WINDOW: u32 = (1 << 31) - 1;
const INITIAL_WINDOW: u32 = (1 << 16) - 1;

/// What a client sends first: that it takes whatever comes, and a request for each path.
pub(crate) fn requests(addr: SocketAddr, paths: &[String], headers: &[(&str, String)]) -> Vec<u8> {
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    // SETTINGS_INITIAL_WINDOW_SIZE is 4.
    let mut settings = vec![0, 4];
    settings.extend(WINDOW.to_be_bytes());
    frame(&mut bytes, SETTINGS, 0, 0, &settings);
    let more = WINDOW - INITIAL_WINDOW;
    frame(&mut bytes, WINDOW_UPDATE, 0, 0, &more.to_be_bytes());

    for (stream, path) in (FIRST_STREAM..).step_by(2).zip(paths) {
        // HPACK: `:method: GET` and `:scheme: http` are in its table, `:authority` (1) and `:path` (4)
        // have their names there; the others are written out.
        let mut block = vec![0x82, 0x86, 0x01];
        text(&mut block, &addr.to_string());
        block.push(0x04);
        text(&mut block, path);
        for (name, value) in headers {
            block.push(0);
            text(&mut block, name);
            text(&mut block, value);
        }
        frame(&mut bytes, HEADERS, END_STREAM_AND_HEADERS, stream, &block);
    }
    bytes
}

fn text(block: &mut Vec<u8>, text: &str) {
    // Longer ones have their length in several bytes.
    assert!(text.len() < 127, "{text} is too long");
    block.push(text.len() as u8);
    block.extend(text.as_bytes());
}

fn frame(bytes: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    let length = (payload.len() as u32).to_be_bytes();
    bytes.extend(&length[1..]);
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
}

/// What a client has to do about a frame.
#[derive(Debug)]
pub(crate) enum Heard<'a> {
    /// Of the answer to which request.
    Head(usize),
    Data(usize, &'a [u8]),
    Answer(Vec<u8>),
}

/// Takes the frames out of what a server sends.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    /// The beginning of a frame whose end has not come.
    rest: Vec<u8>,
}

impl Frames {
    pub(crate) fn read(&mut self, bytes: &[u8], mut hear: impl FnMut(Heard<'_>)) {
        if self.rest.is_empty() {
            let used = frames(bytes, &mut hear);
            self.rest.extend_from_slice(&bytes[used..]);
        } else {
            self.rest.extend_from_slice(bytes);
            let used = frames(&self.rest, &mut hear);
            self.rest.drain(..used);
        }
    }
}

fn frames(bytes: &[u8], hear: &mut impl FnMut(Heard<'_>)) -> usize {
    let mut used = 0;
    while let Some(&[a, b, c, kind, flags, d, e, f, g]) = bytes.get(used..used + HEAD) {
        let length = u32::from_be_bytes([0, a, b, c]) as usize;
        let stream = u32::from_be_bytes([d, e, f, g]);
        let request = (stream.saturating_sub(FIRST_STREAM) / 2) as usize;
        let Some(payload) = bytes.get(used + HEAD..used + HEAD + length) else {
            break;
        };
        used += HEAD + length;
        match kind {
            DATA => hear(Heard::Data(request, payload)),
            HEADERS => {
                // `:status: 200` is 8 in HPACK's table.
                assert_eq!(payload[0], 0x88, "the server refuses");
                hear(Heard::Head(request));
            }
            SETTINGS | PING if flags & ACK == 0 => {
                let payload = if kind == PING { payload } else { &[] };
                let mut answer = Vec::new();
                frame(&mut answer, kind, ACK, 0, payload);
                hear(Heard::Answer(answer));
            }
            // Its last four bytes are a reason. A server that stops in order has none, and goes on with
            // what has begun.
            RST_STREAM => panic!("the server gives up: {payload:?}"),
            GO_AWAY => assert_eq!(payload[4..8], [0; 4], "the server gives up: {payload:?}"),
            _ => {}
        }
    }
    used
}
