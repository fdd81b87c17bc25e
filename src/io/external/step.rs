//! Turns one response into the next step: retry, follow a redirect, or finish.
//!
//! Uses no network and no clock. One request is one step, so that limits for each host also apply to redirects.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use url::Url;

use crate::check::external::anchors::{LoadedHtml, find_anchors};
use crate::check::external::{Broken, ExternalPage, Visit, without_private_parts};
use crate::io::external::hosts;

/// The HTTP method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Requests the headers only.
    Head,
    Get,
}

/// The outcome of a request.
#[derive(Debug)]
pub enum RequestOutcome {
    Status(Status),
    /// The name of the host does not resolve.
    NoHost,
    /// The host is in a private network, so no request was sent.
    Private,
    /// The reason why there is no response.
    Failed(String),
}

/// A response of a server.
#[derive(Debug, Default)]
pub struct Status {
    pub code: u16,
    pub location: Option<String>,
    pub retry_after: Option<Duration>,
    /// The HTML that was read, and whether it is the whole page.
    pub html: Option<LoadedHtml>,
}

/// A visit of a URL, with the requests made so far.
#[derive(Debug, Clone)]
pub struct Task {
    /// The URL in the cache and in diagnostics.
    pub start_url: String,
    /// The URL to request next, after the redirects so far.
    pub url: Url,
    pub method: Method,
    pub anchors: BTreeSet<String>,
    /// The target of the redirects at its beginning that are permanent.
    moved: Option<String>,
    /// Whether all redirects so far were permanent.
    is_permanent: bool,
    passed: Vec<Url>,
    /// The number of failed requests for `url`.
    failures: u32,
}

/// The next step of a visit.
#[derive(Debug)]
pub enum Next {
    Done(Visit),
    /// There is no such host: broken, unless no other host can be reached either.
    NoHost(String),
    /// The host asks for a longer pause than `longest_wait`; the reason.
    Leave(String),
    Request(Task, After),
}

/// When to send the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Now,
    /// After a wait. Other pages of the host may be requested in the meantime.
    Wait(Duration),
    /// After a pause for the whole host.
    Pause(Duration),
}

/// How often and how long a visit retries.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    pub retries: u32,
    /// The wait before the first retry; it doubles with each.
    pub back_off: Duration,
    /// The longest pause that a host may ask for in `Retry-After`.
    pub longest_wait: Duration,
    pub private: bool,
}

/// The maximum number of redirects, as in the Fetch standard.
const MOST_REDIRECTS: usize = 20;

/// The maximum length of a redirect target in bytes, because it may be stored in the cache and shown in diagnostics.
const MOST_OF_A_URL: usize = 8000;

impl Task {
    /// A visit without any requests yet.
    pub fn new(start_url: String, url: Url, anchors: BTreeSet<String>) -> Task {
        let method = if anchors.is_empty() { Method::Head } else { Method::Get };
        Task { start_url, url, method, anchors, moved: None, is_permanent: true, passed: Vec::new(), failures: 0 }
    }

