//! Answers a request from the outputs of the last good compile. No other path can be requested.

use std::sync::Arc;

use crate::base::hash::Hash;
use crate::base::html::token::Token;
use crate::base::html::tokenizer::tokens;
use crate::base::tree::Bytes;
use crate::compile::memo::CachedOutput;
use crate::compile::snapshot::{NamedByContent, Snapshot};
use crate::io::media::media_type;
use crate::io::serve::guard::{self, Refusal, Requested};
use crate::io::serve::http::{Body, Reply, Request};
use crate::io::serve::target::{RequestTarget, common_headers, find_older, find_target};
use crate::io::serve::{Preview, events, script, status};

/// The folder of the preview's own files.
pub const OWN: &str = "/__fingerpost/";
const STYLE: &str = include_str!("preview/preview.css");

/// Answers one request.
pub fn respond(preview: &Arc<Preview>, request: &Request) -> Reply {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let requested = if path.starts_with(OWN) { Requested::PreviewFile } else { Requested::Output };
    if let Err(refusal) = guard::check(request, &preview.settings.allowed_hosts, requested) {
        return refuse(refusal);
    }
    if let Some(name) = path.strip_prefix(OWN) {
        return match name {
            "preview.js" => own("text/javascript; charset=utf-8", &script::SCRIPT, request),
            "preview.css" => own("text/css; charset=utf-8", STYLE, request),
            "events" => events::stream(preview, query),
            "" => text(200, HTML, status::page(preview)),
            _ => text(404, PLAIN, "The preview has no such file.\n".to_owned()),
        };
    }
    let state = preview.begun();
    match state.snapshot {
        Some(snapshot) => page(&snapshot, state.older.as_deref(), path, request),
        None => text(503, HTML, with_script(WAITING.as_bytes(), Hash(0))),
    }
}

const HTML: &str = "text/html; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";
/// Shown while there is no good compile yet; the overlay says why.
const WAITING: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Preview</title>\n</head>\n<body>\n<main>\n<h1>This page cannot be built yet</h1>\n<p>It appears here as soon as it can be.</p>\n</main>\n</body>\n</html>\n";

fn page(snapshot: &Snapshot, older: Option<&NamedByContent>, path: &str, request: &Request) -> Reply {
    match find_target(snapshot, path) {
        RequestTarget::Output(name) => match snapshot.output(&name) {
            Some(made) => cached(&name, &made, 200, request),
            None => missing(snapshot, request),
        },
        RequestTarget::Moved(to) => {
            let query = request.target.split_once('?').map(|(_, query)| query).filter(|query| is_plain(query));
            let to = query.map_or(to.clone(), |query| format!("{to}?{query}"));
            let mut reply = text(302, PLAIN, String::new());
            reply.headers.push(("Location", to));
            reply
        }
        RequestTarget::Nothing => {
            let prefix = &snapshot.site().config().base_url.prefix;
            match older.and_then(|older| find_older(older, prefix, path)) {
                Some((name, bytes)) => output(&name, &bytes, Hash::of(&bytes), 200, request),
                None => missing(snapshot, request),
            }
        }
    }
}

/// Whether a query may be copied into a header unchanged.
fn is_plain(query: &str) -> bool {
    query.bytes().all(|byte| byte.is_ascii_graphic())
}

fn missing(snapshot: &Snapshot, request: &Request) -> Reply {
    match snapshot.output("404.html") {
        Some(made) => cached("404.html", &made, 404, request),
        None => text(404, PLAIN, "There is no page at this URL.\n".to_owned()),
    }
}

fn cached(name: &str, made: &CachedOutput, status: u16, request: &Request) -> Reply {
    match &made.bytes {
        Some(bytes) => output(name, bytes, made.hash, status, request),
        None => text(503, HTML, with_script(WAITING.as_bytes(), made.hash)),
    }
}

fn output(name: &str, bytes: &Bytes, hash: Hash, status: u16, request: &Request) -> Reply {
    let media = media_type(name);
    let tag = format!("\"{}\"", hash.hex());
    let mut headers = common_headers(&media);
    headers.push(("ETag", tag.clone()));
    if status == 200 && request.if_none_match.as_deref().is_some_and(|known| names(known, &tag)) {
        return Reply { status: 304, headers, body: Body::Text(String::new()) };
    }
    if media == HTML {
        return Reply { status, headers, body: Body::Text(with_script(bytes, hash)) };
    }
    headers.push(("Accept-Ranges", "bytes".to_owned()));
    let asked = request.range.as_deref().filter(|_| request.if_range.as_deref().is_none_or(|known| known == tag));
    match asked.map(|range| part(range, bytes.len())) {
        Some(Some(Ok(range))) => {
            headers.push(("Content-Range", format!("bytes {}-{}/{}", range.start, range.end - 1, bytes.len())));
            Reply { status: 206, headers, body: Body::Part(bytes.clone(), range) }
        }
        Some(Some(Err(()))) => {
            headers.push(("Content-Range", format!("bytes */{}", bytes.len())));
            Reply { status: 416, headers, body: Body::Text(String::new()) }
        }
        _ => Reply { status, headers, body: Body::Part(bytes.clone(), 0..bytes.len()) },
    }
}

