//! How much memory and processor time this process has used, for `--timings`. Nothing depends on them.

use std::fs;
use std::time::Duration;

/// The most memory that was resident at one time since the start, in KiB; `None` where the system does not say.
pub fn peak_kib() -> Option<u64> {
    // Linux, proc_pid_status(5): `VmHWM:     1234 kB`.
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The processor time of all threads since the start; `None` where the system does not say.
#[cfg(unix)]
pub fn cpu_time() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};

    let time = clock_gettime(ClockId::ProcessCPUTime);
    Some(Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(unix))]
pub fn cpu_time() -> Option<Duration> {
    None
}
