//! Links by which files are shared with whoever has them.

use assay_types::{DomainId, DriveId, FileId, TenantId, Timestamp};

use crate::{Comparison, Direction, Value};

/// A share link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareRow {
    /// Its id, which cannot be guessed.
    pub id: String,
    /// Whose its domain is.
    pub tenant: TenantId,
    /// The drive's domain.
    pub domain: DomainId,
    /// The drive that it leads into.
    pub drive: DriveId,
    /// Who it is for: a user's id, or an access key's.
    pub creator: String,
    /// Whether a key made it, for the domain: its rights are then not those of the creator.
    pub is_of_domain: bool,
    /// What it shares; `None` for the whole drive.
    pub files: Option<Vec<FileId>>,
    /// Folders in which visitors may create files.
    pub creatable: Vec<FileId>,
    /// Counts changes of the settings.
    pub version: i64,
    /// What can be set.
    pub settings: ShareSettings,
    /// How often it was used.
    pub counts: ShareCounts,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its settings were last changed.
    pub updated_at: Timestamp,
}

/// What can be set about a link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShareSettings {
    /// What it is called.
    pub name: String,
    /// What somebody wrote about it.
    pub description: String,
    /// The password; empty for none.
    pub password: String,
    /// When it ends; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// Whether it can be used; a cancelled one cannot.
    pub is_enabled: bool,
    /// Tokens of earlier generations are not good any more.
    pub generation: i64,
    /// Visitors may not look at files.
    pub disable_preview: bool,
    /// Visitors may not download files.
    pub disable_download: bool,
    /// Visitors may not copy files into drives of theirs.
    pub disable_save: bool,
    /// Only who is signed in may visit.
    pub require_login: bool,
    /// Told to clients; nothing here acts on it.
    pub office_editable: bool,
    /// How often visitors may look; 0 without limit.
    pub preview_limit: u64,
    /// How often visitors may download; 0 without limit.
    pub download_limit: u64,
    /// How often visitors may copy; 0 without limit.
    pub save_limit: u64,
}

/// How often a link was used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShareCounts {
    /// Visits.
    pub access: u64,
    /// Looks at files.
    pub preview: u64,
    /// Downloads.
    pub download: u64,
    /// Copies into visitors' drives.
    pub save: u64,
    /// Looks at videos.
    pub video_preview: u64,
    /// Complaints.
    pub report: u64,
}

/// Counts to be set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShareCountChange {
    /// Looks at files.
    pub preview: Option<u64>,
    /// Downloads.
    pub download: Option<u64>,
    /// Copies into visitors' drives.
    pub save: Option<u64>,
    /// Looks at videos.
    pub video_preview: Option<u64>,
    /// Complaints.
    pub report: Option<u64>,
}

/// A use that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShareUse {
    /// A visit; without limit.
    Access,
    /// A look at a file.
    Preview,
    /// A download.
    Download,
    /// A copy into a visitor's drive.
    Save,
}

/// What links are sorted by; the id comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShareOrder {
    /// When it was made.
    Created,
    /// When it was changed.
    Updated,
    /// The name's bytes.
    Name,
    /// The description's bytes.
    Description,
}

/// What queries about links name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShareField {
    /// Time.
    Created,
    /// Time.
    Updated,
    /// Time; 0 for a link that never ends.
    Expires,
    /// Text, exact.
    Name,
    /// Text, exact.
    Description,
    /// Number: 1 for a link that can be used, 0 for a cancelled one.
    Enabled,
}

/// A query over links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShareCondition {
    /// All hold; an empty list holds.
    And(Vec<ShareCondition>),
    /// At least one holds; an empty list does not.
    Or(Vec<ShareCondition>),
    /// Does not hold.
    Not(Box<ShareCondition>),
    /// A field compares so to a value of its own type. Never [`Comparison::Prefix`].
    Compare(ShareField, Comparison, Value),
    /// The name, in lower case, contains this text, which is in lower case.
    NameContains(String),
}

/// A place in an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharePosition {
    /// What is sorted by.
    pub value: Value,
    /// The link.
    pub id: String,
}

/// A page of links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareSpec {
    /// The domain.
    pub domain: DomainId,
    /// Only those of these creators; at most 100.
    pub creators: Option<Vec<String>>,
    /// Which of them.
    pub condition: ShareCondition,
    /// Sorted by.
    pub order: ShareOrder,
    /// Which end first.
    pub direction: Direction,
    /// Where to go on.
    pub after: Option<SharePosition>,
    /// At most so many.
    pub limit: usize,
    /// Whether to count all that the condition describes.
    pub count: bool,
}

/// A page of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharePage {
    /// The links, in order; as many as were asked for unless it is the last page.
    pub shares: Vec<ShareRow>,
    /// Links in all, where that was asked for.
    pub total: Option<u64>,
}

impl ShareRow {
    /// Where this one is in an order.
    pub fn position(&self, order: ShareOrder) -> SharePosition {
        let value = match order {
            ShareOrder::Created => Value::Number(self.created_at.as_millis()),
            ShareOrder::Updated => Value::Number(self.updated_at.as_millis()),
            ShareOrder::Name => Value::Text(self.settings.name.clone()),
            ShareOrder::Description => Value::Text(self.settings.description.clone()),
        };
        SharePosition { value, id: self.id.clone() }
    }
}
