//! Progress of a compile: the current stage on a terminal, and the time and memory that each stage took.

use std::io::{Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::cli::terminal::Terminal;
use crate::compile::options::Observer;
use crate::io::memory::peak_kib;

/// Shows the current stage, and measures all stages.
pub struct Progress {
    is_shown: bool,
    stages: Mutex<Vec<StageStart>>,
}

/// A stage, with the wall clock, the CPU time and the peak of memory at its start.
struct StageStart {
    stage: &'static str,
    wall: Instant,
    cpu: Duration,
    peak_kib: Option<u64>,
}

/// How long a stage took.
pub struct Timing {
    pub stage: &'static str,
    pub wall: Duration,
    /// The time of all processors together.
    pub cpu: Duration,
    /// The most memory that was resident at one time, from the start of the program to the end of the stage.
    pub peak_kib: Option<u64>,
}

impl Progress {
    /// Shows nothing.
    pub fn silent() -> Progress {
        Progress { is_shown: false, stages: Mutex::new(Vec::new()) }
    }

    /// Shows the current stage, if standard error is a terminal.
    pub fn new(terminal: &Terminal) -> Progress {
        Progress { is_shown: terminal.is_interactive(), stages: Mutex::new(Vec::new()) }
    }

    /// Shows how much of a long stage is done.
    pub fn count(&self, stage: &str, done: usize, all: usize) {
        self.show(&format!("{stage}: {done} of {all}"));
    }

    /// Ends the last stage and clears its line.
    pub fn finish(&self) {
        self.show("");
        self.start("");
    }

    /// Replaces the line that shows the current stage.
    fn show(&self, text: &str) {
        if self.is_shown {
            // Nothing depends on this line, so an error is ignored.
            let _ = write!(stderr(), "\r\u{1b}[2K{text}");
        }
    }

    /// How long each stage took, in order.
    pub fn timings(&self) -> Vec<Timing> {
        let stages = self.stages.lock().expect("no thread panics while it has this lock");
        let timing = |start: &StageStart, end: &StageStart| Timing {
            stage: start.stage,
            wall: end.wall - start.wall,
            cpu: end.cpu - start.cpu,
            peak_kib: end.peak_kib,
        };
        stages.windows(2).map(|pair| timing(&pair[0], &pair[1])).collect()
    }

    fn start(&self, stage: &'static str) {
        let start = StageStart { stage, wall: Instant::now(), cpu: cpu_time(), peak_kib: peak_kib() };
        self.stages.lock().expect("no thread panics while it has this lock").push(start);
    }
}

/// The CPU time of this process, over all its threads.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

impl Observer for Progress {
    fn stage(&self, name: &'static str) {
        self.show(name);
        self.start(name);
    }
}
