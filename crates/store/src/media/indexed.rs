//! What stands beside a record: made from it by one pure function for both dialects.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::{
    DatasetNo, MediaCommit, MediaField, PutFile, Scalar,
    terms::Terms,
    value::{clean, key_of, place},
};
use crate::{StoreError, row::corrupt};

/// The longest URI, in bytes: PostgreSQL's indexes have no longer keys.
const URI_MAX: usize = 2048;

/// What a file counts at most, in bytes: sums of more would not fit.
const SIZE_MAX: i64 = 1 << 50;

/// A file to be put, with all that is found by.
#[derive(Debug)]
pub(crate) struct Indexed {
    /// As it was handed in.
    pub(crate) put: PutFile,
    /// The scalars at the record's top level, by [`MediaField::column`].
    pub(crate) columns: Vec<Option<Scalar>>,
    /// Degrees of latitude and longitude.
    pub(crate) place: Option<(f64, f64)>,
    /// Bytes that count against the dataset's limit.
    pub(crate) size: i64,
    /// The record's terms.
    pub(crate) terms: BTreeSet<i64>,
    /// The text's terms, where a text came with it.
    pub(crate) text_terms: Option<BTreeSet<i64>>,
}

impl Indexed {
    /// Reads a record.
    fn new(dataset: DatasetNo, put: PutFile) -> Result<Self, StoreError> {
        let record: Value =
            serde_json::from_str(&put.entry).map_err(|error| corrupt("media_files", &error))?;
        if !record.is_object() {
            return Err(corrupt("media_files", &"a record is an object"));
        }
        let columns: Vec<_> = MediaField::top()
            .map(|(name, kind)| record.get(name).and_then(|value| key_of(kind, value)))
            .collect();
        let size = record.get("Size").and_then(Value::as_i64).unwrap_or_default().clamp(0, SIZE_MAX);
        let place = record.get("LatLong").and_then(Value::as_str).and_then(place);
        let terms = Terms(dataset);
        let text_terms = put.text.as_deref().map(|text| terms.of_text(text));
        Ok(Self { columns, place, size, terms: terms.of_record(&record), text_terms, put })
    }

    /// Reads all records of a commit, which stays without them, and makes its URIs such as both databases take.
    pub(crate) fn all(commit: &mut MediaCommit) -> Result<Vec<Self>, StoreError> {
        let dataset = commit.dataset;
        for uri in &mut commit.deletes {
            *uri = clean(uri).into_owned();
        }
        let mut uris = HashSet::new();
        let mut read = |mut put: PutFile| {
            put.uri = clean(&put.uri).into_owned();
            if put.uri.len() > URI_MAX || !uris.insert(put.uri.clone()) {
                return Err(corrupt("media_files", &"a URI that is there twice, or is too long"));
            }
            Self::new(dataset, put)
        };
        std::mem::take(&mut commit.puts).into_iter().map(&mut read).collect()
    }

    /// What tells one set of terms from another.
    pub(crate) fn digest(terms: &BTreeSet<i64>) -> i64 {
        let mix = |sum: u64, term: &i64| {
            (sum.rotate_left(7) ^ term.unsigned_abs()).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        };
        terms.iter().fold(0, mix).cast_signed()
    }
}
