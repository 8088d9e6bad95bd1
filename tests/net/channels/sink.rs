//! A mail server that takes what it is told to take, over TLS, and keeps it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// As it should.
    Well,
    /// TLS from the first byte.
    TlsFirst,
    /// It offers no STARTTLS.
    NoTls,
    /// It knows nobody called Awa.
    NotAwa,
    /// It asks to come back later, for everybody.
    Greylists,
    /// It refuses the message itself.
    RefusesData,
    /// It takes the message and hangs up without a word.
    LosesReply,
    /// It lets nobody in.
    RefusesLogin,
}

/// The server; it ends with the process of the test.
pub struct Sink {
    pub port: u16,
    /// Whether it speaks TLS from the first byte.
    pub tls_first: bool,
    /// Its certificate, which is its own root.
    pub certificate: String,
    said: Arc<Mutex<Vec<String>>>,
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

impl Sink {
    pub fn start(manner: Manner) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let (config, heard) = (Arc::new(config), Arc::clone(&said));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that hangs up is the client's affair.
                let _ = serve(stream, manner, &config, &heard);
            }
        });
        Self { port, tls_first: manner == Manner::TlsFirst, certificate: made.cert.pem(), said }
    }

    /// Every line that clients sent, of all connections; bodies as one.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// The messages that came whole.
    pub fn mails(&self) -> Vec<String> {
        self.said()
            .into_iter()
            .filter(|line| line.contains("\r\nMessage-ID:") || line.starts_with("Message-ID:"))
            .collect()
    }
}

fn serve(
    plain: TcpStream,
    manner: Manner,
    config: &Arc<ServerConfig>,
    said: &Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let wrap = |plain: TcpStream| {
        let connection = ServerConnection::new(Arc::clone(config)).map_err(std::io::Error::other)?;
        Ok::<Box<dyn Stream>, std::io::Error>(Box::new(StreamOwned::new(connection, plain)))
    };
    let mut encrypted = manner == Manner::TlsFirst;
    let spare = plain.try_clone()?;
    let mut stream: Box<dyn Stream> = if encrypted { wrap(plain)? } else { Box::new(plain) };
    let mut spare = Some(spare);
    say(&mut stream, "220 sink")?;
    loop {
        let line = read(&mut stream, "\r\n")?;
        said.lock().unwrap().push(line.clone());
        let word = line.split(' ').next().unwrap_or("").to_ascii_uppercase();
        match word.as_str() {
            "EHLO" if !encrypted && manner != Manner::NoTls => say(&mut stream, "250-sink\r\n250 STARTTLS")?,
            "EHLO" => say(&mut stream, "250-sink\r\n250 AUTH PLAIN")?,
            "STARTTLS" => {
                say(&mut stream, "220 go on")?;
                stream = wrap(spare.take().ok_or_else(|| std::io::Error::other("twice"))?)?;
                encrypted = true;
            }
            "AUTH" if manner == Manner::RefusesLogin => say(&mut stream, "535 5.7.8 no such user")?,
            "AUTH" => say(&mut stream, "235 welcome")?,
            "RCPT" if manner == Manner::Greylists => say(&mut stream, "450 4.2.0 greylisted, come back")?,
            "RCPT" if manner == Manner::NotAwa && line.contains("awa") => {
                say(&mut stream, "550 5.1.1 nobody here of that name")?;
            }
            "DATA" => {
                say(&mut stream, "354 go on")?;
                let mail = read(&mut stream, "\r\n.\r\n")?;
                said.lock().unwrap().push(mail);
                match manner {
                    Manner::LosesReply => return Ok(()),
                    Manner::RefusesData => say(&mut stream, "554 5.7.1 spam")?,
                    _ => say(&mut stream, "250 2.0.0 queued as 1234")?,
                }
            }
            "QUIT" => return say(&mut stream, "221 bye"),
            _ => say(&mut stream, "250 ok")?,
        }
    }
}

fn say(stream: &mut Box<dyn Stream>, line: &str) -> std::io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes())?;
    stream.flush()
}

fn read(stream: &mut Box<dyn Stream>, end: &str) -> std::io::Result<String> {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        text.extend(byte);
    }
    text.truncate(text.len() - end.len());
    Ok(String::from_utf8_lossy(&text).into_owned())
}
