//! Accepts the connections of the preview, and passes only short, complete requests without a body to tiny_http.
//!
//! tiny_http reads heads of any length without a time limit, holds three file handles for each connection that says
//! nothing, and allocates a body of whatever length a client announces. Here the number of connections, the size of a head
//! and the time for it are limited. Of a request, only the headers that the preview uses are passed on, in one form, so that
//! it cannot mean two things; and each connection ends with its reply.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::io::serve::inner::{self, Address};

/// The longest head of a request in bytes, and the most header lines in it.
const LONGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 100;
/// The time that a client has to send a whole head.
const TIME_FOR_HEAD: Duration = Duration::from_secs(10);
/// How often a connection without a head looks whether another one needs its place.
const LOOK: Duration = Duration::from_millis(100);
/// How long a reply waits for a client that reads nothing.
const TIME_TO_WRITE: Duration = Duration::from_secs(60);
/// What is still read of a request after the reply, such as a body or a second request, so that the system does not take
/// back what the client has not read yet: bytes, and time for all of them.
const REST: (usize, Duration) = (64 * 1024, Duration::from_millis(200));
/// Bytes of stack of the thread of a connection.
const STACK: usize = 128 * 1024;
/// The headers that the preview uses.
const PASSED_ON: [&str; 6] = ["Host", "Origin", "Sec-Fetch-Site", "If-None-Match", "If-Range", "Range"];

/// File handles of a connection, on both sides of tiny_http.
#[cfg(unix)]
const HANDLES_OF_CONNECTION: u64 = 4;
/// File handles for everything else.
#[cfg(unix)]
const OTHER_HANDLES: u64 = 64;
const MOST_CONNECTIONS: u64 = 600;

/// The number of connections that the limit of file handles allows; the limit is raised first.
#[cfg(unix)]
pub fn most_connections() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let (each, other, most) = (HANDLES_OF_CONNECTION, OTHER_HANDLES, MOST_CONNECTIONS);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.unwrap_or(u64::MAX).min(each * most + other);
    let raised = current.is_some_and(|current| current < wanted)
        && setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).is_ok();
    let handles = if raised { wanted } else { current.unwrap_or(u64::MAX) };
    (handles.saturating_sub(other) / each).clamp(4, most) as usize
}

/// The number of connections: elsewhere no limit of handles is in the way.
#[cfg(not(unix))]
pub fn most_connections() -> usize {
    MOST_CONNECTIONS as usize
}

/// Takes connections for ever. Requests go to the server that listens at `address`.
pub fn serve(listener: &TcpListener, address: &Address, most: usize) {
    let places = Arc::new(ConnectionSlots { most, state: Mutex::default(), left: Condvar::new() });
    loop {
        places.wait_for_one();
        let Ok((client, _)) = listener.accept() else {
            // Too many open files, or a client that is gone already.
            thread::sleep(LOOK);
            continue;
        };
        let place = ConnectionSlot::take(&places);
        let address = address.clone();
        let work = move || drop(handle(&client, &address, &place));
        // Without a thread, the connection is closed.
        let _ = thread::Builder::new().stack_size(STACK).spawn(work);
    }
}

/// The connections there are.
struct ConnectionSlots {
    most: usize,
    state: Mutex<Connections>,
    left: Condvar,
}

#[derive(Default)]
struct Connections {
    count: usize,
    next: u64,
    /// Those without a head, the oldest first, each with a sign that its place is needed.
    without_head: BTreeMap<u64, Arc<AtomicBool>>,
}

