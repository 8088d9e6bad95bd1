//! Users who ask a resolver where the name points, believe it for as long as it says and no longer, and meanwhile ask
//! that side for a page again and again.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Between two requests of one user.
const EVERY: Duration = Duration::from_millis(80);
const PATIENCE: Duration = Duration::from_secs(2);

/// One answer that a user believed.
#[derive(Debug, Clone, Copy)]
pub struct Believed {
    /// Which user.
    pub user: usize,
    /// Since when.
    pub at: Instant,
    /// Where to.
    pub address: Ipv4Addr,
    /// For how long, as the resolver said.
    pub ttl: Duration,
}

/// A crowd behind some resolvers. It goes home with the test that holds it.
pub struct Users {
    /// How many there are.
    pub count: usize,
    believed: Arc<Mutex<Vec<Believed>>>,
    gone: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Users {
    /// `count` users of `name`; user n asks the resolver on the port `resolvers[n % len]`, and then the site on `web`.
    pub fn come(count: usize, name: &'static str, resolvers: &[u16], web: u16) -> Self {
        let (believed, gone): (Arc<Mutex<Vec<Believed>>>, Arc<AtomicBool>) = Default::default();
        let threads = (0..count).map(|user| {
            let (believed, gone, resolver) =
                (Arc::clone(&believed), Arc::clone(&gone), resolvers[user % resolvers.len()]);
            std::thread::spawn(move || {
                let mut last: Option<Believed> = None;
                while !gone.load(Ordering::Relaxed) {
                    if last.is_none_or(|last| last.at.elapsed() >= last.ttl) {
                        let asked = Instant::now();
                        last = resolve(name, resolver).map(|(address, ttl)| Believed {
                            user,
                            at: asked,
                            address,
                            ttl,
                        });
                        believed.lock().unwrap().extend(last);
                    }
                    if let Some(Believed { address, .. }) = last {
                        let _ = visit(address, web, name);
                    }
                    std::thread::sleep(EVERY);
                }
            })
        });
        let threads = threads.collect();
        Self { count, believed, gone, threads }
    }

    /// Everything that was believed so far, in order.
    pub fn believed(&self) -> Vec<Believed> {
        self.believed.lock().unwrap().clone()
    }

    /// The share of those for whom `is_meant` holds that are with `address` at the moment `at`.
    pub fn share_of(&self, is_meant: impl Fn(usize) -> bool, address: Ipv4Addr, at: Instant) -> f64 {
        let all = self.believed();
        let meant: Vec<usize> = (0..self.count).filter(|user| is_meant(*user)).collect();
        let is_there = |user: &usize| {
            let last = all.iter().rfind(|one| one.user == *user && one.at <= at);
            last.is_some_and(|last| last.address == address)
        };
        meant.iter().filter(|user| is_there(user)).count() as f64 / meant.len() as f64
    }
}

impl Drop for Users {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// What the resolver on `port` says of `name`, and for how long (RFC 1035, section 4).
fn resolve(name: &str, port: u16) -> Option<(Ipv4Addr, Duration)> {
    let mut question = vec![0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        question.push(u8::try_from(label.len()).unwrap());
        question.extend(label.bytes());
    }
    question.extend([0, 0, 1, 0, 1]);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.send_to(&question, ("127.0.0.1", port)).ok()?;
    let mut room = [0; 512];
    let length = socket.recv(&mut room).ok()?;
    // The name as a pointer, type, class, time to live, length, address.
    let answer: [u8; 16] = room[..length].get(question.len()..question.len() + 16)?.try_into().ok()?;
    let [_, _, _, 1, _, _, t1, t2, t3, t4, _, 4, a, b, c, d] = answer else { return None };
    let ttl = Duration::from_secs(u64::from(u32::from_be_bytes([t1, t2, t3, t4])));
    Some((Ipv4Addr::new(a, b, c, d), ttl))
}

fn visit(address: Ipv4Addr, port: u16, name: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect((address, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET /users HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n")?;
    stream.read_to_end(&mut Vec::new())?;
    Ok(())
}
