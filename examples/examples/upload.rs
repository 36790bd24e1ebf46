//! Keeps the files of a form, under names of its own: all of an upload, or none.
//!
//! ```text
//! cargo run --example upload -- <directory>
//! curl -N -F file=@one.iso -F file=@two.iso -H 'accept: text/event-stream' localhost:3030/upload
//! ```
//!
//! The files may be larger than memory: they are written while they come, and the client sends no faster than
//! the disk takes them. Each is told as soon as it is there. Ctrl-C in curl takes back what has been written.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use anyhow::Result;
use serde::Serialize;
use sse_progress::{Jobs, Multipart, Progress, job, jobs};
use tempfile::NamedTempFile;
use tokio::fs::File;

/// The most that one upload may have.
const MAX_UPLOAD: u64 = 10 << 30;

/// A file that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Kept {
    /// As the client calls it, which may be anything: it is shown, and no path is made of it.
    name: String,
    /// Where it is.
    path: PathBuf,
    bytes: u64,
}

/// Keep the files of a form.
#[job(POST "/upload", on_disconnect = cancel)]
async fn upload(
    progress: Progress,
    #[state] directory: PathBuf,
    mut form: Multipart,
) -> Result<Vec<Kept>> {
    progress.set_unit("bytes");
    let mut files = Vec::new();
    let mut kept = Vec::new();
    while let Some(mut part) = form.next_part().await? {
        let Some(name) = part.file_name().map(str::to_owned) else {
            progress.println(format!("`{}` is no file", part.name()));
            continue;
        };
        progress.set_message(name.clone());
        // It is deleted when it is dropped: if the client leaves, or anything fails.
        let file = create(&directory)?;
        let mut writer = File::from_std(file.reopen()?);
        let bytes = tokio::io::copy(&mut progress.wrap_async_read(&mut part), &mut writer).await?;
        writer.sync_all().await?;
        let path = file.path().to_owned();
        files.push(file);
        let row = Kept { name, path, bytes };
        progress.emit(&row);
        kept.push(row);
    }
    // From here on, all of them stay.
    progress.point_of_no_return()?;
    for file in files {
        file.keep()?;
    }
    Ok(kept)
}

fn create(directory: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix("upload-")
        .tempfile_in(directory)
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let directory = PathBuf::from(args.next().unwrap_or_else(|| "uploads".to_owned()));
    let address = args.next().unwrap_or_else(|| "127.0.0.1:3030".to_owned());

    fs::create_dir_all(&directory)?;
    let jobs = Jobs::builder()
        .jobs(jobs![upload])
        .state(directory)
        .max_upload(MAX_UPLOAD)
        .build()?;
    Ok(sse_progress::serve(jobs, address).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &'static str) -> Multipart {
        Multipart::new("multipart/form-data; boundary=x", body.into()).unwrap()
    }

    #[tokio::test]
    async fn files_are_kept_under_other_names() {
        let directory = tempfile::tempdir().unwrap();
        let form = form(
            "--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n\
             --x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../../passwd\"\r\n\r\nroot\r\n\
             --x--",
        );
        let progress = Progress::hidden();
        let kept = upload(progress.clone(), directory.path().into(), form)
            .await
            .unwrap();
        assert_eq!((kept[0].name.as_str(), kept[0].bytes), ("../../passwd", 4));
        assert_eq!(kept[0].path.parent(), Some(directory.path()));
        assert_eq!(fs::read_to_string(&kept[0].path).unwrap(), "root");
        assert_eq!((kept.len(), progress.position()), (1, 4));
    }

    #[tokio::test]
    async fn of_an_upload_that_breaks_off_nothing_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let form = form(
            "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nwhole\r\n\
             --x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b\"\r\n\r\nhal",
        );
        upload(Progress::hidden(), directory.path().into(), form)
            .await
            .unwrap_err();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
