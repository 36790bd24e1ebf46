//! The names by which a server may be asked.
//!
//! A page of `evil.example` can have its own name lead to 127.0.0.1, and is then of the same origin
//! as a server that listens there (DNS rebinding). Only the `Host` of its requests tells. So a
//! server that listens on a loopback address answers to loopback names, and to those that the
//! application names with `allow_host`. On another address it answers to every name until the
//! application names one.

use std::net::IpAddr;

use http::StatusCode;

use super::problem::Problem;
use super::request::Request;
use crate::error::Error;

/// The names that the application allows, in lower case and without a port.
#[derive(Debug, Default)]
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    /// # Errors
    ///
    /// When one of them is not a host.
    pub(super) fn new(hosts: Vec<String>) -> Result<Self, Error> {
        for host in &hosts {
            let odd = |c: char| c.is_whitespace() || matches!(c, '/' | '*' | '@' | '?' | '#');
            if name_of(host).is_empty() || host.contains(odd) {
                return Err(Error::new(format!(
                    "`{host}` is not a host: write a name or an address, such as `app.example`"
                )));
            }
        }
        Ok(Self(hosts.iter().map(|host| name_of(host)).collect()))
    }
}

/// Refuses a request for a host that is not this server's.
pub(super) fn check(Hosts(allowed): &Hosts, request: &Request) -> Result<(), Problem> {
    if !request.on_loopback && allowed.is_empty() {
        return Ok(());
    }
    let Some(authority) = &request.authority else {
        // Only a request of HTTP/1.0 may have no host, and browsers send none of these.
        return Ok(());
    };
    let name = name_of(authority);
    if allowed.contains(&name) || is_loopback(&name) {
        return Ok(());
    }
    let shown: String = name.chars().take(100).collect();
    Err(Problem::new(StatusCode::FORBIDDEN).detail(format!(
        "this server is not known as `{}`: if it should be, name it, `.allow_host(\"{}\")`",
        shown.escape_debug(),
        shown.escape_debug()
    )))
}

/// A host without its port, in lower case.
fn name_of(authority: &str) -> String {
    let name = match authority.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => match authority.split_once(':') {
            // An IPv6 address without its brackets.
            Some((_, rest)) if rest.contains(':') => authority,
            Some((name, _)) => name,
            None => authority,
        },
    };
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// `localhost` and the names below it lead to the own machine, whatever a name server says (RFC
/// 6761, section 6.3).
fn is_loopback(name: &str) -> bool {
    let address = name
        .parse()
        .is_ok_and(|address: IpAddr| address.to_canonical().is_loopback());
    address || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_port_and_no_case() {
        for (authority, name) in [
            ("App.Example:8080", "app.example"),
            ("localhost.", "localhost"),
            ("[::1]:3030", "::1"),
            ("::1", "::1"),
            ("127.0.0.1:80", "127.0.0.1"),
            ("", ""),
        ] {
            assert_eq!(name_of(authority), name);
        }
    }

    #[test]
    fn the_own_machine_has_many_names() {
        for name in [
            "localhost",
            "app.localhost",
            "127.0.0.1",
            "127.9.9.9",
            "::1",
            "::ffff:127.0.0.1",
        ] {
            assert!(is_loopback(name), "{name}");
        }
        for name in [
            "evil.example",
            "localhost.evil.example",
            "notlocalhost",
            "10.0.0.1",
            "",
            "0.0.0.0",
        ] {
            assert!(!is_loopback(name), "{name}");
        }
    }

    #[test]
    fn a_host_is_a_name_or_an_address() {
        for host in [
            "app.example",
            "app.example:8080",
            "10.0.0.1",
            "[::1]",
            "::1",
        ] {
            assert!(Hosts::new(vec![host.into()]).is_ok(), "{host}");
        }
        for host in [
            "",
            "https://app.example",
            "*.example",
            "a b",
            "app.example/",
        ] {
            let error = Hosts::new(vec![host.into()]).unwrap_err().to_string();
            assert!(error.contains("is not a host"), "{error}");
        }
    }
}
