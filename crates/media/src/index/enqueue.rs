//! `IndexFileMeta`, `BatchIndexFileMeta`: files are accepted.

use assay_store::{DatasetRow, MediaCommit, NewJob};
use assay_types::{RequestId, TenantId};
use assay_wire::imm::{
    BatchIndexFileMetaReply, BatchIndexFileMetaRequest, IndexFileMetaReply, IndexFileMetaRequest, InputFile,
    Notification,
};

use super::{
    input::check,
    run::{Event, INDEX_JOB, IndexJob},
};
use crate::{
    Caller, Media, MediaError,
    name::{check_batch, check_user_data},
    scope::write_record,
    source::FileUri,
    task::Target,
};

/// Files of one job: enough for a group to be worth a transaction, few enough to be spread over nodes.
const FILES_PER_JOB: usize = 50;
/// What a client waits for goes first,
const PRIORITY_ASKED: i16 = 0;
/// and what was found by following a place after that.
const PRIORITY_FOUND: i16 = -1;

/// What both operations have.
struct Asked {
    project: String,
    dataset: String,
    notification: Option<Notification>,
    user_data: Option<String>,
}

impl Media {
    /// Has a file indexed: when this is answered, it will be, whichever process dies.
    ///
    /// # Errors
    /// `InvalidArgument` and `MissingParameter` for what is said about the file, `ResourceNotFound` for project,
    /// dataset and the file's bucket.
    pub async fn index_file_meta(
        &self,
        caller: &Caller,
        request: IndexFileMetaRequest,
    ) -> Result<IndexFileMetaReply, MediaError> {
        let uri = check("File", &request.file)?;
        let asked = Asked {
            project: request.project_name,
            dataset: request.dataset_name,
            notification: request.notification,
            user_data: request.user_data,
        };
        let event_id = self.accept(caller, asked, vec![request.file], &[uri]).await?;
        Ok(IndexFileMetaReply { event_id, request_id: caller.request_id })
    }

    /// The same for 1 to 100 files. Of two with one URI the later counts.
    ///
    /// # Errors
    /// As [`Media::index_file_meta`], and `InvalidArgument` for other numbers.
    pub async fn batch_index_file_meta(
        &self,
        caller: &Caller,
        request: BatchIndexFileMetaRequest,
    ) -> Result<BatchIndexFileMetaReply, MediaError> {
        check_batch("Files", request.files.len())?;
        let mut files: Vec<InputFile> = Vec::with_capacity(request.files.len());
        let mut uris = Vec::with_capacity(request.files.len());
        for (at, file) in request.files.into_iter().enumerate() {
            uris.push(check(&format!("Files.{}", at + 1), &file)?);
            match files.iter_mut().find(|earlier| earlier.uri == file.uri) {
                Some(earlier) => *earlier = file,
                None => files.push(file),
            }
        }
        let asked = Asked {
            project: request.project_name,
            dataset: request.dataset_name,
            notification: request.notification,
            user_data: request.user_data,
        };
        let event_id = self.accept(caller, asked, files, &uris).await?;
        Ok(BatchIndexFileMetaReply { event_id, request_id: caller.request_id })
    }

    async fn accept(
        &self,
        caller: &Caller,
        asked: Asked,
        files: Vec<InputFile>,
        uris: &[FileUri],
    ) -> Result<String, MediaError> {
        check_user_data(asked.user_data.as_deref())?;
        let target = Target::of(asked.notification.as_ref())?;
        let dataset = self.dataset_row(caller, &asked.project, &asked.dataset).await?;
        let mut looked_for: Vec<&str> = Vec::new();
        for uri in uris {
            if let FileUri::Object { bucket, .. } = uri
                && !looked_for.contains(&bucket.as_str())
            {
                self.parts.buckets.bucket(&caller.tenant, bucket).await?;
                looked_for.push(bucket);
            }
        }
        let event_id = RequestId::random().to_string();
        let event = target.map(|target| Event { id: event_id.clone(), target, user_data: asked.user_data });
        let jobs = self.jobs(&caller.tenant, &dataset, event.as_ref(), &files, PRIORITY_ASKED)?;
        // A commit without files is how several jobs are enqueued at once or not at all.
        self.parts
            .store
            .commit_media(MediaCommit {
                dataset: dataset.no,
                puts: Vec::new(),
                deletes: Vec::new(),
                max_files: u64::MAX,
                max_bytes: u64::MAX,
                jobs,
                completes: None,
                now: self.parts.clock.now(),
            })
            .await?;
        self.parts.wake.wake();
        Ok(event_id)
    }

    /// The jobs that index files which were found by following a place; to be enqueued with what notes how far that
    /// came. Whoever enqueued them wakes the runner.
    pub(crate) fn index_jobs(
        &self,
        tenant: &TenantId,
        dataset: &DatasetRow,
        uris: Vec<String>,
    ) -> Result<Vec<NewJob>, MediaError> {
        let files = uris.into_iter().map(|uri| InputFile { uri: Some(uri), ..InputFile::default() });
        let files: Vec<_> = files.collect();
        self.jobs(tenant, dataset, None, &files, PRIORITY_FOUND)
    }

    fn jobs(
        &self,
        tenant: &TenantId,
        dataset: &DatasetRow,
        event: Option<&Event>,
        files: &[InputFile],
        priority: i16,
    ) -> Result<Vec<NewJob>, MediaError> {
        let run_at = self.parts.clock.now();
        let job = |files: &[InputFile]| {
            let job = IndexJob {
                tenant: tenant.clone(),
                project: dataset.project.clone(),
                dataset: dataset.name.clone(),
                no: dataset.no.0,
                event: event.cloned(),
                files: files.to_vec(),
            };
            let payload = write_record("job", &job)?;
            Ok(NewJob { kind: INDEX_JOB.to_owned(), payload, priority, run_at })
        };
        files.chunks(FILES_PER_JOB).map(job).collect()
    }
}
