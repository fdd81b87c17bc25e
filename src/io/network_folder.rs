//! Folders on file systems that do not report what other computers change.

use std::path::Path;

/// The name of the network file system of a folder; `None` on a disk of this computer, and where it is not known.
#[cfg(target_os = "linux")]
pub(super) fn network_of(folder: &Path) -> Option<&'static str> {
    #[allow(clippy::cast_sign_loss, clippy::cast_lossless, clippy::unnecessary_cast)]
    name_of(rustix::fs::statfs(folder).ok()?.f_type as u32)
}

/// The name of the network file system of a folder; only known on Linux.
#[cfg(not(target_os = "linux"))]
pub(super) fn network_of(_: &Path) -> Option<&'static str> {
    None
}

/// Names of file systems by the number that Linux gives them (`linux/magic.h` and the sources of these file systems).
/// FUSE is the way of `sshfs`, and of containers on other systems.
#[cfg(target_os = "linux")]
fn name_of(number: u32) -> Option<&'static str> {
    Some(match number {
        0x6969 => "NFS",
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => "SMB",
        0x0102_1997 => "9P",
        0x6573_5546 => "FUSE",
        0x00c3_6400 => "Ceph",
        0x5346_414f | 0x6b41_4653 => "AFS",
        0x7375_7245 => "Coda",
        0x786f_4256 => "VirtualBox",
        _ => return None,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_file_systems_of_networks_have_a_name() {
        let of_this_computer = [0xef53, 0x9123_683e, 0x5846_5342, 0x0102_1994, 0x794c_7630, 0x2fc1_2fc1];
        assert!(of_this_computer.into_iter().all(|number| name_of(number).is_none()));
        assert_eq!([0x6969, 0xfe53_4d42, 0x0102_1997].map(name_of), [Some("NFS"), Some("SMB"), Some("9P")]);
        assert_eq!(network_of(Path::new("/proc")), None);
        assert_eq!(network_of(Path::new("/there is nothing")), None);
    }
}
