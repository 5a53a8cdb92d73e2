//! `DeleteFileMeta`, `BatchDeleteFileMeta`.

use assay_store::MediaCommit;
use assay_wire::imm::{BatchDeleteFileMetaRequest, DeleteFileMetaRequest, Done};

use crate::{Caller, Media, MediaError, name::check_batch, source::FileUri};

impl Media {
    /// Takes a file out of a dataset; the file itself stays. It may not be there.
    ///
    /// # Errors
    /// `InvalidArgument` for what is no URI, `ResourceNotFound` for project and dataset.
    pub async fn delete_file_meta(
        &self,
        caller: &Caller,
        request: DeleteFileMetaRequest,
    ) -> Result<Done, MediaError> {
        FileUri::parse("URI", &request.uri)?;
        self.delete_files(caller, &request.project_name, &request.dataset_name, vec![request.uri]).await
    }

    /// The same for 1 to 100 files.
    ///
    /// # Errors
    /// As [`Media::delete_file_meta`], and `InvalidArgument` for other numbers.
    pub async fn batch_delete_file_meta(
        &self,
        caller: &Caller,
        request: BatchDeleteFileMetaRequest,
    ) -> Result<Done, MediaError> {
        check_batch("URIs", request.uris.len())?;
        for (at, uri) in request.uris.iter().enumerate() {
            FileUri::parse(&format!("URIs.{}", at + 1), uri)?;
        }
        self.delete_files(caller, &request.project_name, &request.dataset_name, request.uris).await
    }

    async fn delete_files(
        &self,
        caller: &Caller,
        project: &str,
        dataset: &str,
        uris: Vec<String>,
    ) -> Result<Done, MediaError> {
        let row = self.dataset_row(caller, project, dataset).await?;
        self.parts
            .store
            .commit_media(MediaCommit {
                dataset: row.no,
                puts: Vec::new(),
                deletes: uris,
                max_files: u64::MAX,
                max_bytes: u64::MAX,
                jobs: Vec::new(),
                completes: None,
                now: self.parts.clock.now(),
            })
            .await?;
        Ok(Done { request_id: caller.request_id })
    }
}
