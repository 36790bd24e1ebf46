//! Finds the job that a URL means.

use percent_encoding::percent_decode_str;
use reqwest::Url;
use sse_progress::client::{Client, Error};
use sse_progress::protocol::nearest;

use super::{Job, Meant};
use crate::failure::Failure;
use crate::url;

/// How many beginnings of a path are asked for a listing of jobs.
const MAX_DEPTH: usize = 8;

/// Finds the job that `address` means, by asking the server for its listing.
///
/// Jobs may be under a path of their own, so each beginning of the path is tried, the shortest
/// first.
///
/// # Errors
///
/// When there is no listing, or no such job in it.
pub(crate) async fn find(client: &Client, address: &Url) -> Result<Meant, Failure> {
    let mut known = Vec::new();
    let mut refused: Option<Error> = None;
    let mut asked = None;
    for (base, rest) in url::splits(address).take(MAX_DEPTH) {
        // With a slash at its end: the client takes an address that ends in `jobs` for that of a listing.
        match client.jobs(url::below(&base, "/")).await {
            Ok(listed) => {
                let jobs = listed.into_iter().map(Job::try_from);
                let jobs: Vec<_> = jobs.filter_map(Result::ok).collect();
                if let Some((job, in_path)) = choose(&jobs, &rest) {
                    return Ok(Meant {
                        job: job.clone(),
                        base,
                        in_path: values(&in_path)?,
                        url: address.clone(),
                    });
                }
                known.extend(jobs);
                asked.get_or_insert(base);
            }
            // These do not depend on the path, so there is no point in trying another.
            Err(error) if error.is_usage() || error.is_connect() || error.is_timeout() => {
                return Err(Failure::from(error));
            }
            // Of several errors the first is kept that is not a 404, which says less than the others.
            Err(error) if refused.as_ref().is_none_or(Error::is_not_found) => {
                refused = Some(error);
            }
            Err(_) => {}
        }
    }
    match (asked, refused) {
        (Some(base), _) => Err(unknown(&known, &base, url::segments(address).last())),
        (None, Some(error)) => Err(Failure::from(error)
            .hint("is it a server of sse-progress? `sse-progress jobs URL` asks it")),
        (None, None) => Err(Failure::new("the URL names no job")),
    }
}

/// The job of an address, else the one of that name; and what stands in the address in place of the
/// parameters, still percent-encoded.
fn choose<'a>(jobs: &'a [Job], path: &'a str) -> Option<(&'a Job, Vec<(&'a str, &'a str)>)> {
    let matching = jobs
        .iter()
        .filter_map(|job| Some((job, job.path.matches(path)?)));
    let first = matching.min_by(|(one, _), (two, _)| one.path.precedence(&two.path));
    first.or_else(|| {
        let job = jobs.iter().find(|job| job.name == path.trim_matches('/'))?;
        Some((job, Vec::new()))
    })
}

/// The decoded values of an address, without those parameters that still stand there as `{name}`.
///
/// # Errors
///
/// When one is not UTF-8.
fn values(in_path: &[(&str, &str)]) -> Result<Vec<(String, String)>, Failure> {
    let mut values = Vec::new();
    for &(name, text) in in_path {
        let text = percent_decode_str(text).decode_utf8();
        let text = text.map_err(|_| Failure::new(format!("`{name}` is not UTF-8")))?;
        if text != format!("{{{name}}}") {
            values.push((name.to_owned(), text.into_owned()));
        }
    }
    Ok(values)
}

fn unknown(known: &[Job], base: &Url, last: Option<&String>) -> Failure {
    let server = url::shown(base);
    let Some(last) = last else {
        return Failure::new("the URL names no job").hint(format!(
            "`sse-progress jobs {server}` lists them, `sse-progress run {server}/NAME` runs one"
        ));
    };
    let names = known.iter().map(|job| job.name.as_str());
    let failure = Failure::new(format!("{server} has no job of this address or name"));
    match nearest(last, names) {
        Some(near) => failure.hint(format!("did you mean `{server}/{near}`?")),
        None => failure.hint(format!("`sse-progress jobs {server}` lists what it has")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(name: &str, path: &str) -> Job {
        Job {
            name: name.into(),
            description: String::new(),
            takes_post: true,
            takes_body: false,
            takes_parts: false,
            path: path.parse().unwrap(),
            parameters: Vec::new(),
        }
    }

    #[test]
    fn a_job_is_meant_by_its_address_or_its_name() {
        let jobs = [
            job("any", "/{x}/{y}"),
            job("resize", "/images/{count}/resize"),
            job("big", "/images/{count}"),
            job("import", "/import"),
        ];
        for (path, meant) in [
            ("/images/7", Some("big")),
            ("/images/%7Bcount%7D/resize", Some("resize")),
            ("/other/7", Some("any")),
            ("/resize", Some("resize")),
            ("/import", Some("import")),
            ("/import/", Some("import")),
            ("/export", None),
            ("/", None),
        ] {
            let chosen = choose(&jobs, path).map(|(job, _)| job.name.as_str());
            assert_eq!(chosen, meant, "{path}");
        }
    }

    #[test]
    fn an_address_may_have_its_values_or_its_braces() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            values(&[("a", "x%2F"), ("b", "%7Bb%7D"), ("c", "{a}")]),
            Ok(vec![pair("a", "x/"), pair("c", "{a}")])
        );
        assert!(values(&[("a", "%FF")]).is_err());
    }
}
