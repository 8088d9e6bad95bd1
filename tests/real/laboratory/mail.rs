//! The mail server aiosmtpd of Debian, which takes mail over STARTTLS after a login. Needs `python3-aiosmtpd`.

use std::path::PathBuf;
use std::process::Command;

use crate::lab::{Server, free_port};

/// Debian's own, which finds Debian's packages; another may come first in the path.
const PYTHON: &str = "/usr/bin/python3";
/// Who may send.
pub const USER: &str = "jday";

/// The server. It ends with the test that holds it.
pub struct Mail {
    /// Where it listens.
    pub port: u16,
    folder: tempfile::TempDir,
    _server: Server,
}

impl Mail {
    /// One that lets in whoever has `password`, with a certificate of its own.
    pub fn start(password: &str) -> Self {
        let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        let mut command = Command::new(PYTHON);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/real/laboratory/mail.py"));
        command.arg(port.to_string()).arg(folder.path()).arg(USER).env("MAIL_PASSWORD", password);
        let mut server = Server::start_command("aiosmtpd", folder.path(), command);
        server.wait_for_port(port);
        Self { port, folder, _server: server }
    }

    /// Its certificate, which is its own root.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// Every message that it took, in order, with its body in plain text.
    pub fn taken(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<PathBuf> =
            files.filter(|file| file.extension().is_some_and(|it| it == "eml")).collect();
        files.sort();
        files.iter().map(|file| read(&std::fs::read_to_string(file).unwrap())).collect()
    }
}

/// A message with its subject and body as people read them (RFC 2047, RFC 2045).
fn read(raw: &str) -> String {
    let script = "import sys, email, email.policy\n\
                  mail = email.message_from_string(sys.stdin.read(), policy=email.policy.default)\n\
                  print(mail['X-Kept-To'], mail['Subject'], mail.get_content(), sep='\\n')";
    let mut command = Command::new(PYTHON);
    command.args(["-c", script]).env("PYTHONIOENCODING", "utf-8");
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), raw.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{raw}");
    String::from_utf8(output.stdout).unwrap()
}
