//! What happens to a file by itself: its content is examined once for all files that have it, and what was found
//! goes into their records; pictures get thumbnails. The sandbox looks, this decides.
//!
//! A content that arrives is either known (to the engines in force), and then the file's record says so at once, or
//! a job is committed together with it. A file's verdict is the wire's `investigation_info`, whose `status` is 0 (not
//! examined), 1 (cannot be), 2 (could not be to its end), 3 (under way), 4 (done) or 5 (done, and acted upon), and
//! whose `suggestion` is `pass` or `block`.
//!
//! Where there are probers, a content also says what it tells about itself: size, place and time of a picture, streams
//! of a video. That too is found once for all files that have it, and anew when the probers change.

mod cache;
mod csi;
mod facts;
mod job;
mod kind;
mod media;
mod probing;
mod thumbnail;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use assay_findings::ExamineLimits;
use assay_sandbox::Pool;
use assay_store::{Commit, ContentRow};
use assay_types::Sha256Digest;
use assay_wire::pds::InvestigationInfo;

pub use job::InspectHandler;
pub(crate) use probing::Probing;
pub use thumbnail::Picture;

use self::{cache::PictureCache, facts::Facts, job::InspectJob};
use crate::{Drive, DriveError, draft::Draft};

/// What becomes of a file that turns out to be dangerous.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Punish {
    /// Its record says so.
    #[default]
    Keep,
    /// Its bytes are not given out any more, either.
    Block,
    /// It goes to the recycle bin.
    Trash,
}

/// How contents are inspected.
#[derive(Debug, Clone, Copy)]
pub struct InspectConfig {
    /// What becomes of a dangerous file.
    pub punish: Punish,
    /// What one examination may use.
    pub limits: ExamineLimits,
    /// Larger contents are not examined, in bytes.
    pub max_bytes: u64,
}

/// The wire's `status` of an investigation.
mod status {
    pub(super) const IMPOSSIBLE: i64 = 1;
    pub(super) const FAILED: i64 = 2;
    pub(super) const UNDER_WAY: i64 = 3;
    pub(super) const DONE: i64 = 4;
    pub(super) const PUNISHED: i64 = 5;
}

/// The `punish_flag` of a file whose bytes are not given out.
const BLOCKED: i64 = 1;

/// The part of the service that needs the sandbox.
pub(crate) struct Inspector {
    pool: Arc<Pool>,
    config: InspectConfig,
    pictures: PictureCache,
    under_way: Mutex<HashMap<Sha256Digest, Arc<tokio::sync::Mutex<()>>>>,
}

impl Inspector {
    pub(crate) fn new(pool: Arc<Pool>, config: InspectConfig) -> Self {
        Self { pool, config, pictures: PictureCache::default(), under_way: Mutex::default() }
    }

    /// The turn at a content: whoever has it looks, others of this process wait and then read what was found.
    fn turn(&self, content: Sha256Digest) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(turns.entry(content).or_default())
    }
}

impl Drive {
    /// The same service with the sandbox: without it nothing is inspected, and there are no thumbnails.
    #[must_use]
    pub fn with_sandbox(mut self, pool: Arc<Pool>, config: InspectConfig) -> Self {
        self.inspector = Some(Arc::new(Inspector::new(pool, config)));
        self
    }

    /// The place for what happens by itself to a content that became a file's: what is known about it goes into the
    /// draft, and what is not into a job of the commit.
    pub(crate) fn arrived(&self, draft: &mut Draft, content: &ContentRow, commit: &mut Commit) {
        draft.file.investigation_info = None;
        draft.file.punish_flag = None;
        let Some(inspector) = &self.inspector else { return };
        let punish = inspector.config.punish;
        if let Some(facts) = self.known(content) {
            facts.apply(draft, punish);
            // What happens to a file because of its content is the job's business, known or not.
            if self.is_probed(&facts) && !(facts.is_dangerous() && punish == Punish::Trash) {
                return;
            }
        } else {
            draft.file.investigation_info = Some(info(status::UNDER_WAY, None));
        }
        let job =
            InspectJob { drive: commit.drive, file: draft.row.id, content: content.sha256, anew: false };
        commit.jobs.push(job.enqueued(commit.now));
    }

    /// The same for the copy of a file: what was found or decided is in the copy already; what was not found yet is
    /// found for both.
    pub(crate) async fn copied(&self, copy: &mut Draft, commit: &mut Commit) -> Result<(), DriveError> {
        let Some(content) = copy.row.content.filter(|_| self.inspector.is_some()) else { return Ok(()) };
        let found = copy.file.investigation_info.as_ref().and_then(|info| info.status);
        if found.is_some_and(|status| status != status::UNDER_WAY) {
            return Ok(());
        }
        let decided = copy.file.punish_flag;
        if let Some(facts) = self.parts.store.content(&content).await? {
            self.arrived(copy, &facts, commit);
            copy.file.punish_flag = copy.file.punish_flag.or(decided);
        }
        Ok(())
    }

    /// Whether the probers in force, if there are any, were asked what the content says about itself.
    fn is_probed(&self, facts: &Facts) -> bool {
        self.probing.as_ref().is_none_or(|probing| facts.probed_by(&probing.engine()).is_some())
    }

    /// What the engines in force found in a content.
    fn known(&self, content: &ContentRow) -> Option<Facts> {
        let is_current = content.engine.as_deref() == Some(&*self.parts.engine.get());
        content.facts.as_deref().filter(|_| is_current).and_then(|text| serde_json::from_str(text).ok())
    }
}

fn info(status: i64, suggestion: Option<&str>) -> InvestigationInfo {
    InvestigationInfo {
        status: Some(status),
        suggestion: suggestion.map(ToOwned::to_owned),
        video_detail: None,
    }
}
