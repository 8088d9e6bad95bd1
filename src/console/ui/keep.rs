//! Keeping a text in a file, off the thread that reads keys: a folder may hang (R22).

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc::SyncSender;

use super::Wake;

/// Writes `text` to a new file `name` in `folder`, or where the program was started if there is none, and
/// wakes the screen with the path or with why not.
pub(super) fn keep(folder: Option<PathBuf>, name: String, text: String, waker: SyncSender<Wake>) {
    let tell = waker.clone();
    let write = move || {
        // A screen that is gone wants no answer.
        let _ = waker.send(Wake::Kept(written(folder.as_deref(), &name, &text)));
    };
    if let Err(error) = std::thread::Builder::new().name("jday-keep".into()).spawn(write) {
        let _ = tell.try_send(Wake::Kept(Err(error.to_string())));
    }
}

/// Never over a file that is there already: what was sent to people stays what it was.
fn written(folder: Option<&Path>, name: &str, text: &str) -> Result<PathBuf, String> {
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let path = folder.join(name);
    let why = |error: std::io::Error| format!("{}: {error}", path.display());
    if !folder.exists() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(why)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(why)?;
    if let Err(error) = file.write_all(text.as_bytes()) {
        // Half a report is worse than none, and would stand in the way of the next try.
        let _ = std::fs::remove_file(&path);
        return Err(why(error));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_written_once_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("new");
        let path = written(Some(&place), "sitrep.txt", "first").unwrap();
        let again = written(Some(&place), "sitrep.txt", "second").unwrap_err();
        assert!(again.contains("sitrep.txt"), "{again}");
        assert_eq!(std::fs::read_to_string(path).unwrap(), "first");
    }
}
