//! Progress of a compile: a spinner on a terminal, and the time that each stage took.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use rustix::time::{ClockId, clock_gettime};

use crate::cli::terminal::Terminal;
use crate::compile::Observer;

/// Shows and times the stages of a compile.
pub struct Progress {
    bar: Option<ProgressBar>,
    /// Each stage with the wall clock and the processor time at its start.
    stages: Mutex<Vec<(&'static str, Instant, Duration)>>,
}

impl Progress {
    /// Shows nothing.
    pub fn silent() -> Progress {
        Progress { bar: None, stages: Mutex::new(Vec::new()) }
    }

    /// Shows the current stage on a terminal, once a build takes long enough to wonder.
    pub fn new(terminal: &Terminal) -> Progress {
        let bar = terminal.is_lively().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the pattern is valid"));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Progress { bar, stages: Mutex::new(Vec::new()) }
    }

    /// Shows how far a long stage is.
    pub fn count(&self, stage: &str, done: usize, all: usize) {
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{stage} {done} of {all}"));
        }
    }

    /// Ends the last stage and clears the line.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.stages.lock().expect("no holder of this lock panics").push(("", Instant::now(), processor_time()));
    }

    /// How long each stage took by the clock and by the processors, in order.
    pub fn timings(&self) -> Vec<(&'static str, Duration, Duration)> {
        let stages = self.stages.lock().expect("no holder of this lock panics");
        stages.windows(2).map(|pair| (pair[0].0, pair[1].1 - pair[0].1, pair[1].2 - pair[0].2)).collect()
    }
}

/// The time that all processors have spent on this program.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

impl Observer for Progress {
    fn stage(&self, name: &'static str) {
        if let Some(bar) = &self.bar {
            bar.set_message(name);
        }
        self.stages.lock().expect("no holder of this lock panics").push((name, Instant::now(), processor_time()));
    }
}
