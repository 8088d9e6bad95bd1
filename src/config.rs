//! Where jday keeps what nobody named a place for.

use std::path::PathBuf;

use directories::ProjectDirs;

/// Folder for situation reports that are written to a file: `$XDG_STATE_HOME/jday/sitreps`. None where the
/// machine names no home.
pub fn sitreps() -> Option<PathBuf> {
    let dirs = ProjectDirs::from("", "", "jday")?;
    Some(dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).join("sitreps"))
}

/// Folder for journals of drills: `$XDG_STATE_HOME/jday/drills`, which survives a logout, unlike the
/// runtime folder. None where the machine names no home.
pub fn drills() -> Option<PathBuf> {
    let dirs = ProjectDirs::from("", "", "jday")?;
    Some(dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).join("drills"))
}

/// Folder of live rooms, each in a folder named after its plan: `$XDG_STATE_HOME/jday/rooms`. Not the
/// runtime folder, which a logout removes while the engine goes on. None where the machine names no home.
pub fn rooms() -> Option<PathBuf> {
    let dirs = ProjectDirs::from("", "", "jday")?;
    Some(dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).join("rooms"))
}

/// Folder where a room's journal goes on while its own disk takes no more (R28):
/// `$XDG_STATE_HOME/jday/mirrors`. None where the machine names no home.
pub fn mirrors() -> Option<PathBuf> {
    let dirs = ProjectDirs::from("", "", "jday")?;
    Some(dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).join("mirrors"))
}
