//! Probers of the tests.

use std::{fs::File, sync::Arc, time::Duration};

use assay_findings::{Finding, PictureFormat, Task, Thumbnail, media::Perceived};
use assay_sandbox::{GaveUp, Outcome, SandboxError};
use async_trait::async_trait;

use crate::Engines;

/// Answers what it was told to; without that, it gives up.
#[derive(Debug, Default)]
pub(super) struct StandIn {
    perceived: Option<Perceived>,
    thumbnail: Option<Vec<u8>>,
}

impl StandIn {
    pub(super) fn perceiving(perceived: Perceived) -> Self {
        Self { perceived: Some(perceived), ..Self::default() }
    }

    pub(super) fn shrinking_to(thumbnail: &[u8]) -> Self {
        Self { thumbnail: Some(thumbnail.to_vec()), ..Self::default() }
    }
}

#[async_trait]
impl Engines for StandIn {
    async fn run(&self, _: File, task: Task, _: Duration) -> Result<Outcome, SandboxError> {
        let finding = match (task, &self.perceived, &self.thumbnail) {
            (Task::Perceive(_), Some(perceived), _) => Finding::Perceived(Box::new(perceived.clone())),
            (Task::Thumbnail(_), _, Some(bytes)) => Finding::Thumbnail(Thumbnail {
                bytes: bytes.clone(),
                format: PictureFormat::Jpeg,
                width: 1,
                height: 1,
            }),
            _ => return Ok(Outcome::GaveUp(GaveUp::Crash)),
        };
        Ok(Outcome::Found(finding))
    }

    fn engine(&self) -> Arc<str> {
        "stand-in".into()
    }
}
