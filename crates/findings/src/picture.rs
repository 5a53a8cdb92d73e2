//! Making a small picture of a large one: the grammar by which clients ask for it, and what an engine answers.
//!
//! The grammar is OSS's image processing, as far as thumbnails need it:
//! `image/resize,m_lfit,w_160,h_120/crop,x_0,y_0,w_90,h_90/rotate,90/auto-orient,1/quality,q_80/format,webp`.

use std::str::FromStr;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest side that may be asked for, in pixels.
pub const SIDE_MAX: u32 = 4096;
/// Most steps of one process.
const STEPS_MAX: usize = 16;
/// The longest text of a process, in bytes.
const TEXT_MAX: usize = 1024;

/// How a picture is fitted into the size asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fit {
    /// Within it: `lfit`, the default.
    Within,
    /// Around it: `mfit`.
    Around,
    /// Around it, and the middle cut out: `fill`.
    Fill,
    /// Within it, and white around: `pad`.
    Pad,
    /// Exactly it, whatever becomes of the proportions: `fixed`.
    Exact,
}

/// The size that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Size {
    /// Width and height in pixels; an absent one follows from the proportions. At least one is there.
    Sides(Option<u32>, Option<u32>),
    /// The longer side, in pixels.
    Longest(u32),
    /// The shorter side, in pixels.
    Shortest(u32),
    /// Of the picture's size, 1 to 1000.
    Percent(u32),
}

/// One step of a process. Steps are carried out in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PictureStep {
    /// Another size.
    Resize {
        /// Which.
        size: Size,
        /// How it is reached.
        fit: Fit,
        /// Whether a picture may become larger than it is.
        enlarge: bool,
    },
    /// A part: from `x` and `y`, so wide and so high; what is beyond the picture is left out.
    Crop {
        /// Pixels from the left.
        x: u32,
        /// Pixels from the top.
        y: u32,
        /// Pixels wide; `None` to the right edge.
        width: Option<u32>,
        /// Pixels high; `None` to the bottom.
        height: Option<u32>,
    },
    /// Turned clockwise by quarters: 1, 2 or 3.
    Rotate(u8),
}

/// What the answer is encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PictureFormat {
    /// Without transparency: what is transparent becomes white.
    Jpeg,
    /// Lossless.
    Png,
    /// Lossless here.
    Webp,
}

impl PictureFormat {
    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }
}

/// Make a thumbnail of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ThumbnailTask {
    /// What to do to the picture, in order.
    pub steps: Vec<PictureStep>,
    /// Whether the camera's orientation is applied first.
    pub auto_orient: bool,
    /// As what to encode it; `None` keeps what can hold the picture: JPEG, or PNG where it has transparency.
    pub format: Option<PictureFormat>,
    /// Of JPEG, 1 to 100.
    pub quality: u8,
    /// The most bytes that the answer may have.
    pub max_bytes: u64,
}

/// The answer to a [`ThumbnailTask`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// The encoded picture.
    #[serde(serialize_with = "as_base64", deserialize_with = "from_base64")]
    pub bytes: Vec<u8>,
    /// What it is encoded as.
    pub format: PictureFormat,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// A text that is not a process: which part of it, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{part:?}: {why}")]
pub struct ProcessError {
    part: String,
    why: &'static str,
}

impl ThumbnailTask {
    /// The most bytes of a thumbnail.
    pub const MAX_BYTES: u64 = 4 << 20;
    /// Quality of JPEG unless told otherwise.
    pub const QUALITY: u8 = 85;
}

impl FromStr for ThumbnailTask {
    type Err = ProcessError;

