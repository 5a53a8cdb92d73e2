//! No descriptor but the three that a worker is given on purpose.

use std::{fs, os::fd::RawFd};

/// Descriptors looked at where there is no `/proc` to list them.
const FALLBACK_MAX: RawFd = 1024;

/// Closes every descriptor but standard input, output and error. Only while nothing else is open: whoever
/// owned one of them would find it gone.
pub(super) fn close_inherited() {
    // The listing's own descriptor is among those listed, and closed again by the time they are used.
    let open: Vec<RawFd> = match fs::read_dir("/proc/self/fd") {
        Ok(entries) => {
            entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
        }
        Err(_) => (0..FALLBACK_MAX).collect(),
    };
    for descriptor in open.into_iter().filter(|descriptor| *descriptor > 2) {
        let _ = nix::unistd::close(descriptor);
    }
}
