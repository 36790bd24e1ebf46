//! Which job a URL means.

use reqwest::Url;
use sse_progress::client::{Client, Error};

use super::nearest::nearest;
use super::{Job, Meant};
use crate::failure::Failure;
use crate::url;

/// The longest path whose every beginning is asked for a listing.
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
    let path = url::segments(address);
    let mut known = Vec::new();
    let mut refused: Option<Error> = None;
    let mut asked = None;
    for depth in 0..path.len().clamp(1, MAX_DEPTH) {
        let (before, rest) = path.split_at(depth);
        let base = url::with_path(address, before);
        // With a slash at its end, so that a path that ends in `jobs` is not taken for a listing.
        let prefix = before.iter().map(String::as_str).chain([""]);
        match client.jobs(url::with_path(&base, prefix)).await {
            Ok(listed) => {
                let jobs: Vec<_> = listed.into_iter().map(Job::from).collect();
                if let Some((job, filled)) = choose(&jobs, rest) {
                    return Ok(Meant {
                        job: job.clone(),
                        base,
                        filled,
                        url: address.clone(),
                    });
                }
                known.extend(jobs);
                asked.get_or_insert(base);
            }
            // Another path of the same server would not be answered, either.
            Err(error) if error.is_usage() || error.is_connect() || error.is_timeout() => {
                return Err(Failure::from(error));
            }
            // That there is no such page tells less than any other refusal.
            Err(error) if refused.as_ref().is_none_or(Error::is_not_found) => {
                refused = Some(error);
            }
            Err(_) => {}
        }
    }
    match (asked, refused) {
        (Some(base), _) => Err(unknown(&known, &base, path.last())),
        (None, Some(error)) => Err(Failure::from(error)
            .hint("is it a server of sse-progress? `sse-progress jobs URL` asks it")),
        (None, None) => Err(Failure::new("the URL names no job")),
    }
}

/// The job of an address, else the one of that name.
fn choose<'a>(jobs: &'a [Job], path: &[String]) -> Option<(&'a Job, Vec<Option<String>>)> {
    let matching = jobs
        .iter()
        .filter_map(|job| Some((job, job.template.matches(path)?)));
    let first = matching.min_by_key(|(job, _)| job.template.precedence());
    first.or_else(|| {
        let [name] = path else { return None };
        let job = jobs.iter().find(|job| job.name == *name)?;
        Some((job, job.template.unfilled()))
    })
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
    use serde_json::json;

    fn job(name: &str, path: &str) -> Job {
        Job {
            name: name.into(),
            description: String::new(),
            takes_post: true,
            takes_body: false,
            template: super::super::Template::new(path),
            parameters: super::super::parameter::all(&json!({})),
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
            (&["images", "7"][..], Some("big")),
            (&["images", "{count}", "resize"], Some("resize")),
            (&["other", "7"], Some("any")),
            (&["resize"], Some("resize")),
            (&["import"], Some("import")),
            (&["export"], None),
            (&[], None),
        ] {
            let path: Vec<_> = path.iter().map(|&text| text.to_owned()).collect();
            let chosen = choose(&jobs, &path).map(|(job, _)| job.name.as_str());
            assert_eq!(chosen, meant, "{path:?}");
        }
    }
}
