//! A real server, driven over sockets.
