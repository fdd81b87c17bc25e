//! Sends one request to another site. The only module that uses ureq.

use std::fs::File;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use jiff::Timestamp;
use ureq::config::ConfigBuilder;
use ureq::http::{self, Response, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::typestate::AgentScope;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, AsSendBody, Body, Error, Proxy};
use url::Url;

use crate::check::external::anchors::LoadedHtml;
use crate::io::clock;
use crate::io::external::hosts::{self, Lookup, Reach};
use crate::io::external::step::{Method, RequestOutcome, Status};

/// The maximum number of bytes of a page that are searched for anchors.
const MOST_OF_A_PAGE: u64 = 4 * 1024 * 1024;

/// The maximum size of a downloaded file in bytes.
const MOST_OF_A_FILE: u64 = 256 * 1024 * 1024;

/// The maximum number of IP addresses of one host that are tried; ureq takes no more.
const MOST_ADDRESSES: usize = 16;

/// The `User-Agent` header.
const USER_AGENT: &str = concat!("Fingerpost/", env!("CARGO_PKG_VERSION"), " (checks links)");

/// How long an upload or a download of a published file may take, and how long a connection and the start of a response.
const LONGEST_TRANSFER: Duration = Duration::from_secs(30 * 60);
const LONGEST_SILENCE: Duration = Duration::from_secs(60);

/// A request to a storage service.
pub struct Exchange<'a> {
    pub method: &'static str,
    /// It may contain a signature, and is never shown.
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub payload: Payload<'a>,
}

/// What a request sends.
pub enum Payload<'a> {
    Nothing,
    Bytes(&'a [u8]),
    /// A file from its start.
    File(File),
}

/// The response to an exchange.
pub struct Reply {
    pub status: u16,
    headers: http::HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    /// A header of the response.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The `Accept` header of requests for pages.
const PAGES_FIRST: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// What a host sends for the URL of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Download {
    File(Vec<u8>),
    Missing,
    /// A permanent redirect to this URL.
    Moved(String),
}

/// Sends requests.
pub struct Client {
    agent: Agent,
    timeout: Duration,
}

/// What is read of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyPart {
    /// The page, if it is one.
    Page,
    /// Only the headers.
    Nothing,
}

impl Client {
    /// A client that resolves hosts with `lookup`, sends requests to private networks only if `reach` allows it, and
    /// waits at most `timeout` for a response.
    pub fn new(lookup: Lookup, reach: Reach, timeout: Duration) -> Client {
        Client::behind(None, lookup, reach, timeout)
    }

    /// The same, with the proxy of the environment if there is one.
    pub fn behind_system_proxy(lookup: Lookup, reach: Reach, timeout: Duration) -> Client {
        Client::behind(Proxy::try_from_env(), lookup, reach, timeout)
    }

    fn behind(proxy: Option<Proxy>, lookup: Lookup, reach: Reach, timeout: Duration) -> Client {
        let config = config(proxy.clone(), timeout).user_agent(USER_AGENT).accept(PAGES_FIRST).build();
        Client::with(config, proxy, lookup, reach, timeout)
    }

