//! Who takes part: a server, and the version of HTTP in which it is spoken to.

use std::str::FromStr;

#[derive(Debug)]
pub(crate) struct Contestant {
    /// On the command line.
    pub(crate) name: &'static str,
    /// In the tables.
    pub(crate) label: &'static str,
    pub(crate) kind: Kind,
    pub(crate) version: Version,
    /// The name of the one beside which it is to be seen.
    pub(crate) rival: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tcp,
    Hyper,
    WarpSse,
    AxumSse,
    Own,
    Warp,
    Axum,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    Http1,
    /// Without TLS: a client as such has a connection with one stream, and a proxy puts the streams of
    /// many clients on one.
    Http2 {
        streams: usize,
    },
}

/// The cheapest way to get bytes to many clients.
pub(crate) const FLOOR: &str = "tcp";

/// The floor and the rivals first, since the others are shown beside them.
pub(crate) const CONTESTANTS: &[Contestant] = &[
    Contestant::rival(FLOOR, "plain TCP, ready bytes", Kind::Tcp, Version::Http1),
    Contestant::rival("hyper", "hyper, encoded once", Kind::Hyper, Version::Http1),
    Contestant::rival("warp-sse", "warp::sse", Kind::WarpSse, Version::Http1),
    Contestant::rival("axum-sse", "axum Sse", Kind::AxumSse, Version::Http1),
    Contestant::rival(
        "warp-sse-h2c",
        "warp::sse, h2c",
        Kind::WarpSse,
        Version::Http2 { streams: 1 },
    ),
    Contestant::rival(
        "warp-sse-proxied",
        "warp::sse, h2c, 10 each",
        Kind::WarpSse,
        Version::Http2 { streams: 10 },
    ),
    Contestant {
        name: "own",
        label: "ours, own server",
        kind: Kind::Own,
        version: Version::Http1,
        rival: Some("warp-sse"),
    },
    Contestant {
        name: "warp",
        label: "ours, warp::serve",
        kind: Kind::Warp,
        version: Version::Http1,
        rival: Some("warp-sse"),
    },
    Contestant {
        name: "axum",
        label: "ours, axum",
        kind: Kind::Axum,
        version: Version::Http1,
        rival: Some("axum-sse"),
    },
    Contestant {
        name: "own-h2c",
        label: "ours, own server, h2c",
        kind: Kind::Own,
        version: Version::Http2 { streams: 1 },
        rival: Some("warp-sse-h2c"),
    },
    Contestant {
        name: "own-proxied",
        label: "ours, h2c, 10 each",
        kind: Kind::Own,
        version: Version::Http2 { streams: 10 },
        rival: Some("warp-sse-proxied"),
    },
];

impl Contestant {
    const fn rival(name: &'static str, label: &'static str, kind: Kind, version: Version) -> Self {
        Self {
            name,
            label,
            kind,
            version,
            rival: None,
        }
    }
}

impl Version {
    /// How many streams a connection has.
    pub(crate) fn streams(self) -> usize {
        match self {
            Self::Http1 => 1,
            Self::Http2 { streams } => streams,
        }
    }
}

impl Kind {
    /// As the process of the server is told it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Hyper => "hyper",
            Self::WarpSse => "warp-sse",
            Self::AxumSse => "axum-sse",
            Self::Own => "own",
            Self::Warp => "warp",
            Self::Axum => "axum",
        }
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let mut kinds = CONTESTANTS.iter().map(|contestant| contestant.kind);
        kinds.find(|kind| kind.name() == name).ok_or(())
    }
}
