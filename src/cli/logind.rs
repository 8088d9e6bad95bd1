//! Whether the machine ends what a login leaves behind (logind.conf(5)), which an engine must outlive.

use std::path::Path;

/// Whether logind ends the processes of `user` once they have logged out everywhere.
pub fn kills_at_logout(user: &str) -> bool {
    kills_below(Path::new("/"), user)
}

/// The same for the machine whose files lie below `root`.
fn kills_below(root: &Path, user: &str) -> bool {
    let lingers = root.join("var/lib/systemd/linger").join(user).exists();
    root.join("run/systemd/system").exists() && user != "root" && !lingers && kills(&settings(root))
}

/// Every line of logind's settings, in the order in which the later one wins.
fn settings(root: &Path) -> Vec<String> {
    let folders = ["usr/lib/systemd/logind.conf.d", "run/systemd/logind.conf.d", "etc/systemd/logind.conf.d"];
    let mut files = vec![root.join("etc/systemd/logind.conf")];
    for folder in folders {
        let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        let mut more: Vec<_> = entries.map(|entry| entry.path()).collect();
        more.sort();
        files.extend(more);
    }
    let texts = files.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// What the settings come to; without a word, logind lets processes live.
fn kills(lines: &[String]) -> bool {
    let said = lines.iter().rev().filter_map(|line| line.trim().split_once('='));
    let mut said = said.filter(|(key, _)| key.trim() == "KillUserProcesses");
    said.next().is_some_and(|(_, value)| matches!(value.trim(), "yes" | "true" | "1" | "on"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_setting_wins_and_a_comment_is_none() {
        let of = |text: &str| kills(&text.lines().map(str::to_owned).collect::<Vec<_>>());
        assert!(!of(""));
        assert!(!of("#KillUserProcesses=yes"));
        assert!(of("[Login]\nKillUserProcesses=yes"));
        assert!(of("[Login]\nKillUserProcesses = yes"));
        assert!(!of("KillUserProcesses=yes\nKillUserProcesses=no"));
    }

    #[test]
    fn a_machine_that_ends_what_was_left_running_says_so_and_who_lingers_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let verdict = || kills_below(root.path(), "awa");
        write("etc/systemd/logind.conf.d/10-kill.conf", "[Login]\nKillUserProcesses=yes\n");
        assert!(!verdict(), "no systemd");
        write("run/systemd/system/made", "");
        assert!(verdict());
        write("var/lib/systemd/linger/awa", "");
        assert!(!verdict());
    }
}
