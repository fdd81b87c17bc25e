//! The queue of requests by host: limits parallel requests to one host, respects pauses, and ends at the deadline.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::io::external::step::Task;

/// The queue that all workers share.
pub struct Queue {
    hosts: Mutex<BTreeMap<String, Host>>,
    changed: Condvar,
    per_host: usize,
    deadline: Instant,
}

#[derive(Default)]
struct Host {
    /// Each with its earliest time, in the order in which they were added.
    waiting: Vec<(Instant, Task)>,
    running: usize,
    paused_until: Option<Instant>,
    /// The reason why no more requests are sent to it.
    left: Option<String>,
}

impl Queue {
    /// A queue of new visits.
    pub fn new(tasks: Vec<Task>, per_host: usize, deadline: Instant) -> Queue {
        let mut hosts: BTreeMap<String, Host> = BTreeMap::new();
        let now = Instant::now();
        for task in tasks {
            hosts.entry(host_of(&task)).or_default().waiting.push((now, task));
        }
        Queue { hosts: Mutex::new(hosts), changed: Condvar::new(), per_host, deadline }
    }

    /// The next visit that may be requested, as soon as there is one; `None` when all are done or the time is up.
    pub fn take(&self) -> Option<Task> {
        let mut hosts = self.lock();
        loop {
            let now = Instant::now();
            if now >= self.deadline {
                return None;
            }
            if let Some(task) = hosts.values_mut().find_map(|host| host.next(now, self.per_host)) {
                return Some(task);
            }
            if hosts.values().all(|host| host.waiting.is_empty() && host.running == 0) {
                self.changed.notify_all();
                return None;
            }
            let ready = hosts.values().filter_map(|host| host.ready(self.per_host)).min();
            let until = ready.map_or(self.deadline, |ready| ready.min(self.deadline));
            let wait = until.saturating_duration_since(now).max(Duration::from_millis(1));
            hosts = self.changed.wait_timeout(hosts, wait).expect("no holder of this lock panics").0;
        }
    }

    /// Adds a visit for its next request. Returns it with the reason if no more requests are sent to its host.
    pub fn put(&self, task: Task, wait: Duration) -> Option<(Task, String)> {
        let mut hosts = self.lock();
        let host = hosts.entry(host_of(&task)).or_default();
        if let Some(why) = &host.left {
            return Some((task, why.clone()));
        }
        host.waiting.push((Instant::now() + wait, task));
        None
    }

    /// Sends no requests to a host for some time.
    pub fn pause(&self, host: &str, wait: Duration) {
        let until = Instant::now() + wait;
        let mut hosts = self.lock();
        let host = hosts.entry(host.to_owned()).or_default();
        host.paused_until = host.paused_until.max(Some(until));
    }

    /// Sends no more requests to a host, and returns the visits that waited for it.
    pub fn leave(&self, host: &str, why: &str) -> Vec<Task> {
        let mut hosts = self.lock();
        let host = hosts.entry(host.to_owned()).or_default();
        host.left = Some(why.to_owned());
        std::mem::take(&mut host.waiting).into_iter().map(|(_, task)| task).collect()
    }

    /// Sends no more requests at all.
    pub fn stop(&self) {
        for host in self.lock().values_mut() {
            host.left = Some(String::new());
            host.waiting.clear();
        }
        self.changed.notify_all();
    }

    /// A request to a host has ended. Called after `put`, because an empty queue without running requests ends the run.
    pub fn end(&self, host: &str) {
        let mut hosts = self.lock();
        let host = hosts.get_mut(host).expect("a request was taken from a host that is known");
        host.running -= 1;
        drop(hosts);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Host>> {
        self.hosts.lock().expect("no holder of this lock panics")
    }
}

impl Host {
    /// Takes the first visit that may be requested now.
    fn next(&mut self, now: Instant, per_host: usize) -> Option<Task> {
        if self.ready(per_host)? > now {
            return None;
        }
        let at = self.waiting.iter().position(|(ready, _)| *ready <= now)?;
        self.running += 1;
        Some(self.waiting.remove(at).1)
    }

    /// When the next visit may be requested, if nothing else changes.
    fn ready(&self, per_host: usize) -> Option<Instant> {
        if self.running >= per_host {
            return None;
        }
        let first = self.waiting.iter().map(|(ready, _)| *ready).min()?;
        Some(self.paused_until.map_or(first, |paused| paused.max(first)))
    }
}

/// The host of the next request of a visit.
pub fn host_of(task: &Task) -> String {
    let host = task.url.host_str().unwrap_or_default();
    task.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
