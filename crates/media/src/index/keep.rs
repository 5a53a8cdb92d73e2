//! Recording what was found, a group of files in one transaction.

use std::collections::HashMap;

use assay_store::{
    DatasetNo, DatasetRow, Lease, MediaCommit, NewJob, NewVector, PutExpect, PutFile, PutRefused,
};
use assay_wire::imm::{File, InputFile};

use super::{
    record::{Looked, Owner, record},
    run::full,
};
use crate::{
    Media, MediaError,
    scope::{dataset_record, read_record, write_record},
    source::Head,
};

/// Files and bytes that a dataset may have where its record does not say.
const MAX_FILES: u64 = 100_000_000;
const MAX_BYTES: u64 = 90_000_000_000_000_000;

/// Times that a file is recorded again when its record changed meanwhile.
const TRIES: usize = 5;

/// A file that was looked at.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) input: InputFile,
    pub(super) head: Head,
    pub(super) looked: Looked,
    /// The vectors that it has from now on; `None` leaves those that are there.
    pub(super) vectors: Option<Vec<NewVector>>,
}

/// What became of files: URIs, and for those that were not recorded the wire's code and words.
pub(super) type Told = Vec<(String, Option<(String, String)>)>;

/// Gathers files of one dataset and records them.
pub(super) struct Group<'a> {
    media: &'a Media,
    owner: Owner<'a>,
    no: DatasetNo,
    headers: bool,
    max_files: u64,
    max_bytes: u64,
    /// The records that were there, with their versions.
    before: HashMap<String, (File, u64)>,
    seen: Vec<Seen>,
}

impl<'a> Group<'a> {
    /// A group that may get files of these URIs.
    pub(super) async fn begin(
        media: &'a Media,
        owner: Owner<'a>,
        dataset: &DatasetRow,
        headers: bool,
        uris: Vec<String>,
    ) -> Result<Self, MediaError> {
        let (max_files, max_bytes) = limits(dataset)?;
        let before = HashMap::new();
        let mut group =
            Self { media, owner, no: dataset.no, headers, max_files, max_bytes, before, seen: Vec::new() };
        group.read(&uris).await?;
        Ok(group)
    }

    pub(super) fn add(&mut self, seen: Seen) {
        self.seen.push(seen);
    }

    /// Records what was added; with a lease, the job ends with it.
    pub(super) async fn record(&mut self, mut completes: Option<Lease>) -> Result<Told, MediaError> {
        let mut told = Told::new();
        let mut seen = std::mem::take(&mut self.seen);
        if seen.is_empty() && completes.is_none() {
            return Ok(told);
        }
        for _ in 0..TRIES {
            let mut puts = Vec::with_capacity(seen.len());
            for one in &seen {
                puts.push(self.put(one)?);
            }
            let commit = MediaCommit { completes: completes.take(), ..self.commit(puts, Vec::new()) };
            let refused = self.media.parts.store.commit_media(commit).await?.refused;
            let mut again = Vec::new();
            for (one, refused) in seen.into_iter().zip(refused) {
                let uri = one.input.uri.clone().unwrap_or_default();
                match refused {
                    None => told.push((uri, None)),
                    Some(PutRefused::TooManyFiles) => told.push((uri, Some(full("number of files")))),
                    Some(PutRefused::TooManyBytes) => told.push((uri, Some(full("size in bytes")))),
                    Some(PutRefused::Expectation) => again.push(one),
                }
            }
            if again.is_empty() {
                return Ok(told);
            }
            seen = again;
            let uris: Vec<_> = seen.iter().filter_map(|one| one.input.uri.clone()).collect();
            self.read(&uris).await?;
        }
        Err(MediaError::busy())
    }

    /// Ends the job together with enqueuing others.
    pub(super) async fn end(&self, jobs: Vec<NewJob>, lease: Lease) -> Result<(), MediaError> {
        let commit = MediaCommit { completes: Some(lease), ..self.commit(Vec::new(), jobs) };
        self.media.parts.store.commit_media(commit).await?;
        Ok(())
    }

    /// Reads the records that are there.
    async fn read(&mut self, uris: &[String]) -> Result<(), MediaError> {
        let files = self.media.parts.store.media_files(self.no, uris).await?;
        for (uri, file) in uris.iter().zip(files) {
            match file {
                Some(file) => {
                    let record = read_record("file", &file.entry)?;
                    self.before.insert(uri.clone(), (record, file.version));
                }
                None => {
                    self.before.remove(uri);
                }
            }
        }
        Ok(())
    }

    fn put(&self, seen: &Seen) -> Result<PutFile, MediaError> {
        let uri = seen.input.uri.clone().unwrap_or_default();
        let before = self.before.get(&uri);
        let now = self.media.parts.clock.now();
        let file = record(
            self.owner,
            &seen.input,
            &seen.head,
            &seen.looked,
            self.headers,
            before.map(|(file, _)| file),
            now,
        );
        let text = match &seen.looked {
            Looked::Read(report) => Some(report.text.clone().unwrap_or_default()),
            Looked::Failed(_) => None,
        };
        Ok(PutFile {
            uri,
            entry: write_record("file", &file)?,
            fingerprint: seen.head.fingerprint.clone(),
            text,
            vectors: seen.vectors.clone(),
            expect: before.map_or(PutExpect::Absent, |(_, version)| PutExpect::Version(*version)),
        })
    }

    fn commit(&self, puts: Vec<PutFile>, jobs: Vec<NewJob>) -> MediaCommit {
        MediaCommit {
            dataset: self.no,
            puts,
            deletes: Vec::new(),
            max_files: self.max_files,
            max_bytes: self.max_bytes,
            jobs,
            completes: None,
            now: self.media.parts.clock.now(),
        }
    }
}

/// Files and bytes that a dataset may have.
pub(super) fn limits(dataset: &DatasetRow) -> Result<(u64, u64), MediaError> {
    let record = dataset_record(dataset)?;
    let or =
        |limit: Option<i64>, default| limit.and_then(|limit| u64::try_from(limit).ok()).unwrap_or(default);
    Ok((or(record.dataset_max_file_count, MAX_FILES), or(record.dataset_max_total_file_size, MAX_BYTES)))
}