/// Whether `If-None-Match` names a tag (RFC 9110, 13.1.2: compared weakly).
fn names(list: &str, tag: &str) -> bool {
    list.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag || one == "*")
}

/// One range of bytes (RFC 9110, 14.1.2): `None` where the header is not understood and everything is sent, an error
/// if the range begins after the end.
fn part(range: &str, length: usize) -> Option<Result<std::ops::Range<usize>, ()>> {
    let (start, end) = range.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.parse::<usize>().ok();
    let (start, end) = match (start.trim(), end.trim()) {
        ("", "") => return None,
        ("", last) => (length.saturating_sub(number(last)?), length),
        (first, "") => (number(first)?, length),
        (first, last) => (number(first)?, number(last)?.saturating_add(1).min(length)),
    };
    Some(if start < end { Ok(start..end) } else { Err(()) })
}

/// The page with the preview's script. The script is a file, so that the strict Content-Security-Policy also allows it.
fn with_script(html: &[u8], hash: Hash) -> String {
    let html = String::from_utf8_lossy(html);
    let script = format!("<script src=\"{OWN}preview.js\" data-hash=\"{}\"></script>", hash.hex());
    let end_of_head = tokens(&html).find_map(|token| match token {
        Token::End(tag) if tag.name == "head" => Some(tag.span.start),
        _ => None,
    });
    match end_of_head {
        Some(at) => format!("{}{script}\n{}", &html[..at], &html[at..]),
        None => format!("{html}{script}\n"),
    }
}

fn own(media: &str, content: &str, request: &Request) -> Reply {
    let tag = format!("\"{}\"", Hash::of(content.as_bytes()).hex());
    let mut reply = text(200, media, content.to_owned());
    reply.headers.push(("ETag", tag.clone()));
    if request.if_none_match.as_deref().is_some_and(|known| names(known, &tag)) {
        reply.status = 304;
    }
    reply
}

fn refuse(refusal: Refusal) -> Reply {
    let (status, words) = match refusal {
        Refusal::Method => (405, "The preview only answers GET and HEAD requests.\n"),
        Refusal::Host => (421, "The preview does not accept this host name. To allow it, use --allow-host.\n"),
        Refusal::CrossSite => (403, "The preview only answers requests from its own pages.\n"),
    };
    let mut reply = text(status, PLAIN, words.to_owned());
    if refusal == Refusal::Method {
        reply.headers.push(("Allow", "GET, HEAD".to_owned()));
    }
    reply
}

fn text(status: u16, media: &str, text: String) -> Reply {
    Reply { status, headers: common_headers(media), body: Body::Text(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_goes_before_the_end_of_the_head() {
        let place = |html: &str| {
            with_script(html.as_bytes(), Hash::of(b"")).split_once("<script src=").map(|(before, _)| before.len())
        };
        let html = "<HTML><HEAD><!-- </head> --><script>'</head>'</script><TITLE></head></TITLE></HEAD><body></body>";
        assert_eq!(place(html), html.find("</HEAD>"));
        assert_eq!(place("<p>Text"), Some(7), "a page without a head has it at its end");
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(part("bytes=0-3", 10), Some(Ok(0..4)));
        assert_eq!(part("bytes=5-", 10), Some(Ok(5..10)));
        assert_eq!(part("bytes=-4", 10), Some(Ok(6..10)));
        assert_eq!(part("bytes=0-99", 10), Some(Ok(0..10)));
        assert_eq!(part("bytes=10-", 10), Some(Err(())));
        assert_eq!(part("bytes=-0", 10), Some(Err(())));
        assert_eq!(part("bytes=0-1,3-4", 10), None);
        assert_eq!(part("lines=0-1", 10), None);
    }

    #[test]
    fn the_preview_script_is_in_the_head_or_at_the_end() {
        let whole = with_script(b"<head></head><body></body>", Hash(0));
        assert!(whole.starts_with("<head><script src=\"/__fingerpost/preview.js\""), "{whole}");
        assert!(with_script(b"Text", Hash(0)).starts_with("Text<script "));
        assert_eq!(media_type("a/b.html"), HTML);
        assert_eq!(media_type("a.pdf"), "application/pdf");
        assert_eq!(media_type("search/index.js"), "text/javascript; charset=utf-8");
    }
}
