//! What a network's answer means.

use serde::Deserialize;

use super::PictureInput;

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