    /// A client for files of any size, on hosts that the command line names.
    pub fn for_transfers() -> Client {
        let proxy = Proxy::try_from_env();
        let config = config(proxy.clone(), LONGEST_TRANSFER)
            .user_agent(concat!("Fingerpost/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(LONGEST_SILENCE))
            .timeout_recv_response(Some(LONGEST_SILENCE))
            .build();
        Client::with(config, proxy, hosts::system_lookup(), Reach::Private, LONGEST_TRANSFER)
    }

    fn with(
        config: ureq::config::Config,
        proxy: Option<Proxy>,
        lookup: Lookup,
        reach: Reach,
        timeout: Duration,
    ) -> Client {
        let proxy = proxy.map(|proxy| (proxy.host().to_owned(), proxy.port()));
        let guard = Guard { lookup, reach, proxy };
        Client { agent: Agent::with_parts(config, DefaultConnector::new(), guard), timeout }
    }

    /// Sends one request with a timeout of at most `left`, and reads the page if it is wanted.
    pub fn send(&self, url: &Url, method: Method, reading: BodyPart, left: Duration) -> RequestOutcome {
        let request = match method {
            Method::Head => self.agent.head(url.as_str()),
            Method::Get => self.agent.get(url.as_str()),
        };
        // A request with its own settings loads the certificates of the system again, so only the last requests have them.
        let answer = if left < self.timeout {
            request.config().timeout_global(Some(left)).build().call()
        } else {
            request.call()
        };
        match answer {
            Ok(response) => RequestOutcome::Status(status(response, reading)),
            Err(error) => failure(&error, self.timeout.min(left)),
        }
    }

    /// Downloads a file. A redirect is not followed.
    ///
    /// # Errors
    /// The reason, as part of a message, if the file cannot be downloaded.
    pub fn file(&self, url: &str) -> Result<Download, String> {
        let mut response = self.agent.get(url).call().map_err(|error| self.reason(&error))?;
        match response.status().as_u16() {
            404 | 410 => Ok(Download::Missing),
            301 | 308 => {
                let target = response.headers().get("location").and_then(|value| value.to_str().ok());
                Ok(Download::Moved(target.unwrap_or_default().to_owned()))
            }
            200..=299 => {
                let body = response.body_mut().with_config().limit(MOST_OF_A_FILE);
                body.read_to_vec().map(Download::File).map_err(|error| format!("the response is incomplete: {error}"))
            }
            code => Err(format!("the host returned {code}")),
        }
    }

    /// Sends one request, and reads the whole response.
    ///
    /// # Errors
    /// The reason, as part of a message, if there is no complete response.
    pub fn exchange(&self, exchange: Exchange<'_>) -> Result<Reply, String> {
        let mut builder = http::Request::builder().method(exchange.method).uri(exchange.url.as_str());
        for (name, value) in &exchange.headers {
            builder = builder.header(*name, value);
        }
        match exchange.payload {
            Payload::Nothing => self.reply(builder.body(())),
            Payload::Bytes(bytes) => self.reply(builder.body(bytes)),
            Payload::File(file) => self.reply(builder.body(file)),
        }
    }

    fn reply(&self, request: http::Result<http::Request<impl AsSendBody>>) -> Result<Reply, String> {
        let request = request.map_err(|error| format!("the request is invalid: {error}"))?;
        let mut response = self.agent.run(request).map_err(|error| self.reason(&error))?;
        let body = response.body_mut().with_config().limit(MOST_OF_A_FILE).read_to_vec();
        let body = body.map_err(|error| format!("the response is incomplete: {error}"))?;
        Ok(Reply { status: response.status().as_u16(), headers: response.headers().clone(), body })
    }

    /// Why there is no response, as part of a message.
    fn reason(&self, error: &Error) -> String {
        match failure(error, self.timeout) {
            RequestOutcome::NoHost => "there is no such host".to_owned(),
            RequestOutcome::Failed(why) => why,
            _ => error.to_string(),
        }
    }
}

/// What all requests have in common: every status is an answer, and redirects are not followed.
fn config(proxy: Option<Proxy>, timeout: Duration) -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
        .proxy(proxy)
        .timeout_global(Some(timeout))
}

fn status(mut response: Response<Body>, reading: BodyPart) -> Status {
    let header = |name: &str| {
        let value = response.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
    };
    let code = response.status().as_u16();
    let location = header("location").filter(|location| !location.is_empty());
    let retry_after = header("retry-after").and_then(|text| wait(&text, clock::now()));
    let is_html =
        response.body().mime_type().is_some_and(|kind| kind == "text/html" || kind == "application/xhtml+xml");
    let html =
        (reading == BodyPart::Page && is_html && response.status().is_success()).then(|| page(response.body_mut()));
    Status { code, location, retry_after, html }
}

/// Loads the beginning of a page.
fn page(body: &mut Body) -> LoadedHtml {
    let mut bytes = Vec::new();
    let read = body.as_reader().take(MOST_OF_A_PAGE + 1).read_to_end(&mut bytes);
    let is_whole = read.is_ok() && bytes.len() as u64 <= MOST_OF_A_PAGE;
    // Anchors are ASCII in nearly all pages, so other encodings make no difference.
    LoadedHtml { text: String::from_utf8_lossy(&bytes).into_owned(), is_whole }
}

/// Reads `Retry-After`: seconds, or a day and time (RFC 9110, 10.2.3).
fn wait(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(Duration::try_from(then.duration_since(now)).unwrap_or_default())
}

fn failure(error: &Error, timeout: Duration) -> RequestOutcome {
    match error {
        Error::HostNotFound => RequestOutcome::NoHost,
        Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<PrivateHost>()) => RequestOutcome::Private,
        Error::Timeout(_) => {
            RequestOutcome::Failed(format!("there was no response within {} s", timeout.as_secs().max(1)))
        }
        Error::Io(error) => RequestOutcome::Failed(match error.kind() {
            io::ErrorKind::ConnectionRefused => "the host refused the connection".to_owned(),
            io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionAborted => {
                "the host closed the connection without a response".to_owned()
            }
            // As the TLS library reports a certificate or a message that it cannot take.
            io::ErrorKind::InvalidData => format!("its certificate or encryption is not accepted: {error}"),
            _ => format!("there was no response: {error}"),
        }),
        Error::Tls(_) | Error::Rustls(_) => {
            RequestOutcome::Failed(format!("its certificate or encryption is not accepted: {error}"))
        }
        _ => RequestOutcome::Failed(format!("there was no response: {error}")),
    }
}

