//! File detection at rest: uploads, submissions, and the verdicts that submissions share.
//!
//! A *verdict* belongs to a content, an engine version and the options that it was examined with
//! ([`VerdictKey`]); it is made once and shared by all tenants. A *detection* is one tenant's submission
//! under a hash key; it leads to a verdict when it is final. Reports are stored as the JSON that the
//! service wrote, and are not read here.

use assay_types::{ContentDigest, HashKey, Sha256Digest, TenantId, Timestamp};
use async_trait::async_trait;

use crate::{JobId, Lease, NewJob, StoreError};

/// A promised upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// Whose it is.
    pub tenant: TenantId,
    /// The wire's `OssKey`: unguessable, unique.
    pub oss_key: String,
    /// The hash that the client says the content has.
    pub hash_key: HashKey,
    /// When the promise ends.
    pub expires_at: Timestamp,
}

/// An upload, promised or complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The wire's `OssKey`.
    pub oss_key: String,
    /// The hash that the client says the content has.
    pub hash_key: HashKey,
    /// What arrived; `None` while nothing did.
    pub content: Option<ContentDigest>,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

/// What a verdict is about, and what made it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VerdictKey {
    /// The content.
    pub content: Sha256Digest,
    /// The engines and rules that looked at it; at most 128 bytes.
    pub engine: String,
    /// The options of the examination, in canonical text; at most 64 bytes.
    pub options: String,
}

/// A verdict to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVerdict {
    /// What it is about.
    pub key: VerdictKey,
    /// The report about the submitted file, as JSON text.
    pub report: String,
    /// The reports about its members, in order, as JSON texts.
    pub members: Vec<String>,
    /// A job that tells whoever wants to know; enqueued when this makes the job's own detection final.
    pub notice: Option<NewJob>,
}

/// Where a submission's bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentState {
    /// Stored: the submission keeps a reference to it until it expires.
    Stored(Sha256Digest),
    /// Still to be fetched by the job.
    Remote,
}

/// A submission to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDetection {
    /// Whose it is.
    pub tenant: TenantId,
    /// The wire's `HashKey`, by which it is asked for; at most 64 bytes.
    pub hash_key: String,
    /// Where the bytes are.
    pub content: ContentState,
    /// The engines and rules in force.
    pub engine: String,
    /// The options of the examination, in canonical text.
    pub options: String,
    /// When it was submitted.
    pub now: Timestamp,
    /// When its result is forgotten, should it be final at once.
    pub expires_at: Timestamp,
    /// A job that tells whoever wants to know; enqueued when it is final at once.
    pub notice: Option<NewJob>,
}

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    /// The content is known: the detection is final already, nothing was enqueued.
    Known,
    /// The same submission is already pending: nothing was enqueued.
    Pending,
    /// The job was enqueued.
    Queued(JobId),
}

/// Whether a detection is final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DetectionState {
    /// Being worked on.
    Pending,
    /// Final, with the report about the submitted file as JSON text.
    Final(String),
    /// Given up before there was anything to examine: why, for the client.
    Failed(String),
}

/// How a detection fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectionFailure {
    /// Why, for the client.
    pub reason: String,
    /// When that is forgotten.
    pub expires_at: Timestamp,
    /// What the operator is told, and when it happened, should the job become a dead letter; `None` when the
    /// submission itself was at fault and the job is done.
    pub dead_letter: Option<(String, Timestamp)>,
    /// A job that tells whoever wants to know; enqueued when this fails the job's own detection.
    pub notice: Option<NewJob>,
}

/// A detection as a client asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// The wire's `HashKey`.
    pub hash_key: String,
    /// How far it is.
    pub state: DetectionState,
}

/// A page of a detection's members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersPage {
    /// Members in all.
    pub total: u64,
    /// The members' reports on this page, as JSON texts.
    pub members: Vec<String>,
}

