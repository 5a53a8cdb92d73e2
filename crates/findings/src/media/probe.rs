//! Probing a file: the task, and the report.

use assay_types::ContentDigest;
use serde::{Deserialize, Serialize};

use super::{Codes, Metadata};

/// Which parts of a content's picture are to be looked at, beyond what its headers say. All of it needs the pixels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seeing {
    /// Read texts: `OCRContents`, `OCRTexts`.
    pub texts: bool,
    /// Judge the picture: `ImageScore`.
    pub score: bool,
    /// Read QR and bar codes: [`ProbeReport::codes`].
    pub codes: bool,
    /// Suggest crops of these shapes, `WIDTH:HEIGHT`; none when empty.
    pub croppings: Vec<String>,
}

impl Seeing {
    /// Whether pixels are needed at all.
    pub fn any(&self) -> bool {
        self.texts || self.score || self.codes || !self.croppings.is_empty()
    }
}

/// Say what a file says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeTask {
    /// The file's name, where it has one: its extension decides between formats whose bytes look alike.
    pub name: Option<String>,
    /// Read the whole content for its hashes: [`ProbeReport::digest`] and [`ProbeReport::crc64`].
    pub digest: bool,
    /// The most bytes of a document's text that are wanted; 0 wants none.
    pub text_max_bytes: u64,
    /// What to look at in the pixels.
    pub seeing: Seeing,
}

/// The answer to a [`ProbeTask`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProbeReport {
    /// The content's hashes and length, where they were asked for.
    pub digest: Option<ContentDigest>,
    /// CRC-64/XZ, likewise.
    pub crc64: Option<u64>,
    /// What the content says about itself.
    pub metadata: Metadata,
    /// A document's text, where it was asked for; cut at the limit.
    pub text: Option<String>,
    /// QR and bar codes, where they were asked for.
    pub codes: Vec<Codes>,
    /// What kept the content from being read to its end, in words for the client: what is in `metadata` was read
    /// before. `None` when nothing is wrong.
    pub damage: Option<String>,
}

/// What a probe found in a content, as it is kept beside it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Probed {
    /// The engines that found it: others may find something else.
    pub engine: String,
    /// What the content says about itself.
    pub metadata: Metadata,
    /// See [`ProbeReport::damage`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
}
