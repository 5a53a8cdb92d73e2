//! `UpdateFileMeta`, `BatchUpdateFileMeta`: what clients say about files that are in a dataset.

use std::collections::HashMap;

use assay_store::{DatasetRow, MediaCommit, PutExpect, PutFile, PutRefused};
use assay_wire::imm::{
    BatchUpdateFileMetaReply, BatchUpdateFileMetaRequest, Done, File, FileUpdated, InputFile,
    UpdateFileMetaRequest,
};

use super::{
    input::{check, lay_over},
    keep::limits,
};
use crate::{
    Caller, Media, MediaError,
    name::check_batch,
    scope::{read_record, write_record},
};

/// Times that a file is changed again when its record changed meanwhile.
const TRIES: usize = 5;

/// A file that is being changed.
struct Draft {
    file: File,
    fingerprint: String,
    version: u64,
}

impl Media {
    /// Changes what is said about a file; only what is given, and an empty list is not.
    ///
    /// # Errors
    /// `InvalidArgument` and `MissingParameter` for what is said, `ResourceNotFound` for project, dataset and file.
    pub async fn update_file_meta(
        &self,
        caller: &Caller,
        request: UpdateFileMetaRequest,
    ) -> Result<Done, MediaError> {
        check("File", &request.file)?;
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let mut outcomes = self.update_files(&dataset, &[&request.file]).await?;
        outcomes.pop().unwrap_or_else(|| Err(MediaError::not_found("File")))?;
        Ok(Done { request_id: caller.request_id })
    }

    /// The same for 1 to 100 files, each of which succeeds or fails by itself, in order.
    ///
    /// # Errors
    /// `InvalidArgument` for other numbers, `ResourceNotFound` for project and dataset.
    pub async fn batch_update_file_meta(
        &self,
        caller: &Caller,
        request: BatchUpdateFileMetaRequest,
    ) -> Result<BatchUpdateFileMetaReply, MediaError> {
        check_batch("Files", request.files.len())?;
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let checked: Vec<_> = request
            .files
            .iter()
            .enumerate()
            .map(|(at, file)| check(&format!("Files.{}", at + 1), file).map(|_| file))
            .collect();
        let good: Vec<_> = checked.iter().filter_map(|checked| checked.as_ref().ok().copied()).collect();
        let mut outcomes = self.update_files(&dataset, &good).await?.into_iter();
        let mut files = Vec::with_capacity(request.files.len());
        for (file, checked) in request.files.iter().zip(&checked) {
            let failure = match checked {
                Ok(_) => match outcomes.next() {
                    Some(Err(error @ MediaError::Api(_))) => Some(error.told().1),
                    Some(Err(error)) => return Err(error),
                    Some(Ok(())) | None => None,
                },
                Err(error) => Some(error.told().1),
            };
            files.push(FileUpdated {
                success: Some(failure.is_none()),
                message: failure,
                uri: file.uri.clone(),
            });
        }
        Ok(BatchUpdateFileMetaReply { files, request_id: caller.request_id })
    }

    /// Lays each over its file's record, in order; what became of each.
    async fn update_files(
        &self,
        dataset: &DatasetRow,
        inputs: &[&InputFile],
    ) -> Result<Vec<Result<(), MediaError>>, MediaError> {
        let (max_files, max_bytes) = limits(dataset)?;
        let mut outcomes: Vec<_> = inputs.iter().map(|_| Err(MediaError::busy())).collect();
        let mut open: Vec<usize> = (0..inputs.len()).collect();
        for _ in 0..TRIES {
            let mut drafts = self.drafts(dataset, inputs, &open).await?;
            let now = self.parts.clock.now();
            for at in &open {
                let uri = inputs.get(*at).and_then(|input| input.uri.as_deref()).unwrap_or_default();
                let outcome = match (drafts.get_mut(uri), inputs.get(*at)) {
                    (Some(draft), Some(input)) => {
                        lay_over(&mut draft.file, input);
                        draft.file.update_time = Some(now.rfc3339_millis());
                        Ok(())
                    }
                    _ => Err(MediaError::not_found("File")),
                };
                if let Some(place) = outcomes.get_mut(*at) {
                    *place = outcome;
                }
            }
            let mut puts = Vec::with_capacity(drafts.len());
            for (uri, draft) in drafts {
                puts.push(PutFile {
                    uri,
                    entry: write_record("file", &draft.file)?,
                    fingerprint: draft.fingerprint,
                    text: None,
                    vectors: None,
                    expect: PutExpect::Version(draft.version),
                });
            }
            if puts.is_empty() {
                return Ok(outcomes);
            }
            let uris: Vec<_> = puts.iter().map(|put| put.uri.clone()).collect();
            let commit = MediaCommit {
                dataset: dataset.no,
                puts,
                deletes: Vec::new(),
                max_files,
                max_bytes,
                jobs: Vec::new(),
                completes: None,
                now,
            };
            let refused = self.parts.store.commit_media(commit).await?.refused;
            let refused: HashMap<_, _> =
                uris.into_iter().zip(refused).filter_map(|(uri, refused)| Some((uri, refused?))).collect();
            open.retain(|at| {
                let uri = inputs.get(*at).and_then(|input| input.uri.as_ref());
                let why = uri.and_then(|uri| refused.get(uri));
                if let (Some(why), Some(place)) = (why, outcomes.get_mut(*at)) {
                    *place = Err(match why {
                        PutRefused::Expectation => MediaError::busy(),
                        PutRefused::TooManyFiles | PutRefused::TooManyBytes => {
                            MediaError::limit("what the dataset may hold")
                        }
                    });
                }
                why == Some(&PutRefused::Expectation)
            });
            if open.is_empty() {
                return Ok(outcomes);
            }
        }
        Ok(outcomes)
    }

    /// The files as they are.
    async fn drafts(
        &self,
        dataset: &DatasetRow,
        inputs: &[&InputFile],
        open: &[usize],
    ) -> Result<HashMap<String, Draft>, MediaError> {
        let mut uris: Vec<String> = open.iter().filter_map(|at| inputs.get(*at)?.uri.clone()).collect();
        uris.sort_unstable();
        uris.dedup();
        let found = self.parts.store.media_files(dataset.no, &uris).await?;
        let mut drafts = HashMap::with_capacity(uris.len());
        for file in found.into_iter().flatten() {
            // What it was read from stays; only this list knows it.
            let listed = self.parts.store.media_uris(dataset.no, &file.uri, None, 1).await?;
            let listed = listed.into_iter().find(|listed| listed.uri == file.uri);
            let Some(listed) = listed else { continue };
            let draft = Draft {
                file: read_record("file", &file.entry)?,
                fingerprint: listed.fingerprint,
                version: file.version,
            };
            drafts.insert(file.uri, draft);
        }
        Ok(drafts)
    }
}