/// Verbs on file detection.
#[async_trait]
pub trait DetectStore: Send + Sync {
    /// Records a promised upload. [`StoreError::AlreadyExists`] when its `OssKey` is taken.
    async fn promise_upload(&self, upload: NewUpload) -> Result<(), StoreError>;

    /// The tenant's upload under this `OssKey`, unless it expired.
    async fn upload(
        &self,
        tenant: &TenantId,
        oss_key: &str,
        now: Timestamp,
    ) -> Result<Option<Upload>, StoreError>;

    /// The tenant's upload, complete and unexpired, of a content that this hash key names: the one that
    /// expires last.
    async fn upload_of(
        &self,
        tenant: &TenantId,
        hash_key: &HashKey,
        now: Timestamp,
    ) -> Result<Option<Upload>, StoreError>;

    /// Records what arrived for an upload, takes a reference to it, and sets when it is forgotten. A
    /// repeated upload replaces the content and its reference. `false` when there is no such upload.
    async fn complete_upload(
        &self,
        tenant: &TenantId,
        oss_key: &str,
        content: ContentDigest,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Records a submission and, unless its verdict is known or it is pending already, enqueues its job,
    /// in one transaction. A final or failed detection under the same hash key is replaced, and so is a
    /// pending one of other content or options, or one whose job died. The engine makes no difference to a
    /// pending one: its job examines with the engine in force when it runs. Takes a reference to a stored
    /// content; [`StoreError::Unavailable`] when its bytes are being deleted. Counts one submission of the
    /// tenant.
    async fn submit(&self, detection: NewDetection, job: NewJob) -> Result<Submitted, StoreError>;

    /// The tenant's detections under these hash keys, in their order; `None` where there is none, or only
    /// an expired one. At most 200 keys.
    async fn detections(
        &self,
        tenant: &TenantId,
        hash_keys: &[String],
        now: Timestamp,
    ) -> Result<Vec<Option<Detection>>, StoreError>;

    /// A page of the members of the tenant's final detection, `skip` left out; `None` when there is no
    /// such detection or it expired; an empty page while it is pending, and when it failed.
    async fn detection_members(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        skip: u64,
        limit: u64,
        now: Timestamp,
    ) -> Result<Option<MembersPage>, StoreError>;

    /// A verdict that is already there.
    async fn has_verdict(&self, key: &VerdictKey) -> Result<bool, StoreError>;

    /// Finishes a pending detection and its job in one transaction: keeps the verdict (unless it is there
    /// already), makes the detection final until `expires_at`, completes the lease, enqueues the notice. The detection takes its
    /// content, engine and options from the verdict's key. A detection that another submission took over
    /// meanwhile, so that another job works on it, is left as it is; the verdict is kept all the same.
    /// [`StoreError::LeaseLost`] undoes everything.
    async fn finish_detection(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        verdict: NewVerdict,
        lease: Lease,
        expires_at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Records what a job fetched for a pending detection that was submitted as remote, and takes a
    /// reference to it; what an earlier attempt fetched is replaced. `false` when there is no such
    /// detection, or not any more.
    async fn attach_content(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        content: Sha256Digest,
    ) -> Result<bool, StoreError>;

    /// Fails a pending detection for good and ends its job's lease, in one transaction. A detection that
    /// another job works on by now is left as it is. [`StoreError::LeaseLost`] undoes everything.
    async fn fail_detection(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        failure: DetectionFailure,
        lease: Lease,
    ) -> Result<(), StoreError>;

    /// Forgets up to `limit` uploads and final or failed detections that expired, drops their references,
    /// and forgets up to `limit` verdicts that no unexpired detection leads to. Returns how many uploads
    /// and detections went. A pending detection does not expire: its job decides.
    async fn expire_detections(&self, now: Timestamp, limit: usize) -> Result<u64, StoreError>;

    /// Submissions that the tenant ever made.
    async fn submissions(&self, tenant: &TenantId) -> Result<u64, StoreError>;
}
