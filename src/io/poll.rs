//! Looks through the folders of a project at intervals, where the system does not report changes.
//!
//! Any difference of length, date or file number is a change. A date may go back: version control, `cp -p` and `rsync`
//! put files in place that are older than those that were there.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::io::project::Project;
use crate::io::read::find;
use crate::io::stamp::Stamp;

/// Polls until it is dropped.
pub(super) struct Poller {
    is_stopped: Arc<AtomicBool>,
}

impl Poller {
    /// Starts to poll. `report` gets the paths of files that are new, changed or gone.
    pub fn start(
        project: &Project,
        interval: Duration,
        mut report: impl FnMut(Vec<PathBuf>) + Send + 'static,
    ) -> Poller {
        let is_stopped = Arc::new(AtomicBool::new(false));
        let (stop, project) = (is_stopped.clone(), project.clone());
        let mut known = stamps(&project);
        thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                thread::sleep(interval);
                let now = stamps(&project);
                let changed: Vec<PathBuf> = changes(&known, &now);
                known = now;
                if !changed.is_empty() {
                    report(changed);
                }
            }
        });
        Poller { is_stopped }
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }
}

fn stamps(project: &Project) -> HashMap<PathBuf, Stamp> {
    let stamped = |path: PathBuf| fs::metadata(&path).ok().map(|metadata| (path, Stamp::of(&metadata)));
    find(project).files.into_iter().filter_map(|file| stamped(file.path)).collect()
}

fn changes(known: &HashMap<PathBuf, Stamp>, now: &HashMap<PathBuf, Stamp>) -> Vec<PathBuf> {
    let written = now.iter().filter(|(path, stamp)| known.get(*path) != Some(*stamp)).map(|(path, _)| path);
    let gone = known.keys().filter(|path| !now.contains_key(*path));
    written.chain(gone).cloned().collect()
}
