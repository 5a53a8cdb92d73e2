//! What a network is given.

use serde::Deserialize;

/// The longest side of what a network is given, in pixels.
pub const SIDE_MAX: u32 = 2048;
/// The most tokens that a network is given.
pub const TOKENS_MAX: usize = 8192;

/// A picture as a network takes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureInput {
    /// The input's name; the network's first if not said.
    pub input: Option<String>,
    /// Pixels, 1 to [`SIDE_MAX`].
    pub width: u32,
    /// Pixels, 1 to [`SIDE_MAX`].
    pub height: u32,
    /// How a picture of another shape is made to fit.
    #[serde(default)]
    pub fit: Fit,
    /// How the numbers are arranged.
    #[serde(default)]
    pub layout: Layout,
    /// The order of the colours.
    #[serde(default)]
    pub colours: Colours,
    /// What bytes are divided by first.
    #[serde(default = "scale")]
    pub scale: f32,
    /// What is then taken away, per colour in the network's order.
    #[serde(default)]
    pub mean: [f32; 3],
    /// What that is then divided by.
    #[serde(default = "ones")]
    pub deviation: [f32; 3],
}

fn scale() -> f32 {
    255.0
}

fn ones() -> [f32; 3] {
    [1.0; 3]
}

/// How a picture of another shape is made to fit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// The sides are scaled each for itself.
    #[default]
    Stretch,
    /// The largest piece of that shape in the middle.
    Crop,
    /// The whole picture in the middle, black around it.
    Pad,
}

/// How the numbers of a picture are arranged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// One colour after the other: `[1, 3, height, width]`.
    #[default]
    Nchw,
    /// One pixel after the other: `[1, height, width, 3]`.
    Nhwc,
}

/// The order of the colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colours {
    /// Red first.
    #[default]
    Rgb,
    /// Blue first.
    Bgr,
}

impl PictureInput {
    /// What makes no sense in it, if anything does.
    pub(super) fn check(&self, key: &str) -> Result<(), String> {
        let sides = 1..=SIDE_MAX;
        if !sides.contains(&self.width) || !sides.contains(&self.height) {
            return Err(format!("`{key}.width` and `{key}.height` are 1 to {SIDE_MAX}"));
        }
        let divisors = self.deviation.iter().chain([&self.scale]);
        if divisors.into_iter().any(|divisor| !divisor.is_normal()) {
            return Err(format!("`{key}.scale` and `{key}.deviation` are divided by: they are not 0"));
        }
        Ok(())
    }
}

/// A text as a network takes it: the numbers of its tokens, by the WordPiece method of BERT. Byte-pair and
/// sentence-piece vocabularies are not supported.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextInput {
    /// The vocabulary, a token each line (`vocab.txt`), with `[UNK]`, `[CLS]` and `[SEP]`.
    pub vocabulary: String,
    /// Whether the vocabulary is of lower-case words without accents.
    #[serde(default = "yes")]
    pub lower_case: bool,
    /// Tokens of a text, 3 to [`TOKENS_MAX`]; what is beyond is cut off.
    #[serde(default = "tokens")]
    pub tokens: usize,
    /// Whether shorter texts are filled up to that, for networks of one fixed size.
    #[serde(default)]
    pub fixed: bool,
    /// The input of the tokens' numbers.
    #[serde(default = "input_ids")]
    pub input: String,
    /// The input that says which tokens are text, where the network has it.
    #[serde(default = "attention_mask")]
    pub mask: String,
    /// The input that says which sentence a token is of, where the network has it.
    #[serde(default = "token_type_ids")]
    pub types: String,
}

fn yes() -> bool {
    true
}

fn tokens() -> usize {
    256
}

fn input_ids() -> String {
    "input_ids".to_owned()
}

fn attention_mask() -> String {
    "attention_mask".to_owned()
}

fn token_type_ids() -> String {
    "token_type_ids".to_owned()
}
