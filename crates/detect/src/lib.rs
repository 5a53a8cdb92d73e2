//! The SAS file-detection service: uploads, submissions, verdicts, members.
//!
//! The rules of the API live here, one file an operation; no byte of a user's file is parsed here (it is
//! hashed, stored, and handed to the sandbox), and nothing here knows HTTP or how a request was signed.
//!
//! A submission is recorded together with its job in one transaction ([`create`]); the job handler
//! ([`examine`]) has the sandbox look at the content and makes the detection final, again in one
//! transaction. So whatever was acknowledged is finished by some node, whichever dies in between.

mod create;
mod download;
mod error;
mod examine;
mod invoke_info;
mod janitor;
mod job;
mod members;
mod notice;
mod options;
mod post_object;
mod post_policy;
mod record;
mod report;
mod result;
mod upload_url;

use std::{sync::Arc, time::Duration};

use assay_blobs::Blobs;
use assay_fetch::Fetcher;
use assay_findings::ExamineLimits;
use assay_jobs::{QueueDepth, Wake};
use assay_sandbox::EngineInForce;
use assay_store::Store;
use assay_types::{AccessKeyId, Clock, RequestId, Secret, TenantId, Timestamp};

pub use error::DetectError;
pub use examine::ExamineHandler;
pub use janitor::Janitor;
pub use job::EXAMINE_JOB;
pub use notice::{NOTICE_JOB, NoticeHandler, Webhook};
pub use post_object::{PostObjectError, PostObjectReply};
pub use post_policy::PolicyError;
use post_policy::PolicySigner;

/// Who calls, as far as this service cares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Whose files are seen.
    pub tenant: TenantId,
    /// The key that signed the request.
    pub access_key_id: AccessKeyId,
    /// Calls that the key may make on one UTC day; `None` without limit.
    pub daily_allowance: Option<u64>,
    /// When the key's time is over.
    pub key_expires_at: Option<Timestamp>,
    /// Names the request in its reply.
    pub request_id: RequestId,
}

/// What the service may be configured to do.
#[derive(Debug, Clone)]
pub struct DetectConfig {
    /// Base of the URLs handed to clients, without a trailing slash.
    pub public_url: String,
    /// Path under `public_url` at which [`Detect::post_object`] is served, with a leading slash.
    pub upload_path: String,
    /// The largest file accepted, in bytes.
    pub max_file_bytes: u64,
    /// How long an upload may take from promise to completion.
    pub upload_lifetime: Duration,
    /// How long results are kept once they are final.
    pub result_lifetime: Duration,
    /// How long a submission waits for its download before the download goes on in the background.
    pub download_patience: Duration,
    /// Submissions that may wait before new ones are refused as busy.
    pub max_queue: u64,
    /// Requests per second that a key may make, for `GetFileDetectApiInvokeInfo`.
    pub flow_rate: i32,
    /// What one examination may use.
    pub limits: ExamineLimits,
    /// Who is told of every detection that is final.
    pub webhook: Option<Webhook>,
    /// Signs upload policies; the same on all nodes.
    pub upload_secret: Secret,
}

impl DetectConfig {
    /// Results are kept 5 hours, as the API documents.
    pub const RESULT_LIFETIME: Duration = Duration::from_hours(5);
    /// An upload may take an hour.
    pub const UPLOAD_LIFETIME: Duration = Duration::from_hours(1);
    /// Clients wait 3 s for an answer in the shortest default; this leaves them some.
    pub const DOWNLOAD_PATIENCE: Duration = Duration::from_secs(2);
}

/// What the service is made of.
#[derive(Clone)]
pub struct DetectParts {
    /// The state.
    pub store: Arc<dyn Store>,
    /// The contents.
    pub blobs: Blobs,
    /// Fetches download URLs.
    pub fetcher: Fetcher,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Starts an idle job runner at once.
    pub wake: Wake,
    /// How many jobs are waiting.
    pub queue_depth: QueueDepth,
    /// Engines and rules in force: verdicts of others are not reused.
    pub engine: EngineInForce,
}

/// The file-detection service. Cheap to clone.
#[derive(Clone)]
pub struct Detect {
    parts: DetectParts,
    config: Arc<DetectConfig>,
    signer: PolicySigner,
}

impl Detect {
    /// Puts the service together.
    pub fn new(parts: DetectParts, config: DetectConfig) -> Self {
        let signer = PolicySigner::new(config.upload_secret.clone());
        Self { parts, config: Arc::new(config), signer }
    }
}
