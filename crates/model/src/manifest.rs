//! What a manifest (`model.toml`) says.
//!
//! Unknown keys are refused: a misspelt one would otherwise change what a model finds without a word.

use std::path::{Component, Path};

use serde::Deserialize;

/// The longest side of what a network is given, in pixels.
pub const SIDE_MAX: u32 = 2048;
/// The most tokens that a network is given.
pub const TOKENS_MAX: usize = 8192;

/// A model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "task", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Manifest {
    /// Says what is in a picture: one number for each label.
    Labels {
        /// The ONNX file.
        file: String,
        /// What the network is given.
        picture: PictureInput,
        /// What its answer means.
        labels: LabelOutput,
    },
    /// Finds faces or persons, and tells them apart where there is a second network for that.
    Figures {
        /// The ONNX file.
        file: String,
        /// What the network is given.
        picture: PictureInput,
        /// What its answer means.
        figures: FigureOutput,
        /// The network that makes a vector of each.
        embedding: Option<Embedding>,
    },
    /// Makes a vector of a picture.
    ImageVector {
        /// The ONNX file.
        file: String,
        /// What the network is given.
        picture: PictureInput,
        /// What its answer means.
        vector: VectorOutput,
    },
    /// Makes a vector of a text.
    TextVector {
        /// The ONNX file.
        file: String,
        /// What the network is given.
        text: TextInput,
        /// What its answer means.
        vector: VectorOutput,
    },
}

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

/// What makes confidences of a network's numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// One of the labels is right.
    #[default]
    Softmax,
    /// Each label is right or wrong for itself.
    Sigmoid,
    /// They are confidences.
    None,
}

/// One number for each label.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelOutput {
    /// The output's name; the network's first if not said.
    pub output: Option<String>,
    /// The file of names: a line each, in the order of the numbers. English name, then after a tab its Chinese name,
    /// then after a tab the English name of what it is a kind of; an empty line for a number without a label.
    pub names: String,
    /// What makes confidences of the numbers.
    #[serde(default)]
    pub activation: Activation,
    /// The least confidence of a label that is told.
    #[serde(default = "threshold")]
    pub threshold: f32,
    /// The most labels that are told, 1 to 100.
    #[serde(default = "most")]
    pub most: usize,
}

fn threshold() -> f32 {
    0.2
}

fn most() -> usize {
    20
}

/// Boxes, and how sure the network is of each. Other shapes than these are not understood: a network that answers in
/// the raw form of its last layer has to be exported with its decoding.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureOutput {
    /// The output with four numbers a box.
    pub boxes: String,
    /// The output with one number a box, or one for each class.
    pub scores: String,
    /// Which class it is, from 0; the last if not said.
    pub class: Option<usize>,
    /// The output with ten numbers a box: x and y of the left eye, the right eye, the nose, and the left and right
    /// corner of the mouth, as the viewer sees them.
    pub landmarks: Option<String>,
    /// What the four numbers are.
    #[serde(default)]
    pub form: BoxForm,
    /// What they count in.
    #[serde(default)]
    pub units: Units,
    /// The least confidence of a box that is told.
    #[serde(default = "figure_threshold")]
    pub threshold: f32,
    /// Two boxes that share more of their area than this are one figure.
    #[serde(default = "overlap")]
    pub overlap: f32,
    /// The most figures that are told, 1 to 100.
    #[serde(default = "most_figures")]
    pub most: usize,
    /// The `FigureType` of what it finds.
    #[serde(default = "face")]
    pub kind: String,
}

fn figure_threshold() -> f32 {
    0.6
}

fn overlap() -> f32 {
    0.4
}

fn most_figures() -> usize {
    50
}

fn face() -> String {
    "face".to_owned()
}

/// What the four numbers of a box are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoxForm {
    /// Left, top, right, bottom.
    #[default]
    Corners,
    /// Middle (x, y), width, height.
    Centre,
}

/// What boxes and landmarks count in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Units {
    /// Parts of what the network was given: 0 to 1.
    #[default]
    Relative,
    /// Pixels of it.
    Pixels,
}

