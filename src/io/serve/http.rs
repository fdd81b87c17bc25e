//! The only module that knows tiny_http: requests in our own types, replies written at once.
//!
//! tiny_http is not maintained. What it lacks is kept in check here: requests with a body are refused, a failing accept
//! loop is started again, and slow readers get threads of their own.

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::base::tree::Bytes;

/// Threads that answer ordinary requests.
const WORKERS: usize = 6;
/// Bytes of stack of these threads: rendering recurses with the nesting of a page.
const STACK: usize = 16 * 1024 * 1024;
/// A larger body is written by a thread of its own, because its reader may be slow.
const LARGE: usize = 64 * 1024;

/// Bytes of a request body that may be read and dropped.
const LONGEST_BODY: usize = 16 * 1024 * 1024;

/// tiny_http gives each connection a thread, but one that comes together with others may be left waiting until a thread
/// is free, which never happens while streams occupy them all. Each further connection makes a thread and takes one that
/// waits along, so while there are long replies the server connects to itself this often, so many times.
const KNOCKS: (Duration, usize) = (Duration::from_millis(200), 8);

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
    pub has_body: bool,
}

/// An answer.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

/// Writes to one client for as long as it listens.
pub type Stream = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send>;

/// The body of a reply.
pub enum Body {
    Text(String),
    Part(Bytes, Range<usize>),
    /// Written piece by piece, until the client is gone.
    Stream(Stream),
}

/// Answers requests on a listener, for ever.
pub fn serve(listener: &TcpListener, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) {
    let answer = Arc::new(answer);
    let (sender, receiver) = channel();
    let receiver = Arc::new(Mutex::new(receiver));
    let long_replies = Arc::new(AtomicUsize::new(0));
    for _ in 0..WORKERS {
        let (receiver, answer, long_replies) = (receiver.clone(), answer.clone(), long_replies.clone());
        let work = move || work(&receiver, answer.as_ref(), &long_replies);
        thread::Builder::new().stack_size(STACK).spawn(work).expect("the first threads can be started");
    }
    if let Ok(address) = listener.local_addr() {
        thread::spawn(move || {
            loop {
                thread::sleep(KNOCKS.0);
                if long_replies.load(Ordering::Relaxed) > 0 {
                    (0..KNOCKS.1).for_each(|_| drop(TcpStream::connect(address)));
                }
            }
        });
    }
    loop {
        let Ok(server) =
            listener.try_clone().map_err(Into::into).and_then(|own| tiny_http::Server::from_listener(own, None))
        else {
            thread::sleep(Duration::from_millis(100));
            continue;
        };
        // A client that gives up while it is accepted ends the library's loop.
        while let Ok(request) = server.recv() {
            if sender.send(request).is_err() {
                return;
            }
        }
    }
}

fn work(
    receiver: &Mutex<Receiver<tiny_http::Request>>,
    answer: &(impl Fn(&Request) -> Reply + Send + Sync),
    long_replies: &Arc<AtomicUsize>,
) {
    loop {
        let next = receiver.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
        let Ok(request) = next else { return };
        let asked = read(&request);
        if asked.has_body {
            let answer = answer(&asked);
            let long_replies = long_replies.clone();
            thread::spawn(move || refuse_body(request, answer, &long_replies));
            continue;
        }
        let is_head = asked.method == "HEAD";
        let reply = answer(&asked);
        let is_slow = match &reply.body {
            Body::Text(text) => text.len() > LARGE,
            Body::Part(_, range) => range.len() > LARGE,
            Body::Stream(_) => true,
        };
        let mut writer = request.into_writer();
        // A client that is gone is not an error.
        if is_slow && !is_head {
            let long_replies = long_replies.clone();
            long_replies.fetch_add(1, Ordering::Relaxed);
            thread::spawn(move || {
                drop(write(reply, ReplyParts::HeadAndBody, &mut writer));
                long_replies.fetch_sub(1, Ordering::Relaxed);
            });
        } else {
            let parts = if is_head { ReplyParts::HeadOnly } else { ReplyParts::HeadAndBody };
            drop(write(reply, parts, &mut writer));
        }
    }
}

/// Refuses a request with a body.
///
/// tiny_http reads what is left of a body when the request is dropped, into one piece of memory of the length that the
/// client named. Too long a piece ends the program, so such a request is never dropped or read: it costs a connection.
fn refuse_body(request: tiny_http::Request, reply: Reply, long_replies: &AtomicUsize) {
    if request.body_length().is_some_and(|length| length > LONGEST_BODY) {
        // Its connection occupies a thread of the server from now on.
        long_replies.fetch_add(1, Ordering::Relaxed);
        return std::mem::forget(request);
    }
    drop(write(reply, ReplyParts::HeadAndBody, &mut request.into_writer()));
}

fn read(request: &tiny_http::Request) -> Request {
    let header = |name: &'static str| {
        let found = request.headers().iter().find(|header| header.field.equiv(name));
        found.map(|header| header.value.as_str().to_owned())
    };
    // A request with several hosts means different things to different readers (RFC 9112, 3.2): it has none.
    let hosts = request.headers().iter().filter(|header| header.field.equiv("Host")).count();
    Request {
        method: request.method().to_string(),
        target: request.url().to_owned(),
        host: header("Host").filter(|_| hosts == 1),
        origin: header("Origin"),
        fetch_site: header("Sec-Fetch-Site"),
        if_none_match: header("If-None-Match"),
        if_range: header("If-Range"),
        range: header("Range"),
        has_body: request.body_length().is_some_and(|length| length > 0) || header("Transfer-Encoding").is_some(),
    }
}

/// Which parts of a reply are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReplyParts {
    HeadOnly,
    HeadAndBody,
}

/// Head and body in one piece: two would wait for each other on the way.
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
    match length {
        Some(_) if reply.status == 304 => {}
        Some(length) => out.push_str(&format!("Content-Length: {length}\r\n")),
        None => out.push_str("Connection: close\r\n"),
    }
    out.push_str("\r\n");
    let mut out = out.into_bytes();
    match reply.body {
        _ if parts == ReplyParts::HeadOnly || reply.status == 304 => writer.write_all(&out)?,
        Body::Text(text) => {
            out.extend_from_slice(text.as_bytes());
            writer.write_all(&out)?;
        }
        Body::Part(bytes, range) => {
            out.extend_from_slice(&bytes[range]);
            writer.write_all(&out)?;
        }
        Body::Stream(stream) => {
            writer.write_all(&out)?;
            writer.flush()?;
            stream(writer)?;
        }
    }
    writer.flush()
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
