//! The words that requests choose from.

#![expect(missing_docs, reason = "the wire's own words")]

use serde::{Deserialize, Serialize};

/// What to do when the name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CheckNameMode {
    #[serde(rename = "auto_rename")]
    AutoRename,
    #[serde(rename = "ignore")]
    Ignore,
    #[serde(rename = "refuse")]
    Refuse,
}

impl CheckNameMode {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AutoRename => "auto_rename",
            Self::Ignore => "ignore",
            Self::Refuse => "refuse",
        }
    }
}

/// A file or a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FileType {
    #[serde(rename = "file")]
    #[default]
    File,
    #[serde(rename = "folder")]
    Folder,
}

impl FileType {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Folder => "folder",
        }
    }
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OrderDirection {
    #[serde(rename = "ASC")]
    Asc,
    #[serde(rename = "DESC")]
    Desc,
}

impl OrderDirection {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asc => "ASC",
            Self::Desc => "DESC",
        }
    }
}

/// Whether a thing may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EnabledStatus {
    #[serde(rename = "disabled")]
    Disabled,
    #[serde(rename = "enabled")]
    Enabled,
}

impl EnabledStatus {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
        }
    }
}

/// Whose a drive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OwnerType {
    #[serde(rename = "group")]
    Group,
    #[serde(rename = "user")]
    User,
}

impl OwnerType {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::User => "user",
        }
    }
}

/// A user or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IdentityType {
    #[serde(rename = "IT_Group")]
    Group,
    #[serde(rename = "IT_User")]
    User,
}

impl IdentityType {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Group => "IT_Group",
            Self::User => "IT_User",
        }
    }
}

/// What a folder's listing is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FileOrder {
    #[serde(rename = "created_at")]
    CreatedAt,
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "size")]
    Size,
    #[serde(rename = "updated_at")]
    UpdatedAt,
}

impl FileOrder {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::Name => "name",
            Self::Size => "size",
            Self::UpdatedAt => "updated_at",
        }
    }
}

/// Files that are there, or files that are being uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ListedStatus {
    #[serde(rename = "available")]
    Available,
    #[serde(rename = "uploading")]
    Uploading,
}

impl ListedStatus {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Uploading => "uploading",
        }
    }
}

/// What a file is for, roughly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Category {
    #[serde(rename = "app")]
    App,
    #[serde(rename = "audio")]
    Audio,
    #[serde(rename = "doc")]
    Doc,
    #[serde(rename = "image")]
    Image,
    #[serde(rename = "others")]
    Others,
    #[serde(rename = "video")]
    Video,
    #[serde(rename = "zip")]
    Zip,
}

impl Category {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Audio => "audio",
            Self::Doc => "doc",
            Self::Image => "image",
            Self::Others => "others",
            Self::Video => "video",
            Self::Zip => "zip",
        }
    }
}

/// What a user may do in the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum UserRole {
    #[serde(rename = "admin")]
    Admin,
    #[serde(rename = "superadmin")]
    Superadmin,
    #[serde(rename = "user")]
    User,
}

impl UserRole {
    /// The wire's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Superadmin => "superadmin",
            Self::User => "user",
        }
    }
}