/// The network that makes a vector of a figure.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embedding {
    /// The ONNX file.
    pub file: String,
    /// What the network is given; its `fit` does not matter.
    pub picture: PictureInput,
    /// What its answer means.
    pub vector: VectorOutput,
    /// How much is cut out beyond the box on each side, as a part of the box. Where there are landmarks the figure
    /// is turned and scaled to the usual template (of 112 by 112) instead.
    #[serde(default)]
    pub margin: f32,
}

/// A vector. It is scaled to length 1.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorOutput {
    /// The output's name; the network's first if not said.
    pub output: Option<String>,
    /// The name of the space. Vectors of texts and of pictures can be compared when both models name one space.
    pub space: String,
    /// What makes one vector where the network answers one for each token.
    #[serde(default)]
    pub pooling: Pooling,
}

/// What makes one vector of many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pooling {
    /// The network answers one.
    #[default]
    None,
    /// Their mean.
    Mean,
    /// The first.
    First,
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

impl Manifest {
    /// Reads a manifest and checks what it says.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), String> {
        match self {
            Self::Labels { file, picture, labels } => {
                inside("file", file)?;
                inside("labels.names", &labels.names)?;
                within("labels.most", labels.most, 1, 100)?;
                part("labels.threshold", labels.threshold)?;
                picture.check("picture")
            }
            Self::Figures { file, picture, figures, embedding } => {
                inside("file", file)?;
                within("figures.most", figures.most, 1, 100)?;
                part("figures.threshold", figures.threshold)?;
                part("figures.overlap", figures.overlap)?;
                if let Some(embedding) = embedding {
                    inside("embedding.file", &embedding.file)?;
                    part("embedding.margin", embedding.margin)?;
                    embedding.picture.check("embedding.picture")?;
                }
                picture.check("picture")
            }
            Self::ImageVector { file, picture, .. } => {
                inside("file", file)?;
                picture.check("picture")
            }
            Self::TextVector { file, text, .. } => {
                inside("file", file)?;
                inside("text.vocabulary", &text.vocabulary)?;
                within("text.tokens", text.tokens, 3, TOKENS_MAX)
            }
        }
    }
}

impl PictureInput {
    fn check(&self, key: &str) -> Result<(), String> {
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

/// A file of the model's own folder.
fn inside(key: &str, file: &str) -> Result<(), String> {
    let path = Path::new(file);
    let is_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    if is_inside && !file.is_empty() {
        Ok(())
    } else {
        Err(format!("`{key}` is a file beside the manifest, not {file:?}"))
    }
}

fn within(key: &str, value: usize, low: usize, high: usize) -> Result<(), String> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(format!("`{key}` is {low} to {high}, not {value}"))
    }
}

fn part(key: &str, value: f32) -> Result<(), String> {
    if (0.0..=1.0).contains(&value) { Ok(()) } else { Err(format!("`{key}` is 0 to 1, not {value}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: &str =
        "task = 'labels'\nfile = 'a.onnx'\n[picture]\nwidth = 4\nheight = 4\n[labels]\nnames = 'n.txt'\n";

    #[test]
    fn what_is_not_said_has_a_usual_value() {
        let Ok(Manifest::Labels { picture, labels, .. }) = Manifest::parse(LABELS) else { panic!("labels") };
        assert_eq!(
            (picture.layout, picture.fit, labels.activation),
            (Layout::Nchw, Fit::Stretch, Activation::Softmax)
        );
        assert_eq!((picture.scale.to_bits(), labels.most), (255.0_f32.to_bits(), 20));
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for (from, to, told) in [
            ("width = 4", "width = 2049", "2048"),
            ("width = 4", "width = 4\nscale = 0.0", "picture.scale"),
            ("width = 4", "width = 4\nmaen = [0.0, 0.0, 0.0]", "maen"),
            ("'n.txt'", "'../n.txt'", "labels.names"),
            ("'a.onnx'", "'/a.onnx'", "`file`"),
            ("'n.txt'", "'n.txt'\nthreshold = 1.5", "labels.threshold"),
            ("'n.txt'", "'n.txt'\nmost = 0", "labels.most"),
            ("'labels'", "'poems'", "poems"),
        ] {
            let error = Manifest::parse(&LABELS.replace(from, to)).expect_err(to);
            assert!(error.contains(told), "{error}");
        }
    }
}
