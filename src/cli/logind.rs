//! Whether the machine ends what a login leaves behind (logind.conf(5)), which an engine must outlive.

use std::path::Path;

/// Whether logind ends the processes of `user` once they have logged out everywhere.
pub fn kills_at_logout(user: &str) -> bool {
    let lingers = Path::new("/var/lib/systemd/linger").join(user).exists();
    Path::new("/run/systemd/system").exists() && user != "root" && !lingers && kills(&settings())
}

/// Every line of logind's settings, in the order in which the later one wins.
fn settings() -> Vec<String> {
    let folders =
        ["/usr/lib/systemd/logind.conf.d", "/run/systemd/logind.conf.d", "/etc/systemd/logind.conf.d"];
    let mut files = vec![Path::new("/etc/systemd/logind.conf").to_owned()];
    for folder in folders {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut more: Vec<_> = entries.map(|entry| entry.path()).collect();
        more.sort();
        files.extend(more);
    }
    let texts = files.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// What the settings come to; without a word, logind lets processes live.
fn kills(lines: &[String]) -> bool {
    let mut said = lines.iter().rev().filter_map(|line| line.trim().strip_prefix("KillUserProcesses="));
    said.next().is_some_and(|value| matches!(value.trim(), "yes" | "true" | "1" | "on"))
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
        assert!(!of("KillUserProcesses=yes\nKillUserProcesses=no"));
    }
}
