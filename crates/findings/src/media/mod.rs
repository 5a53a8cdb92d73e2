//! Media metadata: what a picture, a recording, a video or a document says about itself.
//!
//! The types have the names of an IMM `File`, and those of streams are ffprobe's: one set of words from the engine to
//! the wire.

mod figure;
mod label;
mod metadata;
mod model;
mod picture;
mod place;
mod probe;
mod stream;

pub use figure::{Figure, HeadPose};
pub use label::{Clip, ImageInsight, Insights, Label, MultilingualContentEntry, SceneElement, VideoInsight};
pub use metadata::Metadata;
pub use model::{PerceiveTask, Perceived, SeenFigure, Vector};
pub use picture::{Boundary, Codes, CoverImage, CroppingSuggestion, ImageScore, OcrContents, Point};
pub use place::Address;
pub use probe::{ProbeReport, ProbeTask, Probed, Seeing};
pub use stream::{AudioStream, SubtitleStream, VideoStream};
