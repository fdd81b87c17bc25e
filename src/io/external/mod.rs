//! Visits of other sites: addresses that links name → what is known of each.
//!
//! Never part of a build. What was found lately comes from the cache; the rest is asked, several hosts at once and
//! politely to each. What the answers mean stands in `step`, what of them makes a finding in `check::external`.

pub mod cache;
pub mod fetch;
pub mod hosts;
pub mod queue;
pub mod step;

use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::civil::Date;
use url::Url;

use crate::check::external::{Broken, Visit, Visits, Wanted};
use crate::config::external::External;
use crate::io::error::Error;
use crate::io::external::cache::Cache;
use crate::io::external::fetch::Client;
use crate::io::external::hosts::Lookup;
use crate::io::external::queue::{Queue, host_of};
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

/// What a run found, and how it came by it.
#[derive(Debug, Default)]
pub struct Found {
    pub visits: Visits,
    pub visited: usize,
    pub from_cache: usize,
    pub unknown: usize,
    /// Left out by a pattern, or because they are of a private network.
    pub skipped: usize,
    /// Left for the next run, because the time was over, or because nothing is to be visited.
    pub left: usize,
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

    /// Visits what the cache does not know. `tell` hears how many of how many are done.
    pub fn visit(
        &self,
        wanted: &Wanted,
        settings: &External,
        cache: &mut Cache,
        tell: &dyn Fn(usize, usize),
    ) -> Result<Found, Error> {
        cache.keep_only(wanted);
        let mut found = Found::default();
        let mut tasks = Vec::new();
        let skip = skipped(settings);
        for (address, anchors) in wanted {
            let Some(url) = to_ask(address, &skip, settings.allow_private) else {
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
        let mut written = Instant::now();
        let mut no_host = Vec::new();
        let is_reached = self.ask_all(tasks, settings, |address, next| {
            match next {
                Ended::Visit(visit) => {
                    let visit = with_memory(visit, &address, cache);
                    cache.note(&address, &visit, self.today);
                    found.visits.insert(address, visit);
                }
                Ended::NoHost(host) => no_host.push((address, host)),
            }
            tell(found.visits.len() - found.from_cache + no_host.len(), all);
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
                with_memory(Visit::Unknown { why, worked_on: None }, &address, cache)
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

    /// Asks everything, and tells whether any host answered.
    fn ask_all(
        &self,
        tasks: Vec<Task>,
        settings: &External,
        mut take: impl FnMut(String, Ended) -> Result<(), Error>,
    ) -> Result<bool, Error> {
        let patience = RetryPolicy {
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
                let (sender, queue, client, patience) = (sender.clone(), &queue, &client, &patience);
                scope.spawn(move || {
                    while let Some(task) = queue.take() {
                        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
                        one(task, queue, client, patience, left, &sender);
                    }
                });
            }
            drop(sender);
            for told in receiver {
                match told {
                    Told::Reached => is_reached = true,
                    Told::Ended(address, ended) if result.is_ok() => {
                        result = take(address, ended);
                        if result.is_err() {
                            queue.stop();
                        }
                    }
                    Told::Ended(..) => {}
                }
            }
        });
        result.map(|()| is_reached)
    }
}

/// How the visit of one address ended.
enum Ended {
    Visit(Visit),
    NoHost(String),
}

/// What workers tell.
enum Told {
    /// A host answered.
    Reached,
    Ended(String, Ended),
}

/// Sends one request, and sees to what follows from the answer.
fn one(task: Task, queue: &Queue, client: &Client, patience: &RetryPolicy, left: Duration, sender: &Sender<Told>) {
    let host = host_of(&task);
    // The receiver lives as long as the workers.
    let tell = |told: Told| sender.send(told).expect("somebody listens until all workers have ended");
    let unknown = |address: String, why: String| {
        tell(Told::Ended(address, Ended::Visit(Visit::Unknown { why, worked_on: None })));
    };
    let reads = task.method == Method::Get && !task.anchors.is_empty();
    let answer = client.ask(&task.url, task.method, reads, left);
    if matches!(answer, Answer::Status(_)) {
        tell(Told::Reached);
    }
    let address = task.address.clone();
    match task.next(answer, patience) {
        Next::Done(visit) => tell(Told::Ended(address, Ended::Visit(visit))),
        Next::NoHost(name) => tell(Told::Ended(address, Ended::NoHost(name))),
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

/// What the cache alone knows, however old; nothing is asked.
pub fn remembered(wanted: &Wanted, settings: &External, cache: &Cache) -> Found {
    let mut found = Found::default();
    let skip = skipped(settings);
    for address in wanted.keys() {
        if to_ask(address, &skip, settings.allow_private).is_none() {
            found.skipped += 1;
        } else if let Some(visit) = cache.known(address) {
            found.visits.insert(address.clone(), visit);
            found.from_cache += 1;
        } else {
            found.left += 1;
        }
    }
    found
}

/// The address as a URL, where it is to be asked.
fn to_ask(address: &str, skip: &GlobSet, private: bool) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    ((private || !hosts::is_private(&url)) && !skip.is_match(address)).then_some(url)
}

fn skipped(settings: &External) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in settings.skip.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        set.add(pattern);
    }
    set.build().expect("each pattern was read with the settings")
}

/// An answer that tells nothing, with the day on which the address worked.
fn with_memory(visit: Visit, address: &str, cache: &Cache) -> Visit {
    match visit {
        Visit::Unknown { why, .. } => {
            Visit::Unknown { why, worked_on: cache.worked_on(address).map(|day| day.to_string()) }
        }
        known => known,
    }
}
