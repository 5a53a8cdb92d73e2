//! What a manifest (`model.toml`) says.
//!
//! Unknown keys are refused: a misspelt one would otherwise change what a model finds without a word.

mod input;
mod output;

use std::path::{Component, Path};

use serde::Deserialize;

pub use input::{Colours, Fit, Layout, PictureInput, SIDE_MAX, TOKENS_MAX, TextInput};
pub use output::{Activation, BoxForm, Embedding, FigureOutput, LabelOutput, Pooling, Units, VectorOutput};

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