/// Resolves hosts to IP addresses, without those in private networks. The connection uses an address that was checked
/// here, so changing the DNS entry afterwards (DNS rebinding) has no effect.
struct Guard {
    lookup: Lookup,
    reach: Reach,
    /// The host and port of the proxy, which may be in a private network: the person who runs the check has chosen it.
    proxy: Option<(String, u16)>,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Guard").field("reach", &self.reach).finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct PrivateHost;

impl std::fmt::Display for PrivateHost {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the host is in a private network")
    }
}

impl std::error::Error for PrivateHost {}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, _: &ureq::config::Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().ok_or(Error::HostNotFound)?.to_owned();
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
        let is_proxy = self.proxy.as_ref().is_some_and(|(name, at)| *name == host && *at == port);
        // A system lookup cannot be cancelled, so its thread is abandoned after the timeout.
        let (sender, receiver) = mpsc::sync_channel(1);
        let lookup = self.lookup.clone();
        std::thread::spawn(move || sender.send(lookup(&format!("{host}:{port}"))));
        let found = receiver.recv_timeout(*timeout.after).map_err(|_| Error::Timeout(timeout.reason))?;
        let found = found.map_err(|error| match hosts::says_no_such_name(&error) {
            true => Error::HostNotFound,
            false => Error::Io(error),
        })?;
        let mut allowed = self.empty();
        let is_allowed =
            |address: &&SocketAddr| self.reach == Reach::Private || is_proxy || hosts::is_public(address.ip());
        for address in found.iter().filter(is_allowed).take(MOST_ADDRESSES) {
            allowed.push(*address);
        }
        match (allowed.is_empty(), found.is_empty()) {
            (false, _) => Ok(allowed),
            (true, true) => Err(Error::HostNotFound),
            (true, false) => Err(Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, PrivateHost))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_read_as_seconds_and_as_days() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().expect("a time");
        assert_eq!(wait("120", now), Some(Duration::from_secs(120)));
        assert_eq!(wait("Sat, 21 Nov 2026 10:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(wait("Sat, 21 Nov 2026 09:00:00 GMT", now), Some(Duration::ZERO), "it is over");
        assert_eq!(wait("soon", now), None);
    }
}
