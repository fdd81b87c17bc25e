//! Turns one response into the next step: retry, follow a redirect, or finish.
//!
//! Knows no network and no clock. One request is one step, so limits for each host hold over redirects too.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use url::Url;

use crate::check::external::{Broken, Page, Visit, anchors, without_private_parts};
use crate::io::external::hosts;

/// How a page is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Without the page itself.
    Head,
    Get,
}

/// What came back.
#[derive(Debug)]
pub enum Answer {
    Status(Status),
    /// The system says that there is no host of the name.
    NoHost,
    /// The host is of a private network, and was not asked.
    Private,
    /// No answer, and why.
    Failed(String),
}

/// An answer of a server.
#[derive(Debug, Default)]
pub struct Status {
    pub code: u16,
    pub location: Option<String>,
    pub retry_after: Option<Duration>,
    /// HTML as far as it was read, and whether that is all of it.
    pub html: Option<(String, bool)>,
}

/// An address that is being visited.
#[derive(Debug, Clone)]
pub struct Task {
    /// As the cache and the diagnostics name it.
    pub address: String,
    /// Where it has led so far.
    pub url: Url,
    pub method: Method,
    pub anchors: BTreeSet<String>,
    /// Where it has moved for good, and whether the way there was permanent all along.
    moved: Option<String>,
    is_permanent: bool,
    passed: Vec<Url>,
    /// Requests to `url` that brought no answer.
    failures: u32,
}

/// What to do next.
#[derive(Debug)]
pub enum Next {
    Done(Visit),
    /// No such host: broken, unless nothing else can be reached either.
    NoHost(String),
    /// The host wants to be left alone for longer than anybody waits; why.
    Leave(String),
    Ask(Task, After),
}

/// When to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Now,
    /// After a while in which other pages of the host may be asked.
    Wait(Duration),
    /// After a while in which the host wants to be left alone.
    Pause(Duration),
}

/// How patient a visit is.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    pub retries: u32,
    /// The wait before the first retry; it doubles with each.
    pub back_off: Duration,
    /// The longest wait that a host may ask for.
    pub longest_wait: Duration,
    pub private: bool,
}

/// The most redirects that are followed, as many as in the Fetch standard.
const MOST_REDIRECTS: usize = 20;

/// The longest address that is followed, in bytes: it may end up in the cache and in diagnostics.
const MOST_OF_AN_ADDRESS: usize = 8000;

impl Task {
    /// A visit that has not begun.
    pub fn new(address: String, url: Url, anchors: BTreeSet<String>) -> Task {
        let method = if anchors.is_empty() { Method::Head } else { Method::Get };
        Task { address, url, method, anchors, moved: None, is_permanent: true, passed: Vec::new(), failures: 0 }
    }

    /// Decides what follows from an answer.
    pub fn next(mut self, answer: Answer, patience: &RetryPolicy) -> Next {
        let status = match answer {
            Answer::Status(status) => status,
            Answer::Private => return unknown(PRIVATE),
            Answer::NoHost => {
                let host = self.url.host_str().unwrap_or_default().to_owned();
                return self.again(patience, After::Wait, None).unwrap_or_else(|| {
                    if !self.passed.is_empty() {
                        unknown(format!("it redirects to `{host}`, and there is no such host"))
                    } else if hosts::is_private_name(&host) {
                        unknown(format!("there is no host `{host}` here"))
                    } else {
                        Next::NoHost(host)
                    }
                });
            }
            Answer::Failed(why) => return self.again(patience, After::Wait, None).unwrap_or_else(|| unknown(why)),
        };
        let code = status.code;
        match code {
            200..=299 | 304 => {
                Next::Done(Visit::Works(Page { moved: self.moved, anchors: found(status, &self.anchors) }))
            }
            301 | 302 | 303 | 307 | 308 if status.location.is_some() => {
                self.redirected(&status.location.unwrap_or_default(), matches!(code, 301 | 308), patience)
            }
            429 | 503 if code == 429 || status.retry_after.is_some() || self.method == Method::Get => {
                let words = refusal(code, status.retry_after);
                match status.retry_after {
                    Some(wait) if wait > patience.longest_wait => Next::Leave(words),
                    wait => self.again(patience, After::Pause, wait).unwrap_or_else(|| unknown(words)),
                }
            }
            // Some servers answer only to those who want the page.
            400..=599 if self.method == Method::Head => {
                self.method = Method::Get;
                Next::Ask(self, After::Now)
            }
            404 => Next::Done(Visit::Broken(Broken::NotFound)),
            410 => Next::Done(Visit::Broken(Broken::Gone)),
            408 | 500 | 502 | 504 => {
                self.again(patience, After::Wait, None).unwrap_or_else(|| unknown(refusal(code, None)))
            }
            _ => unknown(refusal(code, None)),
        }
    }

    /// The same request once more, after the wait that was requested or one that grows; `None` if it was sent often
    /// enough.
    fn again(&self, patience: &RetryPolicy, after: fn(Duration) -> After, wait: Option<Duration>) -> Option<Next> {
        if self.failures >= patience.retries {
            return None;
        }
        let back_off = patience.back_off.saturating_mul(2_u32.saturating_pow(self.failures));
        // What failed as a question about the page may work as a question for the page.
        let task = Task { failures: self.failures + 1, method: Method::Get, ..self.clone() };
        Some(Next::Ask(task, after(wait.unwrap_or(back_off))))
    }

    fn redirected(mut self, location: &str, is_permanent: bool, patience: &RetryPolicy) -> Next {
        let target = self.url.join(location).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(mut target) = target else {
            let shown: String = location.chars().take(80).collect();
            return unknown(format!("it redirects to `{shown}`, which is not a web URL"));
        };
        if target.as_str().len() > MOST_OF_AN_ADDRESS {
            return unknown("it redirects to a URL that is too long");
        }
        let fragment = target.fragment().map(str::to_owned);
        without_private_parts(&mut target);
        if target == self.url || self.passed.contains(&target) || self.passed.len() >= MOST_REDIRECTS {
            return unknown("its redirects have no end");
        }
        if !patience.private && hosts::is_private(&target) {
            return unknown(PRIVATE);
        }
        self.is_permanent &= is_permanent;
        if self.is_permanent {
            let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
            self.moved = Some(format!("{target}{fragment}"));
        }
        self.passed.push(std::mem::replace(&mut self.url, target));
        self.failures = 0;
        Next::Ask(self, After::Now)
    }
}

const PRIVATE: &str = "it leads into a private network, which is only asked with `--external=private`";

fn unknown(why: impl Into<String>) -> Next {
    Next::Done(Visit::Unknown { why: why.into(), worked_on: None })
}

fn refusal(code: u16, retry_after: Option<Duration>) -> String {
    let reason = match code {
        401 | 407 => "; it wants to know who asks",
        403 | 405 | 406 | 451 | 999 => "; it may refuse programs, so look with a browser",
        429 => "; it wants fewer questions",
        500..=599 => "; it may work again later",
        _ => "",
    };
    let wait = retry_after.map(|wait| format!(", after {} s", wait.as_secs())).unwrap_or_default();
    format!("the site answers {code}{reason}{wait}")
}

/// What the page says of the anchors; nothing where it is no HTML.
fn found(status: Status, wanted: &BTreeSet<String>) -> BTreeMap<String, bool> {
    match status.html {
        Some((html, is_whole)) => anchors::find_anchors(&html, is_whole, wanted),
        None => wanted.iter().map(|anchor| (anchor.clone(), true)).collect(),
    }
}
