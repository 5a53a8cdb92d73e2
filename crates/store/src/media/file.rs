//! The files of datasets: writing, reading, selecting, ranking.

use assay_types::Timestamp;
use async_trait::async_trait;

use super::{Aggregate, Aggregated, Condition, DatasetNo, Select, SortPosition};
use crate::{Lease, NewJob, StoreError};

/// A file in a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// Names it within the store; files put later have larger numbers, a file put again keeps its own.
    pub no: i64,
    /// Its URI, unique within the dataset.
    pub uri: String,
    /// The record as the text that goes to the client.
    pub entry: String,
    /// Goes up with every change.
    pub version: u64,
}

/// What a file that is put must be like before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutExpect {
    /// Whatever it is like.
    Any,
    /// It has this version.
    Version(u64),
    /// It is not there.
    Absent,
}

/// A vector that a model made of a file or of a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewVector {
    /// What it is of.
    pub kind: VectorKind,
    /// Which part, such as a `FigureId`; empty for the file itself.
    pub part: String,
    /// Its numbers, of length 1.
    pub numbers: Vec<f32>,
}

/// What vectors are of. Vectors of one kind and length can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VectorKind {
    /// The file's meaning.
    Meaning,
    /// A face or a body.
    Figure,
}

impl VectorKind {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::Meaning, Self::Figure];
}

/// A file to be put.
#[derive(Debug, Clone, PartialEq)]
pub struct PutFile {
    /// Its URI, at most 2048 bytes.
    pub uri: String,
    /// The record: a JSON object, the wire's `File`. `Size` in it counts against the dataset's limit.
    pub entry: String,
    /// Tells whether the source changed since: an ETag, or size and time.
    pub fingerprint: String,
    /// Text that is searched and not shown, such as a document's; `None` leaves what was there.
    pub text: Option<String>,
    /// The vectors that it has from now on; `None` leaves what was there.
    pub vectors: Option<Vec<NewVector>>,
    /// What must be there.
    pub expect: PutExpect,
}

/// A change of a dataset's files.
#[derive(Debug, Clone, PartialEq)]
pub struct MediaCommit {
    /// The dataset.
    pub dataset: DatasetNo,
    /// Files to write; a URI is there at most once.
    pub puts: Vec<PutFile>,
    /// URIs to take out; those that are not there are no error.
    pub deletes: Vec<String>,
    /// Files that the dataset may have.
    pub max_files: u64,
    /// Bytes that its files may have.
    pub max_bytes: u64,
    /// Work that comes with it.
    pub jobs: Vec<NewJob>,
    /// The job that ends with it.
    pub completes: Option<Lease>,
    /// The time.
    pub now: Timestamp,
}

/// Why a file was not put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutRefused {
    /// What was expected is not so.
    Expectation,
    /// The dataset has as many files as it may have.
    TooManyFiles,
    /// The dataset has as many bytes as it may have.
    TooManyBytes,
}

/// What became of a commit: it is written but for the files that were refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaCommitted {
    /// For each of the puts, in order, why it was not written; `None` when it was.
    pub refused: Vec<Option<PutRefused>>,
    /// Files that were taken out.
    pub deleted: u64,
}

/// A file's URI, and what it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaUri {
    /// The URI.
    pub uri: String,
    /// As it was put.
    pub fingerprint: String,
}

/// A page of files that meet a condition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selected {
    /// The files, in order.
    pub files: Vec<MediaFile>,
    /// Where to go on; `None` at the end.
    pub next: Option<SortPosition>,
    /// Files in all, where that was asked for.
    pub total: Option<u64>,
}

/// A file, and how near it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The file.
    pub file: MediaFile,
    /// The part whose vector it is.
    pub part: String,
    /// Cosine of the angle, -1 to 1.
    pub similarity: f64,
}

/// A vector at rest.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorRow {
    /// The file's number.
    pub no: i64,
    /// The file's URI.
    pub uri: String,
    /// The part.
    pub part: String,
    /// Its numbers.
    pub numbers: Vec<f32>,
}

/// Verbs on the files of datasets. A dataset that is not there has no files; to put into it is
/// [`StoreError::Refused`].
#[async_trait]
pub trait MediaFileStore: Send + Sync {
    /// Deletes and writes, with jobs, in one transaction. [`StoreError::Corrupt`] for what is no record, and for a
    /// URI that is too long or is put twice.
    async fn commit_media(&self, commit: MediaCommit) -> Result<MediaCommitted, StoreError>;
    /// Files by URI, in the order of `uris`.
    async fn media_files(
        &self,
        dataset: DatasetNo,
        uris: &[String],
    ) -> Result<Vec<Option<MediaFile>>, StoreError>;
    /// URIs that begin with `prefix`, in byte order, after `after`.
    async fn media_uris(
        &self,
        dataset: DatasetNo,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<MediaUri>, StoreError>;
    /// The files that meet a condition, in an order.
    async fn select_media(&self, dataset: DatasetNo, select: Select) -> Result<Selected, StoreError>;
    /// What the files that meet a condition come to.
    async fn aggregate_media(
        &self,
        dataset: DatasetNo,
        condition: Option<Condition>,
        aggregates: Vec<Aggregate>,
    ) -> Result<Vec<Aggregated>, StoreError>;
    /// The files that have any of these words, in their records' texts or in the text that came with them, with
    /// scores: rare words count more (the sum of their inverse document frequencies). Best first, then newest.
    async fn rank_media(
        &self,
        dataset: DatasetNo,
        query: &str,
        condition: Option<Condition>,
        limit: usize,
    ) -> Result<Vec<(MediaFile, f64)>, StoreError>;
    /// The files with the nearest vectors of a kind, nearest first, each file once.
    async fn nearest_media(
        &self,
        dataset: DatasetNo,
        kind: VectorKind,
        numbers: &[f32],
        condition: Option<Condition>,
        limit: usize,
    ) -> Result<Vec<Nearest>, StoreError>;
    /// All vectors of a kind, by file number and part, after a place.
    async fn media_vectors(
        &self,
        dataset: DatasetNo,
        kind: VectorKind,
        after: Option<(i64, String)>,
        limit: usize,
    ) -> Result<Vec<VectorRow>, StoreError>;
    /// Deletes up to `limit` files of a dataset that is gone, and with the last of them its clusters; whether any are
    /// left. Nothing while the dataset is there.
    async fn purge_dataset(&self, dataset: DatasetNo, limit: usize) -> Result<bool, StoreError>;
}