impl ConnectionSlots {
    fn lock(&self) -> MutexGuard<'_, Connections> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is a place. A quarter of all leave together: those that have been without a head for longest.
    fn wait_for_one(&self) {
        let mut state = self.lock();
        while state.count >= self.most {
            for _ in 0..self.most.div_ceil(4) {
                let Some((_, is_needed)) = state.without_head.pop_first() else { break };
                is_needed.store(true, Ordering::Relaxed);
            }
            state = self.left.wait_timeout(state, LOOK * 2).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// The place of one connection, free again when it is dropped.
struct ConnectionSlot {
    places: Arc<ConnectionSlots>,
    number: u64,
    is_needed: Arc<AtomicBool>,
}

impl ConnectionSlot {
    fn take(places: &Arc<ConnectionSlots>) -> ConnectionSlot {
        let is_needed = Arc::new(AtomicBool::new(false));
        let mut state = places.lock();
        let number = state.next;
        state.next += 1;
        state.count += 1;
        state.without_head.insert(number, is_needed.clone());
        ConnectionSlot { places: places.clone(), number, is_needed }
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut state = self.places.lock();
        state.count -= 1;
        state.without_head.remove(&self.number);
        self.places.left.notify_one();
    }
}

/// Why a request is not passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Malformed,
    Body,
    TooLong,
    TooSlow,
    NoServer,
}

impl Refusal {
    fn reply(self) -> String {
        let (status, text) = match self {
            Refusal::Malformed => ("400 Bad Request", "The request does not follow HTTP/1.1."),
            Refusal::Body => ("413 Content Too Large", "The preview does not accept requests with a body."),
            Refusal::TooLong => {
                ("431 Request Header Fields Too Large", "The preview accepts requests of up to 16 KiB.")
            }
            Refusal::TooSlow => ("408 Request Timeout", "The request was not complete within 10 seconds."),
            Refusal::NoServer => ("503 Service Unavailable", "The preview has too many open connections."),
        };
        let length = text.len() + 1;
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}\n"
        )
    }
}

/// Answers one request. An error means that the client is gone.
fn handle(client: &TcpStream, address: &Address, place: &ConnectionSlot) -> io::Result<()> {
    client.set_write_timeout(Some(TIME_TO_WRITE))?;
    client.set_nodelay(true)?;
    let head = match read_head(client, place)? {
        Ok(head) => head,
        Err(refusal) => return refuse(client, refusal),
    };
    place.places.lock().without_head.remove(&place.number);
    let Ok(server) = inner::connect(address) else { return refuse(client, Refusal::NoServer) };
    (&server).write_all(head.as_bytes())?;
    io::copy(&mut &server, &mut &*client)?;
    end(client)
}

fn refuse(client: &TcpStream, refusal: Refusal) -> io::Result<()> {
    (&*client).write_all(refusal.reply().as_bytes())?;
    end(client)
}

/// Ends a connection after its reply.
fn end(client: &TcpStream) -> io::Result<()> {
    client.shutdown(Shutdown::Write)?;
    let deadline = Instant::now() + REST.1;
    let mut left = REST.0;
    let mut piece = [0; 2048];
    while left > 0 {
        let time = deadline.saturating_duration_since(Instant::now());
        if time.is_zero() {
            break;
        }
        client.set_read_timeout(Some(time))?;
        match (&*client).read(&mut piece)? {
            0 => break,
            length => left = left.saturating_sub(length),
        }
    }
    Ok(())
}

/// Reads the head of a request, in the form in which it is passed on.
fn read_head(client: &TcpStream, place: &ConnectionSlot) -> io::Result<Result<String, Refusal>> {
    client.set_read_timeout(Some(LOOK))?;
    let deadline = Instant::now() + TIME_FOR_HEAD;
    let mut bytes = Vec::new();
    let mut piece = [0; 2048];
    loop {
        match (&*client).read(&mut piece) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => bytes.extend_from_slice(&piece[..length]),
            Err(error) if is_late(&error) => {}
            Err(error) => return Err(error),
        }
        match parse(&bytes) {
            Ok(Some(head)) => return Ok(Ok(head)),
            Err(refusal) => return Ok(Err(refusal)),
            Ok(None) if place.is_needed.load(Ordering::Relaxed) => return Err(io::ErrorKind::TimedOut.into()),
            Ok(None) if Instant::now() > deadline => return Ok(Err(Refusal::TooSlow)),
            Ok(None) => {}
        }
    }
}

fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// A head as it is passed on; `None` if it is not complete.
fn parse(bytes: &[u8]) -> Result<Option<String>, Refusal> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(&bytes[..bytes.len().min(LONGEST_HEAD)]) {
        // What follows would be another request, and this connection ends with the reply to the first.
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) if bytes.len() < LONGEST_HEAD => return Ok(None),
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => return Err(Refusal::TooLong),
        Err(_) => return Err(Refusal::Malformed),
    }
    let (Some(method), Some(target)) = (request.method, request.path) else { return Err(Refusal::Malformed) };
    let has_body = |header: &httparse::Header<'_>| {
        header.name.eq_ignore_ascii_case("Transfer-Encoding")
            || header.name.eq_ignore_ascii_case("Content-Length") && header.value != b"0"
    };
    if request.headers.iter().any(has_body) {
        return Err(Refusal::Body);
    }
    let mut head = format!("{method} {target} HTTP/1.1\r\n");
    let is_of = |name: &str, header: &httparse::Header<'_>| header.name.eq_ignore_ascii_case(name);
    let used: Vec<_> =
        request.headers.iter().filter(|header| PASSED_ON.iter().any(|name| is_of(name, header))).collect();
    // Two headers of a name could mean two things.
    if PASSED_ON.iter().any(|name| used.iter().filter(|header| is_of(name, header)).count() > 1) {
        return Err(Refusal::Malformed);
    }
    for header in used {
        let value = std::str::from_utf8(header.value).map_err(|_| Refusal::Malformed)?;
        head.push_str(&format!("{}: {value}\r\n", header.name));
    }
    head.push_str("Connection: close\r\n\r\n");
    if head.is_ascii() { Ok(Some(head)) } else { Err(Refusal::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(head: &str) -> Result<Option<String>, Refusal> {
        parse(head.as_bytes())
    }

    #[test]
    fn only_what_the_preview_uses_is_passed_on() {
        let sent = "GET /a?b HTTP/1.1\r\nHOST: localhost\r\nCookie: secret\r\nRange:  bytes=0-1 \r\nUpgrade: h2c\r\nConnection: keep-alive, upgrade\r\n\r\n";
        let passed_on = "GET /a?b HTTP/1.1\r\nHOST: localhost\r\nRange: bytes=0-1\r\nConnection: close\r\n\r\n";
        assert_eq!(parsed(sent), Ok(Some(passed_on.to_owned())));
        let next = format!("{sent}GET /b HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert_eq!(parsed(&next), Ok(Some(passed_on.to_owned())), "only the first of two requests");
        for name in PASSED_ON {
            let doubled = format!("GET / HTTP/1.0\r\n{name}: a\r\n{}: b\r\n\r\n", name.to_lowercase());
            assert_eq!(parsed(&doubled), Err(Refusal::Malformed), "{name}");
        }
    }

    #[test]
    fn bodies_are_refused_however_they_are_announced() {
        for line in
            ["Content-Length: 5", "content-length: 99999999999999999999", "Content-Length: x", "Content-Length:"]
        {
            assert_eq!(parsed(&format!("POST / HTTP/1.1\r\n{line}\r\n\r\n")), Err(Refusal::Body), "{line}");
        }
        assert_eq!(parsed("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"), Err(Refusal::Body));
        assert!(parsed("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n").is_ok_and(|head| head.is_some()));
    }

    #[test]
    fn heads_have_an_end() {
        assert_eq!(parsed("GET / HTTP/1.1\r\nHost: a\r\n"), Ok(None));
        assert_eq!(parsed(&format!("GET /{} HTTP/1.1\r\n", "a".repeat(LONGEST_HEAD))), Err(Refusal::TooLong));
        assert_eq!(parsed(&format!("GET / HTTP/1.1\r\n{}", "A: b\r\n".repeat(200))), Err(Refusal::TooLong));
        assert_eq!(parsed(&"A".repeat(LONGEST_HEAD)), Err(Refusal::TooLong));
    }

    #[test]
    fn what_is_not_http_is_refused() {
        for head in [
            "\u{16}\u{3}\u{1}\r\n\r\n",
            "GET\r\n\r\n",
            "GET / HTTP/2.0\r\n\r\n",
            "GET /é HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: ü\r\n\r\n",
            "GET / HTTP/1.1\r\nHost\u{0}: a\r\n\r\n",
        ] {
            assert_eq!(parsed(head), Err(Refusal::Malformed), "{head:?}");
        }
    }
}
