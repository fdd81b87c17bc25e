//! Watches the folders of the project and reports changes in batches: one save within milliseconds, a burst as one.
//!
//! A file that another program still has open for writing, or that has just become empty, is not reported yet. Neither is
//! one that was just removed: many editors write a new file and then rename it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, DataChange, MetadataKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::io::error::Error;
use crate::io::network_folder::network_of;
use crate::io::poll::Poller;
use crate::io::project::Project;
use crate::io::read::{EntryKind, is_ignored};

/// A single save is reported after this time without another event.
const QUIET: Duration = Duration::from_millis(4);
/// More files than this are a burst, which is reported after `QUIET_BURST` without another event.
const FEW: usize = 8;
const QUIET_BURST: Duration = Duration::from_millis(60);
/// A burst is reported after this time even if it goes on.
const LONGEST_BURST: Duration = Duration::from_secs(2);
/// How long a removed file may take to come back, and an empty one to get content.
const SETTLE: Duration = Duration::from_millis(150);
/// How long to wait for a program that keeps a file open without writing.
const LONGEST_WRITER: Duration = Duration::from_secs(3);
/// The interval of polling, if the system cannot report changes.
const POLL: Duration = Duration::from_millis(500);

/// A batch of changes.
#[derive(Debug, PartialEq, Eq)]
pub enum Batch {
    /// Only these files were written, created or removed.
    Files(BTreeSet<PathBuf>),
    /// Folders changed too, or the changes are not fully known.
    Unknown,
}

/// Watches a project's folders.
pub struct Watch {
    project: Project,
    watcher: ChangeSource,
    events: Receiver<notify::Result<Event>>,
    /// Set while there are changes to report.
    pub is_waiting: Arc<AtomicBool>,
    /// Why the watcher polls instead of using file-system events.
    pub polls_because: Option<String>,
    waiting: BTreeMap<PathBuf, Waiting>,
    is_unknown: bool,
    first: Instant,
    last: Instant,
}

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchBy {
    /// The system says what has changed.
    Events,
    /// All files are looked at again and again.
    Polling,
}

/// The source of change events.
enum ChangeSource {
    System(RecommendedWatcher),
    /// Kept, because it polls until it is dropped.
    Poll {
        _poller: Poller,
    },
}

/// A file that has changed.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    /// Whether a program has it open for writing.
    is_open: bool,
    last: Instant,
}

impl Watch {
    /// Starts to watch; polls where the system has no watches left, or may not report all changes.
    pub fn new(project: &Project, by: WatchBy) -> Result<Watch, Error> {
        let is_waiting = Arc::new(AtomicBool::new(false));
        let (sender, events) = channel();
        let now = Instant::now();
        let with = |watcher: ChangeSource, polls_because, events| Watch {
            project: project.clone(),
            watcher,
            events,
            is_waiting: is_waiting.clone(),
            polls_because,
            waiting: BTreeMap::new(),
            is_unknown: false,
            first: now,
            last: now,
        };
        let network = [&project.root, &project.content].into_iter().find_map(|folder| network_of(folder));
        let mut reason = match (by, network) {
            (WatchBy::Polling, _) => Some("it was requested".to_owned()),
            (WatchBy::Events, Some(name)) => {
                Some(format!("the project is on a network file system ({name}), which may not report all changes"))
            }
            (WatchBy::Events, None) => None,
        };
        if reason.is_none() {
            let handler = handler(sender, is_waiting.clone());
            let started = RecommendedWatcher::new(handler, Config::default()).and_then(|watcher| {
                let mut watch = with(ChangeSource::System(watcher), None, events);
                watch.watch_all().map(|()| watch)
            });
            match started {
                Ok(watch) => return Ok(watch),
                Err(error) => reason = Some(error.to_string()),
            }
        }
        let (sender, events) = channel();
        Ok(with(poll(project, handler(sender, is_waiting.clone())), reason, events))
    }

