//! A client for runs on any server: it starts, watches and cancels them over HTTP.
