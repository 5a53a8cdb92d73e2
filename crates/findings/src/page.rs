//! From the photo of a paper to a scan: what is asked for, and what an engine answers.

use serde::{Deserialize, Serialize};

use crate::picture::{as_base64, from_base64};

/// Whether a step is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Choice {
    /// Never.
    No,
    /// Where the engine is sure enough.
    #[default]
    Auto,
    /// Always, by the best guess.
    Force,
}

/// What a scan's colours are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum PageColor {
    /// In colour where the page has some, grey where it has none.
    #[default]
    Auto,
    /// In colour.
    Color,
    /// In shades of grey.
    Gray,
    /// Black on white and nothing between.
    Bw,
}

/// What a scan is encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum PageFormat {
    /// JPEG.
    #[default]
    Jpeg,
    /// PNG.
    Png,
}

/// Turn the photo of a paper into a scan.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FlattenTask {
    /// Whether the page is cut out of the photo, and unbent.
    pub crop: Choice,
    /// Whether the page is turned upright, and its skew taken out.
    pub rotate: Choice,
    /// What its colours are made of.
    pub color: PageColor,
    /// What the scan is encoded as.
    pub format: PageFormat,
    /// Of JPEG, 1 to 100.
    pub quality: u8,
    /// Dots per inch that the scan is made at, 50 to 1200: a page whose sides have the proportions of a paper or card
    /// of a standard gets the pixels that this paper has at that resolution. `None` keeps the photo's own density.
    pub dpi: Option<u16>,
    /// The most pixels that a scan may have; a larger one is made smaller. `None` keeps the photo's own density.
    pub max_pixels: Option<u32>,
    /// Whether several papers in one photo, and the two pages of an open book, become scans of their own.
    pub pages: bool,
    /// Whether the words are read, where an outside tool that reads is at hand.
    pub words: bool,
    /// Whether each stage is handed out as a picture.
    pub stages: bool,
    /// The most bytes that the encoded pictures may have together.
    pub max_bytes: u64,
}

impl FlattenTask {
    /// Quality of JPEG unless told otherwise.
    pub const QUALITY: u8 = 90;
    /// The most bytes of the encoded pictures, unless told otherwise.
    pub const MAX_BYTES: u64 = 64 << 20;
    /// The resolutions that may be asked for, in dots per inch.
    pub const DPI: std::ops::RangeInclusive<u16> = 50..=1200;
}

impl Default for FlattenTask {
    fn default() -> Self {
        Self {
            crop: Choice::Auto,
            rotate: Choice::Auto,
            color: PageColor::Auto,
            format: PageFormat::Jpeg,
            quality: Self::QUALITY,
            dpi: None,
            max_pixels: None,
            pages: false,
            words: false,
            stages: false,
            max_bytes: Self::MAX_BYTES,
        }
    }
}

/// The answer to a [`FlattenTask`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flattened {
    /// Width and height in pixels of the photo as its camera's orientation shows it.
    pub photo: (u32, u32),
    /// The scans: one, or with [`FlattenTask::pages`] at least one, in reading order.
    pub pages: Vec<FlatPage>,
    /// How long each stage took, in the order in which they ended.
    pub times: Vec<StageTime>,
    /// The stages as pictures, where asked for.
    pub stages: Vec<StagePicture>,
}

/// One scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlatPage {
    /// The clockwise turn from the stored pixels of the photo to the scan: 0, 90, 180 or 270 degrees. The camera's
    /// orientation (EXIF) is part of it; the fine skew is not.
    pub angle: u16,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// Where its corners are in the photo as its camera's orientation shows it, in pixels from the photo's upper left:
    /// upper left, upper right, lower right and lower left of the scan. Of a photo that is left whole, the photo's own.
    pub corners: [(f64, f64); 4],
    /// How sure it is that this is a page with these corners, 0 to 1; 0 for a photo that is left whole.
    pub confidence: f64,
    /// Whether the page was cut out of the photo.
    pub cropped: bool,
    /// Whether the page was unbent.
    pub unbent: bool,
    /// What it is encoded as.
    pub format: PageFormat,
    /// The encoded picture.
    #[serde(serialize_with = "as_base64", deserialize_with = "from_base64")]
    pub bytes: Vec<u8>,
    /// The words on it, where they were asked for and could be read; in reading order.
    pub words: Vec<PageWord>,
}

/// A word on a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageWord {
    /// The word.
    pub text: String,
    /// Pixels from the scan's left.
    pub left: u32,
    /// Pixels from the scan's top.
    pub top: u32,
    /// Pixels wide.
    pub width: u32,
    /// Pixels high.
    pub height: u32,
    /// How sure the reader is, 0 to 100.
    pub confidence: u8,
    /// Which line it is in, counted from 0.
    pub line: u32,
}

/// How long a stage took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTime {
    /// Its name, such as `find`.
    pub stage: String,
    /// In microseconds.
    pub micros: u64,
}

/// A stage as a picture, for people to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagePicture {
    /// Its name, such as `find`.
    pub stage: String,
    /// A JPEG.
    #[serde(serialize_with = "as_base64", deserialize_with = "from_base64")]
    pub bytes: Vec<u8>,
}
