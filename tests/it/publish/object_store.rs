//! An object store in memory, for S3 and Azure: checks what a real one checks, and fails when it is told to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use fingerpost::base::hash::{hex, sha256, sha256_hex};

pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
pub const SAS: &str = "sv=2021&sp=rcwd&sig=secret%2Bsignature";

/// Which requests fail, counted from zero.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    None,
    /// All from this one on get no answer.
    From(usize),
    /// This one gets no answer.
    Drop(usize),
    /// This one is carried out, and the answer is lost.
    LoseAnswer(usize),
    /// This one gets the status 503.
    Busy(usize),
}

#[derive(Debug, Clone)]
pub struct Object {
    pub bytes: Vec<u8>,
    pub headers: BTreeMap<String, String>,
}

#[derive(Default)]
struct State {
    objects: BTreeMap<String, Object>,
    log: Vec<String>,
    fault: Option<Fault>,
}

pub struct ObjectStore {
    port: u16,
    state: Arc<Mutex<State>>,
}

struct Request {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl ObjectStore {
    pub fn start() -> ObjectStore {
        ObjectStore::with(BTreeMap::new())
    }

    pub fn with(objects: BTreeMap<String, Object>) -> ObjectStore {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let state = Arc::new(Mutex::new(State { objects, ..State::default() }));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                thread::spawn(move || {
                    let _ = answer(stream, &shared);
                });
            }
        });
        ObjectStore { port, state }
    }

    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sets what fails from now on, and begins a new log.
    pub fn fail(&self, fault: Fault) {
        let mut state = self.state.lock().expect("no thread panics with it");
        state.fault = Some(fault);
        state.log.clear();
    }

    /// The requests since the last call of `fail`: `PUT /bucket/key`.
    pub fn log(&self) -> Vec<String> {
        self.state.lock().expect("no thread panics with it").log.clone()
    }

    pub fn objects(&self) -> BTreeMap<String, Object> {
        self.state.lock().expect("no thread panics with it").objects.clone()
    }

    /// Puts an object there as somebody else would.
    pub fn insert(&self, key: &str, bytes: &[u8]) {
        let object = Object { bytes: bytes.to_vec(), headers: BTreeMap::new() };
        self.state.lock().expect("no thread panics with it").objects.insert(key.to_owned(), object);
    }
}

fn answer(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let Some(request) = read(&stream)? else { return Ok(()) };
    let mut state = state.lock().expect("no thread panics with it");
    let number = state.log.len();
    state.log.push(format!("{} {}", request.method, request.path));
    let fault = state.fault.unwrap_or(Fault::None);
    match fault {
        Fault::From(first) if number >= first => return Ok(()),
        Fault::Drop(one) if number == one => return Ok(()),
        Fault::Busy(one) if number == one => return reply(&mut stream, 503, "", b""),
        _ => {}
    }
    let (status, headers, body) = carry_out(&request, &mut state.objects);
    drop(state);
    if matches!(fault, Fault::LoseAnswer(one) if number == one) {
        return Ok(());
    }
    let body = if request.method == "HEAD" { Vec::new() } else { body };
    reply(&mut stream, status, &headers, &body)
}

fn carry_out(request: &Request, objects: &mut BTreeMap<String, Object>) -> (u16, String, Vec<u8>) {
    let failed = |status, code: &str| {
        (status, String::new(), format!("<Error><Code>{code}</Code><Message>No.</Message></Error>").into_bytes())
    };
    let is_azure = request.query.contains("sig=");
    let is_allowed = if is_azure { request.query == SAS } else { is_signed(request) };
    if !is_allowed {
        return failed(403, "SignatureDoesNotMatch");
    }
    match (request.method.as_str(), objects.get(&request.path)) {
        ("PUT", _) => {
            let object = Object { bytes: request.body.clone(), headers: request.headers.clone() };
            objects.insert(request.path.clone(), object);
            (201, String::new(), Vec::new())
        }
        ("DELETE", _) => {
            objects.remove(&request.path);
            (204, String::new(), Vec::new())
        }
        (_, None) => failed(404, "NoSuchKey"),
        (_, Some(object)) => {
            let stored = object.headers.iter().filter(|(name, _)| name.contains("-meta-"));
            let headers = stored.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            (200, headers, object.bytes.clone())
        }
    }
}

/// Whether a URL has the right signature (AWS Signature Version 4, in the query).
fn is_signed(request: &Request) -> bool {
    let pairs: Vec<&str> = request.query.split('&').collect();
    let value =
        |name: &str| pairs.iter().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default();
    let mut unsigned: Vec<&str> = pairs.iter().filter(|pair| !pair.starts_with("X-Amz-Signature=")).copied().collect();
    unsigned.sort_unstable();
    let names = value("X-Amz-SignedHeaders").replace("%3B", ";");
    let header = |name: &str| format!("{name}:{}\n", request.headers.get(name).map_or("", String::as_str));
    let headers: String = names.split(';').map(header).collect();
    let has_all = request
        .headers
        .keys()
        .filter(|name| name.starts_with("x-amz-"))
        .all(|name| names.split(';').any(|signed| signed == name));
    let canonical =
        format!("{}\n{}\n{}\n{headers}\n{names}\nUNSIGNED-PAYLOAD", request.method, request.path, unsigned.join("&"));
    let scope = value("X-Amz-Credential").replace("%2F", "/");
    let parts: Vec<&str> = scope.split('/').collect();
    let [_, day, region, service, end] = parts[..] else { return false };
    let text = format!(
        "AWS4-HMAC-SHA256\n{}\n{day}/{region}/{service}/{end}\n{}",
        value("X-Amz-Date"),
        sha256_hex(canonical.as_bytes())
    );
    let start = format!("AWS4{SECRET}").into_bytes();
    let key = [day, region, service, end].iter().fold(start, |key, part| hmac(&key, part.as_bytes()));
    has_all && hex(&hmac(&key, text.as_bytes())) == value("X-Amz-Signature")
}

/// HMAC with SHA-256 (RFC 2104).
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    let key = if key.len() > 64 { sha256(key).to_vec() } else { key.to_vec() };
    block[..key.len()].copy_from_slice(&key);
    let inner: Vec<u8> = block.iter().map(|byte| byte ^ 0x36).chain(text.iter().copied()).collect();
    let outer: Vec<u8> = block.iter().map(|byte| byte ^ 0x5c).chain(sha256(&inner)).collect();
    sha256(&outer).to_vec()
}

fn read(stream: &TcpStream) -> std::io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: BTreeMap::new(),
        body: Vec::new(),
    };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = request.headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    reader.take(length).read_to_end(&mut request.body)?;
    Ok(Some(request))
}

fn reply(stream: &mut TcpStream, status: u16, headers: &str, body: &[u8]) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 {status} Said\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
    stream.write_all(body)
}
