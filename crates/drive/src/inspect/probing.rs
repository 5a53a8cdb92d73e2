//! Asking the prober what a content says about itself.

use std::{sync::Arc, time::Duration};

use assay_findings::{
    Finding, Task,
    media::{Metadata, PerceiveTask, ProbeTask, Probed},
};
use assay_sandbox::{Outcome, Pool};
use assay_store::ContentRow;

use super::facts::Facts;
use crate::{Drive, DriveError};

/// What one probe, and one run of models, may take.
const TIME_LIMIT: Duration = Duration::from_secs(20);
/// The largest content that is copied from a remote place for it, in bytes.
const COPIED_MAX: u64 = 1 << 30;
/// What is kept of one content, in bytes of JSON.
const KEPT_MAX: usize = 256 << 10;

/// The part of the service that needs probers.
#[derive(Debug)]
pub(crate) struct Probing {
    pool: Arc<Pool>,
    /// Whether the probers have models that say what is in a picture.
    has_models: bool,
}

impl Probing {
    /// The engines in force.
    pub(super) fn engine(&self) -> Arc<str> {
        self.pool.engine()
    }
}

impl Drive {
    /// The same service with probers: without them files' records have no media metadata. `has_models` says whether
    /// the probers were given models that see what is in a picture.
    #[must_use]
    pub fn with_probers(mut self, pool: Arc<Pool>, has_models: bool) -> Self {
        self.probing = Some(Arc::new(Probing { pool, has_models }));
        self
    }

    /// What a content says about itself, to be kept with what else is known about it. What cannot be probed says
    /// nothing, and that is kept too.
    pub(super) async fn probe(
        &self,
        probing: &Probing,
        facts: &Facts,
        row: &ContentRow,
    ) -> Result<Probed, DriveError> {
        let mut probed = Probed { engine: probing.engine().to_string(), ..Probed::default() };
        // A probe reads little of a large content, but one that is far away has to be copied as a whole first.
        let is_near = self.parts.blobs.is_local() || row.size_bytes <= COPIED_MAX;
        if !facts.may_be_media() || !is_near {
            return Ok(probed);
        }
        let input = self.parts.blobs.open_local(&row.sha256).await?;
        let task = Task::Probe(ProbeTask::default());
        match probing.pool.run(input, task, TIME_LIMIT).await? {
            Outcome::Found(Finding::Probed(report)) => {
                probed.metadata = report.metadata;
                probed.damage = report.damage;
            }
            other => {
                tracing::info!(content = %row.sha256, outcome = ?other, "a content was not probed");
                return Ok(probed);
            }
        }
        if probing.has_models && probed.metadata.media_type.as_deref() == Some("image") {
            let input = self.parts.blobs.open_local(&row.sha256).await?;
            let task = PerceiveTask { labels: true, figures: true, ..PerceiveTask::default() };
            match probing.pool.run(input, Task::Perceive(task), TIME_LIMIT).await? {
                Outcome::Found(Finding::Perceived(seen)) => {
                    probed.metadata.labels = seen.labels;
                    probed.metadata.figures =
                        seen.figures.map(|all| all.into_iter().map(|seen| seen.figure).collect());
                }
                other => {
                    tracing::info!(content = %row.sha256, outcome = ?other, "a picture was not looked at");
                }
            }
        }
        bound(&mut probed.metadata);
        Ok(probed)
    }
}

/// Leaves out what is long until what is kept is short: the longest first that clients of a drive never see.
fn bound(metadata: &mut Metadata) {
    let is_short =
        |metadata: &Metadata| serde_json::to_string(metadata).is_ok_and(|text| text.len() <= KEPT_MAX);
    let steps: [fn(&mut Metadata); 4] = [
        |metadata| metadata.audio_covers = None,
        |metadata| {
            for stream in metadata.audio_streams.iter_mut().flatten() {
                stream.lyric = None;
            }
            metadata.subtitles = None;
        },
        |metadata| metadata.exif = None,
        |metadata| *metadata = Metadata { media_type: metadata.media_type.take(), ..Metadata::default() },
    ];
    for step in steps {
        if is_short(metadata) {
            return;
        }
        step(metadata);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_short_and_says_the_most_that_fits() {
        let long = || Some("x".repeat(KEPT_MAX));
        let mut metadata = Metadata { exif: long(), image_width: Some(7), ..Metadata::default() };
        bound(&mut metadata);
        assert_eq!((metadata.exif.as_ref(), metadata.image_width), (None, Some(7)));
        let mut metadata =
            Metadata { title: long(), media_type: Some("image".to_owned()), ..Metadata::default() };
        bound(&mut metadata);
        assert_eq!((metadata.title.as_ref(), metadata.media_type.as_deref()), (None, Some("image")));
        let mut metadata = Metadata { exif: Some("x".to_owned()), ..Metadata::default() };
        bound(&mut metadata);
        assert!(metadata.exif.is_some());
    }
}
