//! What models of the operator's own make of a picture or a text: the task, and the answer.

use serde::{Deserialize, Serialize};

use super::{Figure, Label};

/// Run models. Each part is answered only where there is a model for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerceiveTask {
    /// What is in the picture: [`Perceived::labels`].
    pub labels: bool,
    /// Who is in the picture: [`Perceived::figures`].
    pub figures: bool,
    /// What the picture means: [`Perceived::image`].
    pub vector: bool,
    /// A text, for [`Perceived::text`]. The input beside the task is not looked at for this.
    pub text: Option<String>,
}

impl PerceiveTask {
    /// A task about nothing but a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// Whether pixels are needed.
    pub fn needs_picture(&self) -> bool {
        self.labels || self.figures || self.vector
    }
}

/// The answer to a [`PerceiveTask`]. `None`: not asked for, or there is no model for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Perceived {
    /// What is in the picture, surest first.
    pub labels: Option<Vec<Label>>,
    /// Who is in the picture, surest first.
    pub figures: Option<Vec<SeenFigure>>,
    /// What the picture means.
    pub image: Option<Vector>,
    /// What the text means.
    pub text: Option<Vector>,
}

/// A person or a face, and what distinguishes it from others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SeenFigure {
    /// As clients see it; its boundary is in pixels of the picture that the task came with. Has no `FigureId`: that is
    /// the service's to give.
    pub figure: Figure,
    /// Near to those of the same person; `None` where no model gives one.
    pub vector: Option<Vector>,
}

/// A direction in a space of meanings: near in angle is near in meaning.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Vector {
    /// The space's name: vectors of different spaces cannot be compared.
    pub space: String,
    /// Its numbers: finite, of length 1.
    pub numbers: Vec<f32>,
}