    fn from_str(text: &str) -> Result<Self, ProcessError> {
        if text.len() > TEXT_MAX {
            return Err(wrong("image/…", "it is longer than 1024 bytes"));
        }
        let mut parts = text.split('/');
        if parts.next() != Some("image") {
            return Err(wrong(text.get(..16).unwrap_or(text), "a process starts with image/"));
        }
        let mut task = Self {
            steps: Vec::new(),
            auto_orient: true,
            format: None,
            quality: Self::QUALITY,
            max_bytes: Self::MAX_BYTES,
        };
        for part in parts.filter(|part| !part.is_empty()) {
            if task.steps.len() >= STEPS_MAX {
                return Err(wrong(part, "there are too many steps"));
            }
            task.read(part)?;
        }
        Ok(task)
    }
}

impl ThumbnailTask {
    fn read(&mut self, part: &str) -> Result<(), ProcessError> {
        let (name, rest) = part.split_once(',').unwrap_or((part, ""));
        let options: Vec<&str> = rest.split(',').filter(|option| !option.is_empty()).collect();
        match name {
            "resize" => self.steps.push(resize(part, &options)?),
            "crop" => self.steps.push(crop(part, &options)?),
            "rotate" => {
                let degrees = single(part, &options, 360)?;
                if degrees % 90 != 0 {
                    return Err(wrong(part, "only quarter turns are made"));
                }
                let quarters = u8::try_from(degrees / 90 % 4).unwrap_or_default();
                if quarters > 0 {
                    self.steps.push(PictureStep::Rotate(quarters));
                }
            }
            "auto-orient" => self.auto_orient = single(part, &options, 1)? == 1,
            "quality" => {
                let quality = options.iter().find_map(|option| {
                    option.strip_prefix("q_").or_else(|| option.strip_prefix("Q_")).and_then(decimal)
                });
                self.quality = quality
                    .and_then(|quality| u8::try_from(quality).ok())
                    .filter(|quality| (1..=100).contains(quality))
                    .ok_or_else(|| wrong(part, "it is quality,q_1 to quality,q_100"))?;
            }
            "format" => {
                self.format = Some(match options.as_slice() {
                    ["jpg" | "jpeg"] => PictureFormat::Jpeg,
                    ["png"] => PictureFormat::Png,
                    ["webp"] => PictureFormat::Webp,
                    _ => return Err(wrong(part, "formats are jpg, png and webp")),
                });
            }
            // Asks for a progressive JPEG, which looks the same when it is there.
            "interlace" => {
                single(part, &options, 1)?;
            }
            _ => return Err(wrong(part, "this step is not known")),
        }
        Ok(())
    }
}

fn resize(part: &str, options: &[&str]) -> Result<PictureStep, ProcessError> {
    let (mut width, mut height, mut by_one) = (None, None, None);
    let (mut fit, mut enlarge) = (Fit::Within, false);
    for option in options {
        let (name, value) = option.split_once('_').ok_or_else(|| wrong(part, "options are name_value"))?;
        let side = || {
            decimal(value)
                .filter(|side| (1..=SIDE_MAX).contains(side))
                .ok_or_else(|| wrong(part, "sides are 1 to 4096 pixels"))
        };
        match name {
            "w" => width = Some(side()?),
            "h" => height = Some(side()?),
            "l" => by_one = Some(Size::Longest(side()?)),
            "s" => by_one = Some(Size::Shortest(side()?)),
            "p" => {
                let percent = decimal(value).filter(|percent| (1..=1000).contains(percent));
                by_one = Some(Size::Percent(percent.ok_or_else(|| wrong(part, "p is 1 to 1000"))?));
            }
            "limit" => enlarge = value == "0",
            "m" => {
                fit = match value {
                    "lfit" => Fit::Within,
                    "mfit" => Fit::Around,
                    "fill" => Fit::Fill,
                    "pad" => Fit::Pad,
                    "fixed" => Fit::Exact,
                    _ => return Err(wrong(part, "m is lfit, mfit, fill, pad or fixed")),
                };
            }
            "color" => {} // of the padding, which is white
            _ => return Err(wrong(part, "resize takes w, h, l, s, p, m and limit")),
        }
    }
    let size = match (width, height, by_one) {
        (None, None, Some(size)) => size,
        (None, None, None) => return Err(wrong(part, "resize needs w, h, l, s or p")),
        (width, height, _) => Size::Sides(width, height),
    };
    Ok(PictureStep::Resize { size, fit, enlarge })
}

