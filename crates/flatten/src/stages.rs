//! What the stages did: how long each took, and what it looked like.

use std::time::Instant;

use assay_findings::{PageFormat, StagePicture, StageTime};
use image::RgbImage;

use crate::{clean::Palette, draw, encode::encode};

/// Quality of JPEG of what people are shown.
const QUALITY: u8 = 85;

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
        self.ended_unseen(stage);
        if let Some(pictures) = &mut self.pictures {
            // What cannot be encoded has nothing to look at.
            if let Ok(bytes) = encode(&draw::plain(&picture()), Palette::Color, PageFormat::Jpeg, QUALITY) {
                pictures.push(StagePicture { stage: stage.to_owned(), bytes });
            }
            self.since = Instant::now();
        }
    }

    /// A stage has ended, and there is nothing to look at.
    pub(crate) fn ended_unseen(&mut self, stage: &str) {
        let micros = self.since.elapsed().as_micros() as u64;
        self.times.push(StageTime { stage: stage.to_owned(), micros });
        self.since = Instant::now();
    }

    /// Bytes of the pictures so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.pictures.iter().flatten().map(|picture| picture.bytes.len() as u64).sum()
    }
}
