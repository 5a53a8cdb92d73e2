//! Media metadata at rest: projects, datasets, bindings, the files' records and what is asked of them, tasks,
//! clusters.
//!
//! A file's record is stored as the text that goes to the client. Beside it stand, made from that text by one pure
//! function for both dialects, a narrow row of typed columns (every scalar at the record's top level) and a set of
//! terms (every word, and every exact text within arrays and maps). A question is answered by a *superset* from
//! columns and terms, which the database finds, and by the plain evaluator on what is left where that superset is
//! not exact; so that both dialects agree by construction.

pub(crate) mod aggregate;
mod catalog;
mod cluster;
mod condition;
pub(crate) mod decide;
pub(crate) mod evaluate;
mod field;
mod file;
pub(crate) mod indexed;
pub(crate) mod plan;
pub(crate) mod rank;
pub(crate) mod row;
pub(crate) mod sql;
mod task;
pub(crate) mod terms;
pub(crate) mod top;
pub(crate) mod value;
pub(crate) mod vector;
pub(crate) mod want;
pub(crate) mod words;

pub use catalog::{
    AttachmentRow, BindingKey, BindingRow, DatasetNo, DatasetRow, Deleted, Made, MediaCatalogStore,
    NewDataset, ProjectRow, ProjectTotals,
};
pub use cluster::{ClusterKind, ClusterRow, MediaClusterStore};
pub use condition::{
    Aggregate, AggregateOp, Aggregated, Condition, Scalar, Select, Sort, SortPosition, Test,
};
pub use field::{FieldKind, MediaField};
pub use file::{
    MediaCommit, MediaCommitted, MediaFile, MediaFileStore, MediaUri, Nearest, NewVector, PutExpect, PutFile,
    PutRefused, Selected, VectorKind, VectorRow,
};
pub use task::{MediaTaskFilter, MediaTaskRow, MediaTaskStatus, MediaTaskStore};

/// Everything that the media service needs of the state that is its own.
pub trait MediaStore: MediaCatalogStore + MediaFileStore + MediaTaskStore + MediaClusterStore {}

impl<T> MediaStore for T where T: MediaCatalogStore + MediaFileStore + MediaTaskStore + MediaClusterStore {}
