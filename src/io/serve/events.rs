//! The event stream of an open page (server-sent events, HTML Living Standard 9.2): says when the page has changed.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;

use crate::compile::snapshot::Snapshot;
use crate::io::serve::Preview;
use crate::io::serve::http::{Body, Reply};
use crate::io::serve::target::{RequestTarget, common_headers, find_target};

/// Interval of comments on a quiet stream, which show whether the client is gone.
const HEARTBEAT: Duration = Duration::from_secs(3);

/// Opens a stream for the page that the query names.
pub fn stream(preview: &Arc<Preview>, query: &str) -> Reply {
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| crate::base::url::decode(value))
            .next()
            .unwrap_or_default()
    };
    let (path, hash) = (value("path"), value("hash"));
    let mut headers = common_headers("text/event-stream; charset=utf-8");
    if preview.streams.fetch_add(1, Ordering::Relaxed) >= preview.most_streams {
        preview.streams.fetch_sub(1, Ordering::Relaxed);
        return Reply { status: 503, headers, body: Body::Text(String::new()) };
    }
    headers.push(("X-Accel-Buffering", "no".to_owned()));
    let preview = preview.clone();
    let stream = move |writer: &mut dyn Write| {
        let ended = send_events(&preview, &path, hash, writer);
        preview.streams.fetch_sub(1, Ordering::Relaxed);
        ended
    };
    Reply { status: 200, headers, body: Body::Stream(Box::new(stream)) }
}

/// Sends one page every event that concerns it, until it is closed.
fn send_events(preview: &Preview, path: &str, mut hash: String, writer: &mut dyn Write) -> io::Result<()> {
    writer.write_all(b"retry: 500\n\n")?;
    let mut seen = 0;
    let (mut diagnostics, mut built, mut files, mut followed) =
        (0, 0, preview.state().files.0, preview.follow_number());
    loop {
        let Some(state) = preview.wait(seen, HEARTBEAT) else {
            writer.write_all(b": still here\n\n")?;
            writer.flush()?;
            continue;
        };
        seen = state.number;
        if let Some(snapshot) = &state.snapshot
            && let Some(now) = hash_of(snapshot, path)
            && now != hash
        {
            hash = now;
            event(writer, "page", &json!({ "hash": hash }).to_string())?;
        }
        if state.files.0 != files {
            files = state.files.0;
            event(writer, "files", &json!({ "paths": state.files.1 }).to_string())?;
        }
        if state.report.number != diagnostics {
            diagnostics = state.report.number;
            event(writer, "findings", &state.report.json)?;
        }
        if state.built.number != built {
            built = state.built.number;
            event(writer, "built", &state.built.json())?;
        }
        if let Some((number, url)) = &state.follow
            && *number != followed
        {
            followed = *number;
            event(writer, "follow", &json!({ "url": url }).to_string())?;
        }
    }
}

/// The hash of the page at a URL, or of the page for missing URLs.
fn hash_of(snapshot: &Snapshot, path: &str) -> Option<String> {
    let name = match find_target(snapshot, path) {
        RequestTarget::Output(name) => name,
        RequestTarget::Moved(_) | RequestTarget::Nothing => "404.html".to_owned(),
    };
    Some(snapshot.output(&name)?.hash.hex())
}

fn event(writer: &mut dyn Write, name: &str, data: &str) -> io::Result<()> {
    writer.write_all(format!("event: {name}\ndata: {data}\n\n").as_bytes())?;
    writer.flush()
}
