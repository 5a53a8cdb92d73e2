//! No root, no group, no capability.

use nix::unistd::{Gid, Uid, setgroups, setresgid, setresuid};
use rustix::thread::{CapabilitySet, CapabilitySets};

/// The user and group that own nothing, by convention ("nobody").
const NOBODY: u32 = 65534;

const NONE: CapabilitySets = CapabilitySets {
    effective: CapabilitySet::empty(),
    permitted: CapabilitySet::empty(),
    inheritable: CapabilitySet::empty(),
};

/// Gives up capabilities that came with the program file rather than with root. Root keeps its own until
/// [`become_nobody`]: it may need them to read the rules.
pub(super) fn drop_capabilities() {
    if !Uid::effective().is_root() {
        // A failure shows in `is_unprivileged`.
        let _ = rustix::thread::set_capabilities(None, NONE);
    }
}

/// Stops being root, for good, if this process is. Any other user is left as it is: it was chosen by whoever
/// runs the server.
pub fn become_nobody() -> nix::Result<()> {
    if !Uid::effective().is_root() && !Uid::current().is_root() {
        return Ok(());
    }
    let (uid, gid) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
    // Groups first: without root there is no right to drop them.
    setgroups(&[])?;
    setresgid(gid, gid, gid)?;
    setresuid(uid, uid, uid)
}

/// Whether this process is not root and cannot act as root.
pub(super) fn is_unprivileged() -> bool {
    let none = rustix::thread::capabilities(None).is_ok_and(|sets| {
        sets.effective.is_empty() && sets.permitted.is_empty() && sets.inheritable.is_empty()
    });
    none && !Uid::effective().is_root() && !Uid::current().is_root()
}
