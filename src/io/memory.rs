//! How much memory this process has used, for `--timings`. Nothing depends on it.

use std::fs;

/// The most memory that was resident at one time since the start, in KiB; `None` where the system does not say.
pub fn peak_kib() -> Option<u64> {
    // Linux, proc_pid_status(5): `VmHWM:     1234 kB`.
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
