//! Visits URLs of other sites: several hosts at once, with limits for each host and for the whole run.

use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::check::external::{Broken, UrlsToVisit, Visit};
use crate::config::external::External;
use crate::io::error::Error;
use crate::io::external::cache::Cache;
use crate::io::external::fetch::{BodyPart, Client};
use crate::io::external::hosts::{self, Lookup, Reach};
use crate::io::external::queue::{Queue, host_of};
use crate::io::external::report::{VisitReport, skip_patterns, url_to_request};
use crate::io::external::step::{After, Method, Next, RequestOutcome, RetryPolicy, Task};

/// The interval of writing the cache, so that an interrupted run loses little.
const BETWEEN_WRITES: Duration = Duration::from_secs(2);

/// What a run depends on besides its settings.
pub struct Visitor {
    pub lookup: Lookup,
    /// Creates the client: lookup, whether private networks are allowed, the timeout of a request.
    pub client: fn(Lookup, Reach, Duration) -> Client,
    /// The wait before the first retry; it doubles with each.
    pub back_off: Duration,
    /// The longest pause that a host may ask for in `Retry-After`.
    pub longest_wait: Duration,
    /// The date of the visits.
    pub today: Date,
}

impl Visitor {
    /// A visitor with the system's lookup and proxy.
    pub fn new(today: Date) -> Visitor {
        Visitor {
            lookup: hosts::system_lookup(),
            client: Client::behind_system_proxy,
            back_off: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            today,
        }
    }

    /// Visits the URLs without a fresh result in the cache. `show` receives the numbers of finished and of all visits.
    pub fn visit(
        &self,
        wanted: &UrlsToVisit,
        settings: &External,
        cache: &mut Cache,
        show: &dyn Fn(usize, usize),
    ) -> Result<VisitReport, Error> {
        cache.keep_only(wanted);
        let mut found = VisitReport::default();
        let tasks = self.tasks(wanted, settings, cache, &mut found);
        let all = tasks.len();
        show(0, all);
        let mut written = Instant::now();
        let mut no_host = Vec::new();
        let is_reached = self.request_all(tasks, settings, |url, next| {
            match next {
                VisitOutcome::Visit(visit) => {
                    let visit = with_last_success(visit, &url, cache);
                    cache.note(&url, &visit, self.today);
                    found.visits.insert(url, visit);
                }
                VisitOutcome::NoHost(host) => no_host.push((url, host)),
            }
            show(found.visits.len() - found.from_cache + no_host.len(), all);
            if written.elapsed() < BETWEEN_WRITES {
                return Ok(());
            }
            written = Instant::now();
            cache.write()
        })?;
        for (url, host) in no_host {
            let visit = if is_reached {
                Visit::Broken(Broken::NoHost)
            } else {
                let why = format!("there is no host `{host}` here, and no other site answered in this run");
                with_last_success(Visit::Unknown { why, worked_on: None }, &url, cache)
            };
            cache.note(&url, &visit, self.today);
            found.visits.insert(url, visit);
        }
        cache.write()?;
        found.visited = found.visits.len() - found.from_cache;
        found.left = all - found.visited;
        found.unknown = found.visits.values().filter(|visit| matches!(visit, Visit::Unknown { .. })).count();
        Ok(found)
    }

    /// What is to be requested. Notes what is skipped, and the visits in the cache.
    fn tasks(&self, wanted: &UrlsToVisit, settings: &External, cache: &Cache, found: &mut VisitReport) -> Vec<Task> {
        let mut tasks = Vec::new();
        let skip = skip_patterns(settings);
        for (url, anchors) in wanted {
            let Some(request_url) = url_to_request(url, &skip, reach(settings)) else {
                found.skipped += 1;
                continue;
            };
            let anchors = if settings.check_anchors { anchors.clone() } else { Default::default() };
            if let Some(visit) = cache.fresh(url, &anchors, self.today, settings.max_age_days) {
                found.visits.insert(url.clone(), visit);
                found.from_cache += 1;
            } else {
                tasks.push(Task::new(url.clone(), request_url, anchors));
            }
        }
        tasks
    }

