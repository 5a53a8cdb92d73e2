//! `AttachOSSBucket`, `DetachOSSBucket`, `GetOSSBucketAttachment`, `ListAttachedOSSBuckets`.
//!
//! There is no operation that stops a binding or lets it go on; detaching its bucket and attaching it again is how
//! that is done. A bucket need not be attached to be bound.

use assay_store::{AttachmentRow, Made};
use assay_wire::imm::{
    AttachOSSBucketRequest, AttachedBucket, DetachOSSBucketRequest, Done, GetOSSBucketAttachmentReply,
    GetOSSBucketAttachmentRequest, ListAttachedOSSBucketsReply, ListAttachedOSSBucketsRequest,
};

use super::record::{Bound, State};
use crate::{
    Caller, Media, MediaError,
    name::page_size,
    scope::{read_record, write_record},
    token::{Query, cut_page},
};

/// Characters of an attachment's description.
const DESCRIPTION_CHARS_MAX: usize = 128;
/// Buckets on a page when nothing else is asked for.
const PAGE: usize = 100;
/// The most on a page.
const PAGE_MAX: usize = 200;
/// Times that a change is tried again when the row changed meanwhile.
const TRIES: usize = 5;

/// Whether bindings are to be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Switch {
    Stop,
    GoOn,
}

impl Media {
    /// Attaches a bucket to a project; its bindings that were stopped go on.
    ///
    /// # Errors
    /// `ResourceNotFound` for the project or the bucket, `ResourceAlreadyExists` for a bucket that is attached to this
    /// project or another.
    pub async fn attach_oss_bucket(
        &self,
        caller: &Caller,
        request: AttachOSSBucketRequest,
    ) -> Result<Done, MediaError> {
        let description = request.description.unwrap_or_default();
        if description.chars().count() > DESCRIPTION_CHARS_MAX {
            return Err(MediaError::invalid("Description", "it has at most 128 characters"));
        }
        let project = self.project_row(caller, &request.project_name).await?.name;
        self.parts.buckets.bucket(&caller.tenant, &request.oss_bucket).await?;
        let now = self.parts.clock.now().rfc3339_millis();
        let attached = AttachedBucket {
            create_time: Some(now.clone()),
            update_time: Some(now),
            description: Some(description),
            oss_bucket: Some(request.oss_bucket.clone()),
            owner_id: Some(caller.tenant.to_string()),
            project_name: Some(project.clone()),
        };
        let record = write_record("attachment", &attached)?;
        let row = AttachmentRow { bucket: request.oss_bucket.clone(), project, record };
        match self.parts.store.attach_bucket(&caller.tenant, row).await? {
            Made::Done(()) => {}
            Made::Exists => return Err(MediaError::already_exists("OSSBucket")),
            Made::NoParent => return Err(MediaError::not_found("Project")),
            Made::Full => return Err(MediaError::busy()),
        }
        self.switch(caller, &request.oss_bucket, Switch::GoOn).await?;
        Ok(Done { request_id: caller.request_id })
    }

    /// Detaches a bucket; bindings of it stop where they are, and their files stay.
    ///
    /// # Errors
    /// `ResourceNotFound` for a bucket that is not attached.
    pub async fn detach_oss_bucket(
        &self,
        caller: &Caller,
        request: DetachOSSBucketRequest,
    ) -> Result<Done, MediaError> {
        // First, so that a failure between the two leaves something that can be done again.
        let attachment = self.parts.store.attachment(&caller.tenant, &request.oss_bucket).await?;
        if attachment.is_some() {
            self.switch(caller, &request.oss_bucket, Switch::Stop).await?;
            if self.parts.store.detach_bucket(&caller.tenant, &request.oss_bucket).await? {
                return Ok(Done { request_id: caller.request_id });
            }
        }
        Err(MediaError::not_found("OSSBucket"))
    }

    /// The attachment of a bucket.
    ///
    /// # Errors
    /// `ResourceNotFound` for a bucket that is not attached.
    pub async fn get_oss_bucket_attachment(
        &self,
        caller: &Caller,
        request: GetOSSBucketAttachmentRequest,
    ) -> Result<GetOSSBucketAttachmentReply, MediaError> {
        let row = self.parts.store.attachment(&caller.tenant, &request.oss_bucket).await?;
        let attached = attached(&row.ok_or_else(|| MediaError::not_found("OSSBucket"))?)?;
        Ok(GetOSSBucketAttachmentReply {
            create_time: attached.create_time,
            description: attached.description,
            project_name: attached.project_name,
            request_id: caller.request_id,
            update_time: attached.update_time,
        })
    }

    /// A project's buckets by name.
    ///
    /// # Errors
    /// `ResourceNotFound` for the project, `InvalidArgument`.
    pub async fn list_attached_oss_buckets(
        &self,
        caller: &Caller,
        request: ListAttachedOSSBucketsRequest,
    ) -> Result<ListAttachedOSSBucketsReply, MediaError> {
        let limit = page_size(request.max_results, PAGE, PAGE_MAX)?;
        let project = self.project_row(caller, &request.project_name).await?.name;
        let query = Query::new(&caller.tenant, "ListAttachedOSSBuckets", &[&project]);
        let after: Option<String> = self.tokens.position(&query, request.next_token.as_deref())?;
        // One more than asked for tells whether anything follows.
        let rows =
            self.parts.store.attachments(&caller.tenant, &project, after.as_deref(), limit + 1).await?;
        let (rows, is_more) = cut_page(rows, limit);
        let next = rows.last().filter(|_| is_more).map(|row| row.bucket.as_str());
        Ok(ListAttachedOSSBucketsReply {
            attached_oss_buckets: rows.iter().map(attached).collect::<Result<_, _>>()?,
            next_token: self.tokens.next(&query, next.as_ref())?,
            request_id: caller.request_id,
        })
    }

    /// Stops a bucket's bindings, or lets those that were stopped go on.
    async fn switch(&self, caller: &Caller, bucket: &str, switch: Switch) -> Result<(), MediaError> {
        for row in self.parts.store.bindings_of_bucket(&caller.tenant, bucket).await? {
            let key = row.key.clone();
            let mut row = Some(row);
            let mut tries = TRIES;
            while let Some(read) = row {
                let mut bound = Bound::read(read)?;
                let is_stopped = bound.is(State::Stopped);
                let now = self.parts.clock.now();
                let jobs = match switch {
                    Switch::Stop if !is_stopped => {
                        bound.enter(State::Stopped, "The bucket is detached.", now);
                        Vec::new()
                    }
                    Switch::GoOn if is_stopped => {
                        bound.enter(State::Running, "", now);
                        bound.progress.run = bound.progress.run.saturating_add(1);
                        bound.progress.failures = 0;
                        vec![bound.job(now)?]
                    }
                    Switch::Stop | Switch::GoOn => break,
                };
                if self.parts.store.update_binding(bound.to_row()?, jobs, None).await? {
                    break;
                }
                tries = tries.checked_sub(1).ok_or_else(MediaError::busy)?;
                row = self.parts.store.binding(&key).await?;
            }
        }
        self.parts.wake.wake();
        Ok(())
    }
}

fn attached(row: &AttachmentRow) -> Result<AttachedBucket, MediaError> {
    read_record("attachment", &row.record)
}
