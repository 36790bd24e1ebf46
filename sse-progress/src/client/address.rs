//! The addresses of runs.

use reqwest::Url;

use crate::protocol::RunId;

/// The run and its own address, from that address (`…/runs/{run}`) or the one that cancels it.
///
/// `None` for every other address. So whoever wants to cancel a run and names the path of a job by
/// mistake starts nothing.
pub(super) fn of_run(url: &Url) -> Option<(RunId, Url)> {
    let path = url.path();
    let path = path.strip_suffix("/cancel").unwrap_or(path);
    let (before, run) = path.rsplit_once('/')?;
    if before.rsplit_once('/')?.1 != "runs" {
        return None;
    }
    let run = run.parse().ok()?;
    let mut own = url.clone();
    own.set_path(path);
    own.set_query(None);
    own.set_fragment(None);
    Some((run, own))
}

/// Where a link in an answer leads to, if that is at the same origin as the answer.
pub(super) fn link(from: &Url, link: &str) -> Option<Url> {
    let url = from.join(link).ok()?;
    let url = without_credentials(url)?;
    (url.origin() == from.origin()).then_some(url)
}

/// The address without a name and a password. `None` for one that cannot have any, such as that of
/// a mailbox; an address of HTTP can.
pub(super) fn without_credentials(mut url: Url) -> Option<Url> {
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = "4qJ0mX2vT9cB7yKdR1sN3w";

    fn own(url: &str) -> Option<String> {
        let (run, own) = of_run(&Url::parse(url).unwrap())?;
        assert_eq!(run.as_str(), RUN);
        Some(own.into())
    }

    #[test]
    fn a_run_is_found_by_its_address() {
        let address = format!("http://a/tasks/runs/{RUN}");
        for suffix in ["", "?x=1", "#x", "/cancel", "/cancel?x=1"] {
            assert_eq!(
                own(&format!("{address}{suffix}")).as_deref(),
                Some(&*address)
            );
        }
    }

    #[test]
    fn an_address_of_something_else_is_none() {
        for url in [
            "http://a/",
            "http://a/count/100",
            "http://a/runs",
            "http://a/runs/",
            "http://a/runs/7",
            "http://a/runs/cancel",
            &format!("http://a/runs/{RUN}/"),
            &format!("http://a/runs/{RUN}/x"),
            &format!("http://a/{RUN}"),
            &format!("http://a/xruns/{RUN}"),
        ] {
            assert_eq!(own(url), None, "{url}");
        }
    }

    #[test]
    fn a_link_stays_at_its_origin() {
        let from = Url::parse("https://a/tasks/resize").unwrap();
        let leads = |to| link(&from, to).map(String::from);
        assert_eq!(
            leads("/tasks/runs/1").as_deref(),
            Some("https://a/tasks/runs/1")
        );
        assert_eq!(leads("https://x:y@a/1").as_deref(), Some("https://a/1"));
        for elsewhere in [
            "//b/1",
            "http://a/1",
            "https://a:444/1",
            "file:///etc/passwd",
            "https://[",
        ] {
            assert_eq!(leads(elsewhere), None, "{elsewhere}");
        }
    }
}
