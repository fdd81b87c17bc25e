//! Watches the folders of the project and reports changes in batches: one save within milliseconds, a burst as one.
//!
//! A file that a writer still holds open, or that was just cut to nothing, is not yet what its author means; it is left
//! for later. So is one that was just taken away: many editors write a new file and then put it in its place.

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
use crate::io::poll::Poller;
use crate::io::project::Project;
use crate::io::read::is_ignored;

/// A lone save is taken after so long without another event.
const QUIET: Duration = Duration::from_millis(4);
/// More files than this are a burst, which is taken after a longer silence.
const FEW: usize = 8;
const QUIET_BURST: Duration = Duration::from_millis(60);
/// A burst is taken after so long, whether or not it has ended.
const LONGEST_BURST: Duration = Duration::from_secs(2);
/// A file that is gone may come back, and one without a byte may get some.
const PATIENCE: Duration = Duration::from_millis(150);
/// A writer that keeps a file open without writing is waited for no longer than this.
const LONGEST_WRITER: Duration = Duration::from_secs(3);
/// How often a folder is looked through where the system cannot tell of changes.
const POLL: Duration = Duration::from_millis(500);

/// What has changed.
#[derive(Debug, PartialEq, Eq)]
pub enum Batch {
    /// These files: written, made or gone.
    Files(BTreeSet<PathBuf>),
    /// Folders too, or more than is known.
    Unknown,
}

/// Watches a project's folders.
pub struct Watch {
    project: Project,
    watcher: ChangeSource,
    events: Receiver<notify::Result<Event>>,
    /// Set while something waits to be taken.
    pub is_waiting: Arc<AtomicBool>,
    /// Why the watcher polls instead of using file-system events.
    pub polls_because: Option<String>,
    waiting: BTreeMap<PathBuf, Waiting>,
    is_unknown: bool,
    first: Instant,
    last: Instant,
}

/// What tells of changes.
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
    /// Whether a writer has it open.
    is_open: bool,
    last: Instant,
}

impl Watch {
    /// Begins to watch; where the system has no room for it, by looking through the folders now and then.
    pub fn new(project: &Project, polls: bool) -> Result<Watch, Error> {
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
        let mut reason = polls.then(|| "it was requested".to_owned());
        if !polls {
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

    /// Watches the content, the folders beside it, and the project folder for their coming and going.
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

    /// Goes over to looking through the folders, where the system has no room to watch them all.
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

    /// Takes note of what has come since, without waiting; true where something of it is the project's.
    pub fn has_pending(&mut self) -> bool {
        self.is_waiting.store(false, Ordering::Relaxed);
        while let Ok(event) = self.events.try_recv() {
            self.note(event);
        }
        self.is_unknown || !self.waiting.is_empty()
    }

    /// How long to wait for a further event.
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
        if event.need_rescan() || change == Change::Folder || paths.iter().any(|path| path.is_dir()) {
            self.is_unknown = true;
        } else {
            for path in paths {
                let known = self.waiting.get(&path).copied();
                let is_open = match change {
                    Change::Writing => self.polls_because.is_none() && cfg!(target_os = "linux"),
                    Change::Touched => known.is_some_and(|known| known.is_open),
                    Change::Whole | Change::Folder => false,
                };
                self.waiting.insert(path, Waiting { is_open, last: now });
            }
        }
    }

    /// Whether a path belongs to what is read: below the folders, and no editor's copy.
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
        let mut parts = below.components().rev().map(|part| part.as_os_str().to_string_lossy().into_owned());
        let is_hidden = |name: String, is_folder: bool| is_ignored(&name, is_folder, &folder);
        !parts.next().is_some_and(|name| is_hidden(name, false)) && !parts.any(|name| is_hidden(name, true))
    }

    /// What is ready to be taken.
    fn take(&mut self) -> Option<Batch> {
        let now = Instant::now();
        let (ready, rest): (BTreeMap<_, _>, _) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(path, waiting)| is_ready(path, waiting, now));
        self.waiting = rest;
        if self.is_unknown {
            // A folder that was deleted and created again is not watched any more.
            if let Err(error) = self.watch_all() {
                self.fall_back(&error);
            }
            if !self.waiting.is_empty() && self.first.elapsed() < LONGEST_BURST {
                self.waiting.extend(ready);
                return None;
            }
            self.is_unknown = false;
            self.waiting.clear();
        } else if ready.is_empty() {
            return None;
        }
        self.first = now;
        self.is_waiting.store(!self.waiting.is_empty(), Ordering::Relaxed);
        let is_known = ready.keys().all(|path| path.is_file() || !path.exists());
        let files: BTreeSet<PathBuf> = ready.into_keys().collect();
        Some(if files.is_empty() || !is_known { Batch::Unknown } else { Batch::Files(files) })
    }
}

/// Whether a file is as its author means it.
fn is_ready(path: &Path, waiting: &Waiting, now: Instant) -> bool {
    let since = now.duration_since(waiting.last);
    if waiting.is_open && since < LONGEST_WRITER {
        return false;
    }
    match fs::metadata(path) {
        Ok(metadata) => metadata.len() > 0 || since >= PATIENCE,
        Err(_) => since >= PATIENCE,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// A writer is at it.
    Writing,
    /// It is whole: closed, moved here, or gone.
    Whole,
    /// Its rights or dates.
    Touched,
    Folder,
}

/// What an event says; `None` for mere reading.
fn change(kind: &EventKind) -> Option<Change> {
    Some(match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Change::Whole,
        EventKind::Access(_) => return None,
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => Change::Folder,
        EventKind::Create(_) | EventKind::Remove(_) => Change::Whole,
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => Change::Whole,
        EventKind::Modify(ModifyKind::Name(_)) => Change::Whole,
        EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => return None,
        EventKind::Modify(ModifyKind::Metadata(_)) => Change::Touched,
        EventKind::Modify(_) => Change::Writing,
        EventKind::Any | EventKind::Other => Change::Folder,
    })
}

/// Polls, and tells of changed files as the system would.
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

/// Passes events on, and sets a flag for a sweep that should end for them.
fn handler(
    sender: Sender<notify::Result<Event>>,
    is_waiting: Arc<AtomicBool>,
) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    move |event| {
        // What is only read is no change; passing it on would wake the preview at each of its own reads.
        if event.as_ref().is_ok_and(|event| change(&event.kind).is_none()) {
            return;
        }
        is_waiting.store(true, Ordering::Relaxed);
        // The receiver is gone only when the program ends.
        let _ = sender.send(event);
    }
}
