//! Progress of a command: a status line on a terminal, and the time and memory that each stage took.
//!
//! The status line appears when the command has run for a second. It shows the stage, how much of it is done, and about
//! how long the rest takes. A thread of its own writes it, so that stages only count.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::compile::options::Observer;
use crate::io::usage::{cpu_time, peak_kib};

/// Shorter commands show nothing.
const DELAY: Duration = Duration::from_secs(1);
/// Between two versions of the status line.
const REDRAW: Duration = Duration::from_millis(200);
/// A stage that is younger says nothing about the time left.
const LEAST_TO_ESTIMATE: Duration = Duration::from_millis(500);

/// Measures all stages, and shows the current one.
pub struct Progress {
    stages: Arc<Stages>,
    line: Mutex<Option<StatusLine>>,
}

/// The stages so far, and how much of the last one is done.
#[derive(Default)]
struct Stages {
    starts: Mutex<Vec<StageStart>>,
    done: AtomicUsize,
    /// Zero where the stage has no steps.
    all: AtomicUsize,
}

/// A stage, with the wall clock, the CPU time and the peak of memory at its start.
struct StageStart {
    stage: &'static str,
    wall: Instant,
    cpu: Option<Duration>,
    peak_kib: Option<u64>,
}

/// The thread that writes the status line. It ends when the sender is dropped.
struct StatusLine {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

/// How long a stage took.
pub struct Timing {
    pub stage: &'static str,
    pub wall: Duration,
    /// The time of all processors together, where the system reports it.
    pub cpu: Option<Duration>,
    /// The most memory that was resident at one time, from the start of the program to the end of the stage.
    pub peak_kib: Option<u64>,
}

impl Progress {
    /// Shows nothing.
    pub fn silent() -> Progress {
        Progress { stages: Arc::default(), line: Mutex::new(None) }
    }

    /// Shows a status line, if the terminal can.
    pub fn new(terminal: &Terminal) -> Progress {
        let progress = Progress::silent();
        let line = terminal.status_line().map(|streams| StatusLine::start(streams, progress.stages.clone()));
        *lock(&progress.line) = line;
        progress
    }

    /// Sets how much of the current stage is done.
    pub fn count(&self, done: usize, all: usize) {
        self.stages.done.store(done, Ordering::Relaxed);
        self.stages.all.store(all, Ordering::Relaxed);
    }

    /// Ends the last stage and removes the status line.
    pub fn finish(&self) {
        self.end_line();
        self.start("");
    }

    /// How long each stage took, in order.
    pub fn timings(&self) -> Vec<Timing> {
        let stages = lock(&self.stages.starts);
        let timing = |start: &StageStart, end: &StageStart| Timing {
            stage: start.stage,
            wall: end.wall - start.wall,
            cpu: end.cpu.zip(start.cpu).map(|(end, start)| end - start),
            peak_kib: end.peak_kib,
        };
        stages.windows(2).map(|pair| timing(&pair[0], &pair[1])).collect()
    }

    fn start(&self, stage: &'static str) {
        let start = StageStart { stage, wall: Instant::now(), cpu: cpu_time(), peak_kib: peak_kib() };
        let mut starts = lock(&self.stages.starts);
        starts.push(start);
        self.count(0, 0);
    }

    fn end_line(&self) {
        if let Some(StatusLine { end, thread }) = lock(&self.line).take() {
            drop(end);
            // It cannot panic, and if it did, only the line would be missing.
            let _ = thread.join();
        }
    }
}

impl Observer for Progress {
    fn stage(&self, name: &'static str) {
        self.start(name);
    }

    fn step(&self, all: usize) {
        self.stages.done.fetch_add(1, Ordering::Relaxed);
        self.stages.all.store(all, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end_line();
    }
}

impl StatusLine {
    fn start(streams: Arc<Streams>, stages: Arc<Stages>) -> StatusLine {
        let (end, ended) = channel();
        let thread = thread::spawn(move || {
            let mut wait = DELAY;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                streams.status(&stages.in_words());
                wait = REDRAW;
            }
            streams.status("");
        });
        StatusLine { end, thread }
    }
}

impl Stages {
    /// The current stage in words.
    fn in_words(&self) -> String {
        let starts = lock(&self.starts);
        let Some(current) = starts.last() else { return String::new() };
        let (done, all) = (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed));
        in_words(current.stage, done, all, current.wall.elapsed())
    }
}

/// A stage, the number of its steps, and about how long the rest takes if each step takes as long as those before.
fn in_words(stage: &str, done: usize, all: usize, elapsed: Duration) -> String {
    if all == 0 {
        return stage.to_owned();
    }
    let counts = format!("{stage}: {done} of {all}");
    if done == 0 || elapsed < LEAST_TO_ESTIMATE {
        return counts;
    }
    let left = elapsed.as_secs_f64() / done as f64 * all.saturating_sub(done) as f64;
    format!("{counts}, {} left", about(left))
}

/// A time in words: seconds up to a minute and a half, then minutes.
fn about(seconds: f64) -> String {
    match seconds {
        ..1.0 => "less than 1 second".to_owned(),
        ..1.5 => "about 1 second".to_owned(),
        ..90.0 => format!("about {seconds:.0} seconds"),
        _ => format!("about {:.0} minutes", seconds / 60.0),
    }
}

fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_shown_with_its_counts_and_the_time_left() {
        let seconds = Duration::from_secs_f64;
        assert_eq!(in_words("commit", 0, 0, seconds(9.0)), "commit");
        assert_eq!(in_words("parse", 0, 900, seconds(9.0)), "parse: 0 of 900");
        assert_eq!(in_words("parse", 30, 900, seconds(0.1)), "parse: 30 of 900");
        assert_eq!(in_words("render", 300, 900, seconds(2.0)), "render: 300 of 900, about 4 seconds left");
        assert_eq!(in_words("render", 899, 900, seconds(2.0)), "render: 899 of 900, less than 1 second left");
        assert_eq!(in_words("render", 10, 900, seconds(2.0)), "render: 10 of 900, about 3 minutes left");
        assert_eq!(in_words("render", 100, 90, seconds(2.0)), "render: 100 of 90, less than 1 second left");
    }

    #[test]
    fn a_stage_begins_with_no_steps_done() {
        let progress = Progress::silent();
        progress.stage("parse");
        (0..3).for_each(|_| progress.step(5));
        assert_eq!(progress.stages.in_words(), "parse: 3 of 5");
        progress.stage("link");
        assert_eq!(progress.stages.in_words(), "link");
        progress.finish();
        let stages: Vec<&str> = progress.timings().iter().map(|timing| timing.stage).collect();
        assert_eq!(stages, ["parse", "link"]);
    }
}