    /// The next step after the outcome of a request.
    pub fn next(mut self, answer: RequestOutcome, retry_policy: &RetryPolicy) -> Next {
        let status = match answer {
            RequestOutcome::Status(status) => status,
            RequestOutcome::Private => return unknown(PRIVATE),
            RequestOutcome::NoHost => {
                let host = self.url.host_str().unwrap_or_default().to_owned();
                return self.again(retry_policy, After::Wait, None).unwrap_or_else(|| {
                    if !self.passed.is_empty() {
                        unknown(format!("it redirects to `{host}`, and there is no such host"))
                    } else if hosts::is_private_name(&host) {
                        unknown(format!("there is no host `{host}` here"))
                    } else {
                        Next::NoHost(host)
                    }
                });
            }
            RequestOutcome::Failed(why) => {
                return self.again(retry_policy, After::Wait, None).unwrap_or_else(|| unknown(why));
            }
        };
        let code = status.code;
        match code {
            200..=299 | 304 => {
                Next::Done(Visit::Works(ExternalPage { moved: self.moved, anchors: found(status, &self.anchors) }))
            }
            301 | 302 | 303 | 307 | 308 if status.location.is_some() => {
                self.redirected(&status.location.unwrap_or_default(), matches!(code, 301 | 308), retry_policy)
            }
            429 | 503 if code == 429 || status.retry_after.is_some() || self.method == Method::Get => {
                let words = refusal(code, status.retry_after);
                match status.retry_after {
                    Some(wait) if wait > retry_policy.longest_wait => Next::Leave(words),
                    wait => self.again(retry_policy, After::Pause, wait).unwrap_or_else(|| unknown(words)),
                }
            }
            // Some servers reject HEAD requests.
            400..=599 if self.method == Method::Head => {
                self.method = Method::Get;
                Next::Request(self, After::Now)
            }
            404 => Next::Done(Visit::Broken(Broken::NotFound)),
            410 => Next::Done(Visit::Broken(Broken::Gone)),
            408 | 500 | 502 | 504 => {
                self.again(retry_policy, After::Wait, None).unwrap_or_else(|| unknown(refusal(code, None)))
            }
            _ => unknown(refusal(code, None)),
        }
    }

    /// The same request again, after `wait` or an exponential back-off. `None` if there are no retries left.
    fn again(&self, retry_policy: &RetryPolicy, after: fn(Duration) -> After, wait: Option<Duration>) -> Option<Next> {
        if self.failures >= retry_policy.retries {
            return None;
        }
        let back_off = retry_policy.back_off.saturating_mul(2_u32.saturating_pow(self.failures));
        // A page whose HEAD request failed may answer a GET request.
        let task = Task { failures: self.failures + 1, method: Method::Get, ..self.clone() };
        Some(Next::Request(task, after(wait.unwrap_or(back_off))))
    }

    fn redirected(mut self, location: &str, is_permanent: bool, retry_policy: &RetryPolicy) -> Next {
        let target = self.url.join(location).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(mut target) = target else {
            let shown: String = location.chars().take(80).collect();
            return unknown(format!("it redirects to `{shown}`, which is not a web URL"));
        };
        if target.as_str().len() > MOST_OF_A_URL {
            return unknown("it redirects to a URL that is too long");
        }
        let fragment = target.fragment().map(str::to_owned);
        without_private_parts(&mut target);
        if target == self.url || self.passed.contains(&target) || self.passed.len() >= MOST_REDIRECTS {
            return unknown("it redirects too many times");
        }
        if !retry_policy.private && hosts::is_private(&target) {
            return unknown(PRIVATE);
        }
        self.is_permanent &= is_permanent;
        if self.is_permanent {
            let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
            self.moved = Some(format!("{target}{fragment}"));
        }
        self.passed.push(std::mem::replace(&mut self.url, target));
        self.failures = 0;
        Next::Request(self, After::Now)
    }
}

const PRIVATE: &str = "it is in a private network, which is only checked with `--external=private`";

fn unknown(why: impl Into<String>) -> Next {
    Next::Done(Visit::Unknown { why: why.into(), worked_on: None })
}

fn refusal(code: u16, retry_after: Option<Duration>) -> String {
    let reason = match code {
        401 | 407 => "; it requires a sign-in",
        403 | 405 | 406 | 451 | 999 => "; it may reject automated requests, so check the link in a browser",
        429 => "; it limits the number of requests",
        500..=599 => "; this may be temporary",
        _ => "",
    };
    let wait = retry_after.map(|wait| format!(", after {} s", wait.as_secs())).unwrap_or_default();
    format!("the site returned {code}{reason}{wait}")
}

/// Which of the anchors the page has. All of them if it is not HTML, because they cannot be checked.
fn found(status: Status, wanted: &BTreeSet<String>) -> BTreeMap<String, bool> {
    match status.html {
        Some(html) => find_anchors(&html, wanted),
        None => wanted.iter().map(|anchor| (anchor.clone(), true)).collect(),
    }
}