fn crop(part: &str, options: &[&str]) -> Result<PictureStep, ProcessError> {
    let (mut x, mut y, mut width, mut height) = (0, 0, None, None);
    for option in options {
        let (name, value) = option.split_once('_').ok_or_else(|| wrong(part, "options are name_value"))?;
        let pixels = decimal(value).ok_or_else(|| wrong(part, "crop's values are pixels"))?;
        match name {
            "x" => x = pixels,
            "y" => y = pixels,
            "w" if pixels > 0 => width = Some(pixels),
            "h" if pixels > 0 => height = Some(pixels),
            _ => return Err(wrong(part, "crop takes x, y, and w and h above 0")),
        }
    }
    Ok(PictureStep::Crop { x, y, width, height })
}

fn single(part: &str, options: &[&str], max: u32) -> Result<u32, ProcessError> {
    match options {
        [value] => decimal(value).filter(|value| *value <= max),
        _ => None,
    }
    .ok_or_else(|| wrong(part, "it takes one number"))
}

fn decimal(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn wrong(part: &str, why: &'static str) -> ProcessError {
    ProcessError { part: part.chars().take(64).collect(), why }
}

pub(crate) fn as_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

pub(crate) fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    STANDARD.decode(text.as_bytes()).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn steps(text: &str) -> Vec<PictureStep> {
        text.parse::<ThumbnailTask>().expect(text).steps
    }

    #[test]
    fn the_forms_that_documents_show_are_read() {
        assert_eq!(
            steps("image/resize,w_160"),
            [PictureStep::Resize { size: Size::Sides(Some(160), None), fit: Fit::Within, enlarge: false }]
        );
        assert_eq!(
            steps("image/resize,m_fill,h_128,w_128,limit_0"),
            [PictureStep::Resize { size: Size::Sides(Some(128), Some(128)), fit: Fit::Fill, enlarge: true }]
        );
        assert_eq!(
            steps("image/crop,x_1128,y_1211,w_914,h_914/format,jpg"),
            [PictureStep::Crop { x: 1128, y: 1211, width: Some(914), height: Some(914) }]
        );
        let task: ThumbnailTask =
            "image/auto-orient,0/rotate,270/quality,q_70/format,png".parse().expect("read");
        assert_eq!((task.auto_orient, task.quality, task.format), (false, 70, Some(PictureFormat::Png)));
        assert_eq!(task.steps, [PictureStep::Rotate(3)]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for text in [
            "",
            "video/snapshot",
            "image/resize",
            "image/resize,w_0",
            "image/resize,w_4097",
            "image/resize,q_1",
            "image/resize,m_big,w_1",
            "image/rotate,45",
            "image/format,exe",
            "image/quality,q_0",
            "image/blur,r_3",
            "image/crop,w_0",
            "image/resize,p_1001",
            "image/resize,w_-1",
            "image/resize,w_99999999999",
        ] {
            assert!(text.parse::<ThumbnailTask>().is_err(), "{text}");
        }
        let many = format!("image{}", "/rotate,90".repeat(17));
        assert!(many.parse::<ThumbnailTask>().is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(image/)?[a-z,_0-9/]{0,60}|.*") {
            let _ = text.parse::<ThumbnailTask>();
        }

        #[test]
        fn thumbnails_cross_the_wall(bytes: Vec<u8>) {
            let thumbnail = Thumbnail { bytes, format: PictureFormat::Jpeg, width: 1, height: 2 };
            let text = serde_json::to_string(&thumbnail).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<Thumbnail>(&text).expect("reads back"), thumbnail);
        }
    }
}
