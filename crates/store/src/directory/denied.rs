//! Why a change of the directory was not made.

/// A kind of thing in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entity {
    /// A domain.
    Domain,
    /// A user.
    User,
    /// A group.
    Group,
    /// A drive.
    Drive,
    /// An owner's default drive.
    DefaultDrive,
    /// Somebody in a group.
    Member,
    /// An administrator of a group.
    Assignment,
    /// A name elsewhere.
    AccountLink,
}

/// Why a change of the directory was not made, nor anything of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// It is about what is not there.
    Missing(Entity),
    /// It makes what is there already.
    Exists(Entity),
    /// The row has changed since it was read: read again and try again.
    Stale,
    /// The domain has as many users as it may.
    UserQuota,
    /// A group would be in itself.
    Cycle,
    /// Groups would be in groups deeper than [`super::GROUP_DEPTH_MAX`].
    Depth,
    /// The domain, or the group, still has something in it.
    NotEmpty,
}
