//! The rows of the directory.

use assay_types::{AccessKeyId, DomainId, DriveId, GroupId, TenantId, Timestamp, UserId};

/// A domain: users, groups and drives that see each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainRow {
    /// Its id, unique among all tenants.
    pub id: DomainId,
    /// Whose it is.
    pub tenant: TenantId,
    /// The domain that it was made in; `None` for a tenant's first.
    pub parent: Option<DomainId>,
    /// What it is called.
    pub name: String,
    /// What somebody wrote about it.
    pub description: String,
    /// Whether a new user gets a drive.
    pub has_init_drive: bool,
    /// How large that is; `None` without limit.
    pub init_bytes: Option<u64>,
    /// Bytes that all its drives may hold; `None` without limit.
    pub size_quota: Option<u64>,
    /// Users that it may have; `None` without limit.
    pub user_quota: Option<u64>,
    /// What the service alone reads, JSON text.
    pub detail: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed; see [`super::DirectoryStore`].
    pub updated_at: Timestamp,
}

/// What a domain holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DomainUsage {
    /// Bytes in its drives.
    pub bytes: u64,
    /// Its users.
    pub users: u64,
}

/// What a user may do in the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Use what is theirs.
    User,
    /// Administer the domain.
    Admin,
    /// And its administrators.
    Superadmin,
}

/// A user of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// The domain.
    pub domain: DomainId,
    /// Its id, unique in the domain.
    pub id: UserId,
    /// The name by which it signs in elsewhere.
    pub user_name: String,
    /// The name that others read.
    pub nick_name: String,
    /// An address, or empty.
    pub email: String,
    /// A number, or empty.
    pub phone: String,
    /// Where a picture is, or empty.
    pub avatar: String,
    /// What somebody wrote about it.
    pub description: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may sign in, and its tokens are good.
    pub is_enabled: bool,
    /// What clients keep with it, a JSON object as text.
    pub user_data: String,
    /// Who made it.
    pub creator: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed; see [`super::DirectoryStore`].
    pub updated_at: Timestamp,
    /// When it last signed in. Not written with the row.
    pub login_at: Option<Timestamp>,
    /// When a token of its was last refreshed. Not written with the row.
    pub refreshed_at: Option<Timestamp>,
    /// Its default drive. Not written with the row.
    pub default_drive: Option<DriveId>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// The domain.
    pub domain: DomainId,
    /// Its id.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// What somebody wrote about it.
    pub description: String,
    /// Whether it stands for the whole domain: its drive is everybody's first.
    pub is_root: bool,
    /// Who made it.
    pub creator: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed; see [`super::DirectoryStore`].
    pub updated_at: Timestamp,
}

/// A user or a group: what is in a group, owns a drive, or has a right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A user.
    User(UserId),
    /// A group.
    Group(GroupId),
}

impl Party {
    /// Which of both.
    pub fn kind(&self) -> OwnerKind {
        match self {
            Self::User(_) => OwnerKind::User,
            Self::Group(_) => OwnerKind::Group,
        }
    }

    /// The id.
    pub fn id(&self) -> &str {
        match self {
            Self::User(user) => user.as_str(),
            Self::Group(group) => group.as_str(),
        }
    }
}

/// A group that a user is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Membership {
    /// The group.
    pub group: GroupId,
    /// Through how many other groups: 0 for one that the user itself is in.
    pub depth: u32,
}

/// Somebody who administers a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupAdminRow {
    /// The group.
    pub group: GroupId,
    /// Who administers it, and the groups in it.
    pub identity: Party,
    /// Who said so.
    pub creator: String,
    /// When.
    pub created_at: Timestamp,
}

/// A user or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerKind {
    /// A user.
    User,
    /// A group: its members use its drive together.
    Group,
}

/// A drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriveRow {
    /// Its id.
    pub id: DriveId,
    /// Whose its domain is.
    pub tenant: TenantId,
    /// Its domain.
    pub domain: DomainId,
    /// What it is called.
    pub name: String,
    /// What somebody wrote about it.
    pub description: String,
    /// The wire's `drive_type`.
    pub drive_type: String,
    /// Who owns it: a user, or a group.
    pub owner_kind: OwnerKind,
    /// The owner's id.
    pub owner: String,
    /// Whether it is its owner's default drive.
    pub is_default: bool,
    /// Whether it may be used.
    pub is_enabled: bool,
    /// Bytes that it may hold; `None` without limit.
    pub total_bytes: Option<u64>,
    /// Bytes that it holds: current and earlier contents, the recycle bin included.
    pub used_bytes: u64,
    /// Who made it.
    pub creator: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed; see [`super::DirectoryStore`].
    pub updated_at: Timestamp,
}

/// By what a user is known elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLinkRow {
    /// The domain.
    pub domain: DomainId,
    /// Where: `mobile`, `email`, `ldap` and so on.
    pub kind: String,
    /// The name there.
    pub identity: String,
    /// What tells names there apart, such as a country's prefix, or empty.
    pub extra: String,
    /// The user.
    pub user: UserId,
    /// What it is called there.
    pub display_name: String,
    /// When it was linked.
    pub created_at: Timestamp,
}

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Acts as its user.
    Access,
    /// Gets another access token, once.
    Refresh,
    /// Gets the first access token, once.
    Code,
}

/// A text by which somebody acts as a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// SHA-256 of the text, which is kept nowhere.
    pub token_sha256: [u8; 32],
    /// What it is for.
    pub kind: TokenKind,
    /// The sign-in that it comes from.
    pub session: i64,
    /// Whose its domain is.
    pub tenant: TenantId,
    /// The domain.
    pub domain: DomainId,
    /// As whom.
    pub user: UserId,
    /// The access key that it was given to, where it was given to one.
    pub client: Option<AccessKeyId>,
    /// Where a code was sent, or empty.
    pub redirect_uri: String,
    /// What a person calls it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it served; access tokens serve any number of times.
    pub used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}
