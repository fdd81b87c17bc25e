//! Publishes to an object store over HTTP: several requests at a time, each tried again if the service does not answer.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::base::hash::sha256_hex;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::external::fetch::{Client, Exchange, Payload, Reply};
use crate::io::media::media_type;
use crate::io::publish::remote::{Remote, Upload, UploadContent};
use crate::render::hosts::description::cache_control;

/// The number of requests at a time.
const AT_ONCE: usize = 8;
/// The pauses before a request is tried again.
const PAUSES: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(2)];

/// How one service wants to be asked.
pub trait Service: Sync {
    /// A request for an object, signed and without content.
    fn request(&self, action: &Action<'_>, key: &str) -> Exchange<'static>;

    /// The header of a response with the hash that `Put` stored.
    fn hash_header(&self) -> &'static str;

    /// What to do about a refusal; `None` where nothing is known.
    fn remedy(&self, reply: &Reply) -> Option<String>;
}

/// What to do with an object.
pub enum Action<'a> {
    Get,
    /// Get only the headers.
    Head,
    Put(&'a Properties),
    Delete,
}

/// What is stored with an object.
pub struct Properties {
    pub media_type: String,
    pub cache_control: &'static str,
    pub sha256: String,
}

/// A folder in an object store.
pub struct Objects {
    service: Box<dyn Service>,
    client: Client,
    /// Of every key: empty, or with a slash at its end.
    prefix: String,
}

impl Objects {
    /// The objects of a service below a folder, which is empty for all of them.
    pub fn new(service: Box<dyn Service>, folder: &str) -> Objects {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        Objects { service, client: Client::for_transfers(), prefix }
    }

    /// Sends one request, again if it fails for a reason that may pass.
    fn send(&self, action: &Action<'_>, path: &str, content: Option<&UploadContent>) -> Result<Reply, Error> {
        let doing = match action {
            Action::Get | Action::Head => "read",
            Action::Put(_) => "upload",
            Action::Delete => "remove",
        };
        let mut pauses = PAUSES.iter();
        loop {
            let mut exchange = self.service.request(action, &format!("{}{path}", self.prefix));
            exchange.payload = match content {
                None => Payload::Nothing,
                Some(UploadContent::Bytes(bytes)) => Payload::Bytes(bytes),
                Some(UploadContent::File(file)) => {
                    Payload::File(disk::open(file).map_err(|error| Error::io("read", file, &error))?)
                }
            };
            let reply = self.client.exchange(exchange);
            let is_passing = reply.as_ref().map_or(true, |reply| matches!(reply.status, 408 | 429 | 500..));
            if let Some(pause) = pauses.next().filter(|_| is_passing) {
                thread::sleep(*pause);
                continue;
            }
            const AGAIN: &str = "run the command again: it uploads only what is missing";
            let reply = reply.map_err(|why| Error::new(format!("cannot {doing} `{path}`: {why}")).help(AGAIN))?;
            return match reply.status {
                200..=299 | 404 => Ok(reply),
                status => {
                    let why = format!("cannot {doing} `{path}`: the host returned {status}{}", words(&reply));
                    let help = self.service.remedy(&reply).or_else(|| is_passing.then(|| AGAIN.to_owned()));
                    Err(Error::new(why).maybe_help(help))
                }
            };
        }
    }

    /// The object at a path. That there is no bucket is an error, not an absence.
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let reply = self.send(&Action::Get, path, None)?;
        let code = code(&reply).unwrap_or_default();
        match reply.status {
            404 if code.contains("Bucket") || code.contains("Container") => {
                Err(Error::new(format!("cannot publish: the host returned 404{}", words(&reply)))
                    .help("create the bucket or container first, and check its name and its region"))
            }
            404 => Ok(None),
            _ => Ok(Some(reply.body)),
        }
    }

    /// The hash of an object: as it was stored with it, or else of its content.
    fn hash(&self, path: &str) -> Result<Option<String>, Error> {
        let reply = self.send(&Action::Head, path, None)?;
        if reply.status == 404 {
            return Ok(None);
        }
        match reply.header(self.service.hash_header()) {
            Some(hash) => Ok(Some(hash.to_owned())),
            None => Ok(self.get(path)?.map(|bytes| sha256_hex(&bytes))),
        }
    }

    fn upload(&self, upload: &Upload) -> Result<(), Error> {
        let properties = Properties {
            media_type: media_type(&upload.path),
            cache_control: cache_control(&upload.path),
            sha256: upload.sha256.clone(),
        };
        let reply = self.send(&Action::Put(&properties), &upload.path, Some(&upload.content))?;
        if reply.status != 404 {
            return Ok(());
        }
        Err(Error::new(format!("cannot upload `{}`: the host returned 404{}", upload.path, words(&reply)))
            .help("check the name of the bucket or container, and the endpoint"))
    }
}

impl Remote for Objects {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        self.get(path)
    }

    fn hashes(&self, paths: &[&str]) -> Result<BTreeMap<String, String>, Error> {
        let found = Mutex::new(BTreeMap::new());
        each(paths, |path| {
            if let Some(hash) = self.hash(path)? {
                found.lock().unwrap_or_else(PoisonError::into_inner).insert((*path).to_owned(), hash);
            }
            Ok(())
        })?;
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn put(&self, uploads: &[Upload], done: &(dyn Fn() + Sync)) -> Result<(), Error> {
        each(uploads, |upload| self.upload(upload).inspect(|()| done()))
    }

    fn remove(&self, paths: &[&str], done: &(dyn Fn() + Sync)) -> Result<(), Error> {
        each(paths, |path| self.send(&Action::Delete, path, None).map(|_| done()))
    }
}

/// Calls a function for each item, several at a time, until one fails.
fn each<T: Sync>(items: &[T], act: impl Fn(&T) -> Result<(), Error> + Sync) -> Result<(), Error> {
    let (next, is_stopped, failure) = (AtomicUsize::new(0), AtomicBool::new(false), Mutex::new(None));
    let work = || {
        while !is_stopped.load(Ordering::Relaxed)
            && let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed))
        {
            if let Err(error) = act(item) {
                is_stopped.store(true, Ordering::Relaxed);
                failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(items.len()) {
            scope.spawn(work);
        }
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// The code of an error in a response of S3, Google Cloud Storage or Azure.
pub fn code(reply: &Reply) -> Option<String> {
    element(reply, "Code")
}

/// What a response says about an error, in parentheses.
fn words(reply: &Reply) -> String {
    let message = element(reply, "Message").and_then(|text| text.lines().next().map(str::to_owned));
    let said: Vec<String> = [code(reply), message].into_iter().flatten().collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(": ")) }
}

/// The text of an element of a short XML document.
fn element(reply: &Reply, name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(&reply.body);
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (inner, _) = rest.split_once("</")?;
    Some(inner.trim().to_owned()).filter(|inner| !inner.is_empty())
}
