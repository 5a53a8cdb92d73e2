//! Getting files' records: `GetFileMeta`, `BatchGetFileMeta`.
//!
//! What is stored goes out as it is; only [`WithFields`] cuts it.

mod fields;

use std::collections::HashMap;

use assay_wire::imm::{BatchGetFileMetaReply, BatchGetFileMetaRequest, GetFileMetaReply, GetFileMetaRequest};
use serde_json::value::RawValue;

pub(crate) use fields::WithFields;

use crate::{Caller, Media, MediaError, name::check_batch, source::URI_BYTES_MAX};

impl Media {
    /// A file's record; no files when it is not in the dataset.
    ///
    /// # Errors
    /// `InvalidArgument` for fields that are none, `ResourceNotFound` for project and dataset.
    pub async fn get_file_meta(
        &self,
        caller: &Caller,
        request: GetFileMetaRequest,
    ) -> Result<GetFileMetaReply, MediaError> {
        check_uri("URI", &request.uri)?;
        let (project, dataset) = (&request.project_name, &request.dataset_name);
        let files = self.get_files(caller, project, dataset, vec![request.uri], request.with_fields).await?;
        Ok(GetFileMetaReply { files, request_id: caller.request_id })
    }

    /// The records of 1 to 100 files in the order of the request: one that is asked for twice is answered twice, one
    /// that is not in the dataset is left out.
    ///
    /// # Errors
    /// As [`Media::get_file_meta`], and `InvalidArgument` for other numbers.
    pub async fn batch_get_file_meta(
        &self,
        caller: &Caller,
        request: BatchGetFileMetaRequest,
    ) -> Result<BatchGetFileMetaReply, MediaError> {
        check_batch("URIs", request.uris.len())?;
        for uri in &request.uris {
            check_uri("URIs", uri)?;
        }
        let (project, dataset) = (&request.project_name, &request.dataset_name);
        let files = self.get_files(caller, project, dataset, request.uris, request.with_fields).await?;
        Ok(BatchGetFileMetaReply { files, request_id: caller.request_id })
    }

    async fn get_files(
        &self,
        caller: &Caller,
        project: &str,
        dataset: &str,
        uris: Vec<String>,
        fields: Option<Vec<String>>,
    ) -> Result<Vec<Box<RawValue>>, MediaError> {
        let fields = WithFields::read(fields)?;
        let row = self.dataset_row(caller, project, dataset).await?;
        let (wanted, places) = distinct(uris);
        let mut found = self.parts.store.media_files(row.no, &wanted).await?;
        if places.len() == wanted.len() {
            return fields.answer(found.into_iter().flatten());
        }
        let again = places.into_iter().filter_map(|place| found.get_mut(place)?.clone());
        fields.answer(again.collect::<Vec<_>>())
    }
}

/// Each URI once, and for each of the request which of those it is.
fn distinct(uris: Vec<String>) -> (Vec<String>, Vec<usize>) {
    let mut places = Vec::with_capacity(uris.len());
    let mut known = HashMap::with_capacity(uris.len());
    for uri in uris {
        let next = known.len();
        places.push(*known.entry(uri).or_insert(next));
    }
    let mut wanted: Vec<_> = known.into_iter().collect();
    wanted.sort_unstable_by_key(|(_, place)| *place);
    (wanted.into_iter().map(|(uri, _)| uri).collect(), places)
}

fn check_uri(parameter: &str, uri: &str) -> Result<(), MediaError> {
    if uri.is_empty() || uri.len() > URI_BYTES_MAX {
        return Err(MediaError::invalid(parameter, format_args!("a URI has 1 to {URI_BYTES_MAX} bytes")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_uri_is_asked_for_once() {
        let uris = ["b", "a", "b", "c", "a"].map(str::to_owned).to_vec();
        let (wanted, places) = distinct(uris);
        assert_eq!(wanted, ["b", "a", "c"]);
        assert_eq!(places, [0, 1, 0, 2, 1]);
    }
}