    /// Watches the content and the folders beside it, and the project folder, in which they may appear and disappear.
    fn watch_all(&mut self) -> notify::Result<()> {
        let ChangeSource::System(watcher) = &mut self.watcher else { return Ok(()) };
        if self.project.has_folders() {
            watcher.watch(&self.project.root, RecursiveMode::NonRecursive)?;
            for folder in ["templates", "themes", "static"].map(|name| self.project.root.join(name)) {
                if folder.is_dir() {
                    watcher.watch(&folder, RecursiveMode::Recursive)?;
                }
            }
        }
        if self.project.content.is_dir() {
            watcher.watch(&self.project.content, RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    /// Switches to polling when the system has no watches left.
    fn fall_back(&mut self, reason: &notify::Error) {
        let (sender, events) = channel();
        self.watcher = poll(&self.project, handler(sender, self.is_waiting.clone()));
        self.events = events;
        self.polls_because = Some(reason.to_string());
    }

    /// Waits for the next batch.
    pub fn next_batch(&mut self) -> Batch {
        loop {
            let event = if self.waiting.is_empty() && !self.is_unknown {
                self.events.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                self.events.recv_timeout(self.pause())
            };
            match event {
                Ok(event) => self.note(event),
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(batch) = self.take() {
                        return batch;
                    }
                }
                // The watcher lives as long as this does, so its end of the channel does too.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(POLL),
            }
            let is_some = self.is_unknown || !self.waiting.is_empty();
            let is_long = is_some && self.first.elapsed() >= LONGEST_BURST;
            if is_long && let Some(batch) = self.take() {
                return batch;
            }
        }
    }

    /// Collects the events so far without waiting; true if any of them is about the project.
    pub fn has_pending(&mut self) -> bool {
        self.is_waiting.store(false, Ordering::Relaxed);
        while let Ok(event) = self.events.try_recv() {
            self.note(event);
        }
        self.is_unknown || !self.waiting.is_empty()
    }

    /// How long to wait for another event.
    fn pause(&self) -> Duration {
        let quiet = if self.waiting.len() > FEW || self.is_unknown { QUIET_BURST } else { QUIET };
        let since = self.last.elapsed();
        if since < quiet { quiet - since } else { QUIET }
    }

    fn note(&mut self, event: notify::Result<Event>) {
        let now = Instant::now();
        if self.waiting.is_empty() && !self.is_unknown {
            self.first = now;
        }
        let Ok(event) = event else {
            self.is_unknown = true;
            self.last = now;
            return;
        };
        let Some(change) = change(&event.kind) else { return };
        let paths: Vec<PathBuf> = event.paths.iter().filter(|path| self.is_ours(path)).cloned().collect();
        if paths.is_empty() && !event.need_rescan() {
            return;
        }
        self.last = now;
        if event.need_rescan() || change == ChangeKind::Folder || paths.iter().any(|path| path.is_dir()) {
            self.is_unknown = true;
        } else {
            for path in paths {
                let known = self.waiting.get(&path).copied();
                let is_open = match change {
                    ChangeKind::Writing => self.polls_because.is_none() && cfg!(target_os = "linux"),
                    ChangeKind::Touched => known.is_some_and(|known| known.is_open),
                    ChangeKind::Whole | ChangeKind::Folder => false,
                };
                self.waiting.insert(path, Waiting { is_open, last: now });
            }
        }
    }

    /// Whether a path is in a folder that is read, and is not the backup file of an editor.
    fn is_ours(&self, path: &Path) -> bool {
        let (content, root) = (&self.project.content, &self.project.root);
        let (below, folder) = match (path.strip_prefix(content), path.strip_prefix(root)) {
            (Ok(below), _) => (below, String::new()),
            (_, Ok(below)) => {
                let mut parts = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
                let first = parts.next().unwrap_or_default();
                let is_read = |name: &str| {
                    ["templates", "themes", "static", crate::config::FILE_NAME].contains(&name)
                        || content.strip_prefix(root).is_ok_and(|own| own.starts_with(name))
                };
                if !is_read(&first) {
                    return false;
                }
                (below, first)
            }
            _ => return false,
        };
        let parts = || below.components().rev().map(|part| part.as_os_str().to_string_lossy().into_owned());
        let around = parts().skip(1).chain([String::new()]);
        let mut pairs = parts().zip(around).map(|(name, around)| (around, name));
        let is_hidden = |(around, name): (String, String), kind| is_ignored((&around, &name), kind, &folder);
        !pairs.next().is_some_and(|pair| is_hidden(pair, EntryKind::File))
            && !pairs.any(|pair| is_hidden(pair, EntryKind::Folder))
    }

    /// The next batch, if one is ready.
    fn take(&mut self) -> Option<Batch> {
        let now = Instant::now();
        let (ready, rest): (BTreeMap<_, _>, _) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(path, waiting)| is_ready(path, waiting, now));
        self.waiting = rest;
        let is_unknown = std::mem::take(&mut self.is_unknown);
        if is_unknown {
            // A folder that was deleted and created again is not watched any more.
            if let Err(error) = self.watch_all() {
                self.fall_back(&error);
            }
            if !self.waiting.is_empty() && self.first.elapsed() < LONGEST_BURST {
                self.waiting.extend(ready);
                self.is_unknown = true;
                return None;
            }
            self.waiting.clear();
        } else if ready.is_empty() {
            return None;
        }
        self.first = now;
        self.is_waiting.store(!self.waiting.is_empty(), Ordering::Relaxed);
        let is_known = ready.keys().all(|path| path.is_file() || !path.exists());
        let files: BTreeSet<PathBuf> = ready.into_keys().collect();
        Some(if is_unknown || !is_known { Batch::Unknown } else { Batch::Files(files) })
    }
}

/// Whether a file is completely written.
fn is_ready(path: &Path, waiting: &Waiting, now: Instant) -> bool {
    let since = now.duration_since(waiting.last);
    if waiting.is_open && since < LONGEST_WRITER {
        return false;
    }
    match fs::metadata(path) {
        Ok(metadata) => metadata.len() > 0 || since >= SETTLE,
        Err(_) => since >= SETTLE,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChangeKind {
    /// A program is writing to it.
    Writing,
    /// It is complete: closed, moved here, or removed.
    Whole,
    /// Its permissions or dates changed.
    Touched,
    Folder,
}

/// The change that an event reports; `None` for read access.
fn change(kind: &EventKind) -> Option<ChangeKind> {
    Some(match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => ChangeKind::Whole,
        EventKind::Access(_) => return None,
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => ChangeKind::Folder,
        EventKind::Create(_) | EventKind::Remove(_) => ChangeKind::Whole,
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => ChangeKind::Whole,
        EventKind::Modify(ModifyKind::Name(_)) => ChangeKind::Whole,
        EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => return None,
        EventKind::Modify(ModifyKind::Metadata(_)) => ChangeKind::Touched,
        EventKind::Modify(_) => ChangeKind::Writing,
        EventKind::Any | EventKind::Other => ChangeKind::Folder,
    })
}

/// Polls, and reports changed files as the system would.
fn poll(project: &Project, mut handler: impl FnMut(notify::Result<Event>) + Send + 'static) -> ChangeSource {
    let report = move |paths: Vec<PathBuf>| {
        for path in paths {
            let kind = match path.exists() {
                true => EventKind::Modify(ModifyKind::Data(DataChange::Any)),
                false => EventKind::Remove(RemoveKind::File),
            };
            handler(Ok(Event::new(kind).add_path(path)));
        }
    };
    ChangeSource::Poll { _poller: Poller::start(project, POLL, report) }
}

/// Passes events on, and sets a flag that ends a background rendering early.
fn handler(
    sender: Sender<notify::Result<Event>>,
    is_waiting: Arc<AtomicBool>,
) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    move |event| {
        // Read access is not a change: passing it on would wake the preview on each of its own reads.
        if event.as_ref().is_ok_and(|event| change(&event.kind).is_none()) {
            return;
        }
        is_waiting.store(true, Ordering::Relaxed);
        // The receiver is gone only when the program ends.
        let _ = sender.send(event);
    }
}