    /// Makes all requests, and returns whether any host answered.
    fn request_all(
        &self,
        tasks: Vec<Task>,
        settings: &External,
        mut take: impl FnMut(String, VisitOutcome) -> Result<(), Error>,
    ) -> Result<bool, Error> {
        let retry_policy = RetryPolicy {
            retries: settings.retries,
            back_off: self.back_off,
            longest_wait: self.longest_wait,
            private: settings.allow_private,
        };
        let deadline = Instant::now() + Duration::from_secs(settings.total_timeout_seconds.into());
        let workers = tasks.len().min(settings.concurrency as usize);
        let queue = Queue::new(tasks, settings.per_host as usize, deadline);
        let timeout = Duration::from_secs(settings.timeout_seconds.into());
        let client = (self.client)(self.lookup.clone(), reach(settings), timeout);
        let (sender, receiver) = mpsc::channel();
        let mut is_reached = false;
        let mut result = Ok(());
        thread::scope(|scope| {
            for _ in 0..workers {
                let (sender, queue, client, retry_policy) = (sender.clone(), &queue, &client, &retry_policy);
                scope.spawn(move || {
                    while let Some(task) = queue.take() {
                        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
                        request(task, queue, client, retry_policy, left, &sender);
                    }
                });
            }
            drop(sender);
            for message in receiver {
                match message {
                    Message::Reached => is_reached = true,
                    Message::Ended(url, ended) if result.is_ok() => {
                        result = take(url, ended);
                        if result.is_err() {
                            queue.stop();
                        }
                    }
                    Message::Ended(..) => {}
                }
            }
        });
        result.map(|()| is_reached)
    }
}

fn reach(settings: &External) -> Reach {
    if settings.allow_private { Reach::Private } else { Reach::Public }
}

/// The result of visiting one URL.
enum VisitOutcome {
    Visit(Visit),
    NoHost(String),
}

/// A message of a worker.
enum Message {
    /// A host answered.
    Reached,
    Ended(String, VisitOutcome),
}

/// Sends one request, and reports the result or puts the next request into the queue.
fn request(
    task: Task,
    queue: &Queue,
    client: &Client,
    retry_policy: &RetryPolicy,
    left: Duration,
    sender: &Sender<Message>,
) {
    let host = host_of(&task);
    // The receiver lives as long as the workers.
    let report = |message: Message| sender.send(message).expect("somebody listens until all workers have ended");
    let unknown = |url: String, why: String| {
        report(Message::Ended(url, VisitOutcome::Visit(Visit::Unknown { why, worked_on: None })));
    };
    let reads_page = task.method == Method::Get && !task.anchors.is_empty();
    let reading = if reads_page { BodyPart::Page } else { BodyPart::Nothing };
    let answer = client.send(&task.url, task.method, reading, left);
    if matches!(answer, RequestOutcome::Status(_)) {
        report(Message::Reached);
    }
    let url = task.start_url.clone();
    match task.next(answer, retry_policy) {
        Next::Done(visit) => report(Message::Ended(url, VisitOutcome::Visit(visit))),
        Next::NoHost(name) => report(Message::Ended(url, VisitOutcome::NoHost(name))),
        Next::Leave(why) => {
            for task in queue.leave(&host, &why) {
                unknown(task.start_url, why.clone());
            }
            unknown(url, why);
        }
        Next::Request(task, after) => {
            let wait = match after {
                After::Now => Duration::ZERO,
                After::Wait(wait) => wait,
                After::Pause(wait) => {
                    queue.pause(&host, wait);
                    wait
                }
            };
            if let Some((task, why)) = queue.put(task, wait) {
                unknown(task.start_url, why);
            }
        }
    }
    queue.end(&host);
}

/// The visit; if its result is unknown, with the date on which the URL last worked.
fn with_last_success(visit: Visit, url: &str, cache: &Cache) -> Visit {
    match visit {
        Visit::Unknown { why, .. } => {
            Visit::Unknown { why, worked_on: cache.worked_on(url).map(|day| day.to_string()) }
        }
        known => known,
    }
}
