//! The only module that knows tiny_http: requests in our own types, replies written at once.
//!
//! tiny_http is not maintained. `front.rs` keeps from it what it cannot bear; slow readers get threads of their own here.

use std::io::{self, Write};
use std::net::TcpListener;
use std::ops::Range;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::base::tree::Bytes;
use crate::io::serve::{front, inner};

/// Threads that answer ordinary requests.
const WORKERS: usize = 6;
/// Bytes of stack of these threads: rendering recurses with the nesting of a page.
const STACK: usize = 16 * 1024 * 1024;
/// A larger body is written by a thread of its own, because its reader may be slow.
const LARGE: usize = 64 * 1024;

/// A request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `HEAD`, or any other word.
    pub method: String,
    /// Path and query, as they were sent.
    pub target: String,
    pub host: Option<String>,
    pub origin: Option<String>,
    /// `Sec-Fetch-Site`.
    pub fetch_site: Option<String>,
    pub if_none_match: Option<String>,
    pub if_range: Option<String>,
    pub range: Option<String>,
}

/// An answer.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

/// Writes to one client for as long as it listens.
pub type EventStream = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send>;

/// The body of a reply.
pub enum Body {
    Text(String),
    Part(Bytes, Range<usize>),
    /// Written piece by piece, until the client is gone.
    Stream(EventStream),
}

/// Starts to answer requests on a listener, of at most so many connections at once, until the program ends.
pub fn start(
    listener: TcpListener,
    connections: usize,
    answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> io::Result<()> {
    let answer = Arc::new(answer);
    let (sender, receiver) = channel();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..WORKERS {
        let (receiver, answer) = (receiver.clone(), answer.clone());
        thread::Builder::new().stack_size(STACK).spawn(move || work(&receiver, answer.as_ref()))?;
    }
    let (inside, address) = inner::listen()?;
    let server = tiny_http::Server::from_listener(inside, None).map_err(io::Error::other)?;
    thread::spawn(move || {
        while let Ok(request) = server.recv() {
            if sender.send(request).is_err() {
                break;
            }
        }
        // Its destructor takes for granted that a Unix socket has a path.
        std::mem::forget(server);
    });
    thread::spawn(move || front::serve(&listener, &address, connections));
    Ok(())
}

fn work(receiver: &Mutex<Receiver<tiny_http::Request>>, answer: &(impl Fn(&Request) -> Reply + Send + Sync)) {
    loop {
        let next = receiver.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
        let Ok(request) = next else { return };
        let asked = read(&request);
        let parts = if asked.method == "HEAD" { ReplyParts::HeadOnly } else { ReplyParts::HeadAndBody };
        let reply = answer(&asked);
        let is_slow = match &reply.body {
            Body::Text(text) => text.len() > LARGE,
            Body::Part(_, range) => range.len() > LARGE,
            Body::Stream(_) => true,
        };
        let mut writer = request.into_writer();
        // A client that is gone is not an error.
        let send = move || drop(write(reply, parts, &mut writer));
        if is_slow && parts == ReplyParts::HeadAndBody {
            thread::spawn(send);
        } else {
            send();
        }
    }
}

fn read(request: &tiny_http::Request) -> Request {
    let header = |name: &'static str| {
        let found = request.headers().iter().find(|header| header.field.equiv(name));
        found.map(|header| header.value.as_str().to_owned())
    };
    Request {
        method: request.method().to_string(),
        target: request.url().to_owned(),
        host: header("Host"),
        origin: header("Origin"),
        fetch_site: header("Sec-Fetch-Site"),
        if_none_match: header("If-None-Match"),
        if_range: header("If-Range"),
        range: header("Range"),
    }
}

/// Which parts of a reply are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReplyParts {
    HeadOnly,
    HeadAndBody,
}

fn write(reply: Reply, parts: ReplyParts, writer: &mut dyn Write) -> io::Result<()> {
    let mut out = format!("HTTP/1.1 {} {}\r\n", reply.status, reason(reply.status));
    for (name, value) in &reply.headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    let length = match &reply.body {
        Body::Text(text) => Some(text.len()),
        Body::Part(_, range) => Some(range.len()),
        Body::Stream(_) => None,
    };
    if let Some(length) = length.filter(|_| reply.status != 304) {
        out.push_str(&format!("Content-Length: {length}\r\n"));
    }
    out.push_str("Connection: close\r\n\r\n");
    let out = out.into_bytes();
    match reply.body {
        _ if parts == ReplyParts::HeadOnly || reply.status == 304 => writer.write_all(&out)?,
        Body::Text(text) => write_both(out, text.as_bytes(), writer)?,
        Body::Part(bytes, range) => write_both(out, &bytes[range], writer)?,
        Body::Stream(stream) => {
            writer.write_all(&out)?;
            writer.flush()?;
            stream(writer)?;
        }
    }
    writer.flush()
}

/// Writes head and body in one piece, because two would wait for each other on the way. A large body is not copied for that: a
/// slow reader would have a copy of its own.
fn write_both(mut head: Vec<u8>, body: &[u8], writer: &mut dyn Write) -> io::Result<()> {
    if body.len() <= LARGE {
        head.extend_from_slice(body);
        return writer.write_all(&head);
    }
    writer.write_all(&head)?;
    writer.write_all(body)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        416 => "Range Not Satisfiable",
        421 => "Misdirected Request",
        _ => "Service Unavailable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Remembers where the bytes that it gets are.
    #[derive(Default)]
    struct WrittenPlaces(Vec<(usize, usize)>);

    impl Write for WrittenPlaces {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push((bytes.as_ptr() as usize, bytes.len()));
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn large_bodies_are_not_copied_and_small_ones_are_one_piece() {
        for (length, pieces) in [(10, 1), (LARGE, 1), (LARGE + 1, 2)] {
            let bytes: Bytes = Arc::new(vec![7; length]);
            let place = bytes.as_ptr() as usize;
            let reply = Reply { status: 200, headers: Vec::new(), body: Body::Part(bytes, 0..length) };
            let mut writer = WrittenPlaces::default();
            write(reply, ReplyParts::HeadAndBody, &mut writer).expect("it is written");
            assert_eq!(writer.0.len(), pieces, "{length}");
            assert_eq!(writer.0.contains(&(place, length)), pieces == 2, "{length}");
        }
    }
}
