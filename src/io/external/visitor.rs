//! Visits URLs of other sites: several hosts at once, with limits for each host and for the whole run.

use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::check::external::{Broken, Visit, Wanted};
use crate::config::external::External;
use crate::io::error::Error;
use crate::io::external::cache::Cache;
use crate::io::external::fetch::Client;
use crate::io::external::hosts::{self, Lookup};
use crate::io::external::queue::{Queue, host_of};
use crate::io::external::report::{VisitReport, skip_patterns, url_to_request};
use crate::io::external::step::{After, Answer, Method, Next, RetryPolicy, Task};

/// After so long a time the cache is written, so that a run that is ended loses little.
const BETWEEN_WRITES: Duration = Duration::from_secs(2);

/// How a run visits, besides its settings.
pub struct Visitor {
    pub lookup: Lookup,
    /// Makes what sends the requests: look-up, whether private networks may be asked, the longest wait for an answer.
    pub client: fn(Lookup, bool, Duration) -> Client,
    /// The wait before the first retry; it doubles with each.
    pub back_off: Duration,
    /// The longest wait that a host may ask for.
    pub longest_wait: Duration,
    /// The day of the visits.
    pub today: Date,
}

impl Visitor {
    /// The usual one.
    pub fn new(today: Date) -> Visitor {
        Visitor {
            lookup: hosts::system_lookup(),
            client: Client::behind_system_proxy,
            back_off: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            today,
        }
    }

    /// Visits what the cache does not know. `show` receives how many of how many are done.
    pub fn visit(
        &self,
        wanted: &Wanted,
        settings: &External,
        cache: &mut Cache,
        show: &dyn Fn(usize, usize),
    ) -> Result<VisitReport, Error> {
        cache.keep_only(wanted);
        let mut found = VisitReport::default();
        let mut tasks = Vec::new();
        let skip = skip_patterns(settings);
        for (address, anchors) in wanted {
            let Some(url) = url_to_request(address, &skip, settings.allow_private) else {
                found.skipped += 1;
                continue;
            };
            let anchors = if settings.check_anchors { anchors.clone() } else { Default::default() };
            if let Some(visit) = cache.fresh(address, &anchors, self.today, settings.max_age_days) {
                found.visits.insert(address.clone(), visit);
                found.from_cache += 1;
            } else {
                tasks.push(Task::new(address.clone(), url, anchors));
            }
        }
        let all = tasks.len();
        show(0, all);
        let mut written = Instant::now();
        let mut no_host = Vec::new();
        let is_reached = self.request_all(tasks, settings, |address, next| {
            match next {
                VisitOutcome::Visit(visit) => {
                    let visit = with_last_success(visit, &address, cache);
                    cache.note(&address, &visit, self.today);
                    found.visits.insert(address, visit);
                }
                VisitOutcome::NoHost(host) => no_host.push((address, host)),
            }
            show(found.visits.len() - found.from_cache + no_host.len(), all);
            if written.elapsed() < BETWEEN_WRITES {
                return Ok(());
            }
            written = Instant::now();
            cache.write()
        })?;
        for (address, host) in no_host {
            let visit = if is_reached {
                Visit::Broken(Broken::NoHost)
            } else {
                let why = format!("there is no host `{host}` here, and no other site answered in this run");
                with_last_success(Visit::Unknown { why, worked_on: None }, &address, cache)
            };
            cache.note(&address, &visit, self.today);
            found.visits.insert(address, visit);
        }
        cache.write()?;
        found.visited = found.visits.len() - found.from_cache;
        found.left = all - found.visited;
        found.unknown = found.visits.values().filter(|visit| matches!(visit, Visit::Unknown { .. })).count();
        Ok(found)
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
        let client = (self.client)(self.lookup.clone(), settings.allow_private, timeout);
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
                    Message::Ended(address, ended) if result.is_ok() => {
                        result = take(address, ended);
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

/// The result of visiting one URL.
enum VisitOutcome {
    Visit(Visit),
    NoHost(String),
}

/// What a worker reports.
enum Message {
    /// A host answered.
    Reached,
    Ended(String, VisitOutcome),
}

/// Sends one request, and does what follows from the answer.
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
    let unknown = |address: String, why: String| {
        report(Message::Ended(address, VisitOutcome::Visit(Visit::Unknown { why, worked_on: None })));
    };
    let reads = task.method == Method::Get && !task.anchors.is_empty();
    let answer = client.ask(&task.url, task.method, reads, left);
    if matches!(answer, Answer::Status(_)) {
        report(Message::Reached);
    }
    let address = task.address.clone();
    match task.next(answer, retry_policy) {
        Next::Done(visit) => report(Message::Ended(address, VisitOutcome::Visit(visit))),
        Next::NoHost(name) => report(Message::Ended(address, VisitOutcome::NoHost(name))),
        Next::Leave(why) => {
            for task in queue.leave(&host, &why) {
                unknown(task.address, why.clone());
            }
            unknown(address, why);
        }
        Next::Ask(task, after) => {
            let wait = match after {
                After::Now => Duration::ZERO,
                After::Wait(wait) => wait,
                After::Pause(wait) => {
                    queue.pause(&host, wait);
                    wait
                }
            };
            if let Some((task, why)) = queue.put(task, wait) {
                unknown(task.address, why);
            }
        }
    }
    queue.end(&host);
}

/// The visit; if its result is unknown, with the date on which the URL last worked.
fn with_last_success(visit: Visit, address: &str, cache: &Cache) -> Visit {
    match visit {
        Visit::Unknown { why, .. } => {
            Visit::Unknown { why, worked_on: cache.worked_on(address).map(|day| day.to_string()) }
        }
        known => known,
    }
}
