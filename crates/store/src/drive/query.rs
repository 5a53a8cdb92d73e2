//! What can be asked of a drive's files: folders' pages and queries, by typed columns.

use assay_types::{DriveId, FileId};

use super::{FileKind, FileState, Scope};

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

/// A value of a column. Times are milliseconds since 1970, flags 0 or 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A number, time or flag.
    Number(i64),
    /// A text, compared by its bytes.
    Text(String),
}

/// A place in an order: the sorted columns' values, and the id, which makes it unique. Ids go the way of the last
/// sorted column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    /// The values, in the order of the sort.
    pub values: Vec<Value>,
    /// The file.
    pub file: FileId,
}

/// What a folder's page is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListOrder {
    /// When it was made: the order of the ids. Positions have no values.
    Created,
    /// When it was changed.
    Updated,
    /// The name's bytes.
    Name,
    /// Its length.
    Size,
}

/// Which of a folder's files are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFilter {
    /// [`FileState::Available`] or [`FileState::Uploading`].
    pub state: FileState,
    /// Files alone, or folders alone.
    pub kind: Option<FileKind>,
    /// The wire's category.
    pub category: Option<String>,
}

/// A folder's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSpec {
    /// The drive.
    pub drive: DriveId,
    /// The folder.
    pub parent: FileId,
    /// Which of them.
    pub filter: ListFilter,
    /// Sorted by.
    pub order: ListOrder,
    /// Which end first.
    pub direction: Direction,
    /// Where to go on.
    pub after: Option<Position>,
    /// At most so many.
    pub limit: usize,
    /// What the caller may see.
    pub scope: Scope,
}

/// A column that queries name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Text, exact.
    Name,
    /// Text without case: `file` or `folder`.
    Kind,
    /// Text.
    Extension,
    /// Text.
    Category,
    /// Text.
    MimeType,
    /// Text.
    Description,
    /// Text: the SHA-1 in lower-case hex; kept as raw bytes.
    ContentHash,
    /// A file's id as a number.
    Parent,
    /// Number.
    Size,
    /// Flag.
    Hidden,
    /// Flag.
    Starred,
    /// Time.
    Created,
    /// Time.
    Updated,
}

/// How a column is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Equal.
    Eq,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Texts only: starts with.
    Prefix,
}

/// A query over live files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All hold; an empty list holds.
    And(Vec<Condition>),
    /// At least one holds; an empty list does not.
    Or(Vec<Condition>),
    /// Does not hold.
    Not(Box<Condition>),
    /// A column compares so to a value of its own type.
    Compare(Field, Comparison, Value),
    /// The name, in lower case, contains each of these words, which are not empty and are in lower case.
    NameMatch(Vec<String>),
    /// At least one of the labels is one of these.
    LabelIn(Vec<String>),
}

/// A page of a query's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchSpec {
    /// The drive.
    pub drive: DriveId,
    /// Which files.
    pub condition: Condition,
    /// Sorted by; empty is by id, the smallest first.
    pub order: Vec<(Field, Direction)>,
    /// Where to go on.
    pub after: Option<Position>,
    /// At most so many.
    pub limit: usize,
    /// Only what is below this folder, at any depth.
    pub under: Option<FileId>,
    /// What the caller may see.
    pub scope: Scope,
    /// Whether to count all that the query describes.
    pub count: bool,
}
