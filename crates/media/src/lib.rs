//! The IMM metadata service: projects, datasets and what they follow; files indexed once and asked for a hundred at
//! a time; queries, clusters, tasks.
//!
//! The rules of the API live here, one file an operation or a family of small ones; no byte of a user's file is
//! parsed here (it is handed to the sandbox), and nothing here knows HTTP or how a request was signed.
//!
//! Everything is found through its tenant: a dataset's number within the store is reached by the caller's project and
//! name alone ([`scope`]).

mod ask;
mod binding;
mod caller;
mod catalog;
mod cluster;
mod engines;
mod error;
#[cfg(test)]
mod fixture;
mod get;
mod index;
mod janitor;
mod look;
mod name;
mod package;
mod provider;
mod scope;
mod source;
mod task;
mod time;
mod token;

use std::{sync::Arc, time::Duration};

use assay_blobs::{Blobs, Buckets};
use assay_fetch::Fetcher;
use assay_jobs::Wake;
use assay_store::{MediaStore, Store};
use assay_types::{Clock, Secret};

pub use binding::{CLEAN_JOB, CleanHandler, FOLLOW_JOB, FollowHandler};
pub use caller::Caller;
pub use catalog::{PURGE_JOB, PurgeHandler};
pub use engines::Engines;
pub use error::MediaError;
pub use index::{INDEX_JOB, IndexHandler, content_record};
pub use janitor::Janitor;
pub use provider::{Endpoint, EndpointConfig, EndpointError, Provider};
pub use task::{NOTIFY_JOB, NotifyHandler, TASK_JOB, TaskHandler};
use token::Tokens;

/// What the service may be configured to do.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// The one region that there is, as `ListRegions` names it.
    pub region: String,
    /// How often what is bound is looked at again.
    pub scan_every: Duration,
    /// Files larger than this are indexed by their headers alone, in bytes.
    pub max_file_bytes: u64,
    /// Seals the tokens that clients carry; the same on all nodes.
    pub secret: Secret,
    /// Signs notifications; the same on all nodes, and known to those who receive them.
    pub notification_secret: Secret,
}

/// What the service is made of.
#[derive(Clone)]
pub struct MediaParts {
    /// The state that is media's own.
    pub store: Arc<dyn MediaStore>,
    /// The rest of the state: jobs, and the drives whose files are indexed.
    pub state: Arc<dyn Store>,
    /// The contents of drives' files.
    pub blobs: Blobs,
    /// The buckets that files are in.
    pub buckets: Buckets,
    /// Probes files.
    pub prober: Arc<dyn Engines>,
    /// Looks into archives.
    pub examiner: Arc<dyn Engines>,
    /// Reaches those who are to be notified.
    pub fetcher: Fetcher,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Starts an idle job runner at once.
    pub wake: Wake,
}

/// The metadata service. Cheap to clone.
#[derive(Clone)]
pub struct Media {
    parts: MediaParts,
    config: Arc<MediaConfig>,
    tokens: Tokens,
    provider: Provider,
}

impl Media {
    /// Puts the service together.
    pub fn new(parts: MediaParts, config: MediaConfig) -> Self {
        let tokens = Tokens::new(&config.secret);
        Self { parts, config: Arc::new(config), tokens, provider: Provider::default() }
    }

    /// The same with somebody who tells what pictures and texts mean; without that, what only such a one can tell is
    /// absent.
    #[must_use]
    pub fn with_provider(self, provider: Provider) -> Self {
        Self { provider, ..self }
    }
}
