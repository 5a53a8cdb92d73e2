//! Who tells what is in a picture and what a text means: models of the operator's own, which the probers run, and an
//! endpoint of OpenAI's kind. Either, both, or none: what nobody tells is absent.
//!
//! | | models | endpoint |
//! |---|---|---|
//! | `Labels` | a `labels` model | the vision model, where there is no such model |
//! | `Figures`, and what tells them apart | a `figures` model | never |
//! | `Insights` | never | the vision model |
//! | what a file and a query mean | an `image-vector` and a `text-vector` model | the embedding model, where there is one |
//!
//! Meanings are compared with each other, so all are from one space: that of texts, which queries are. A picture's own
//! vector is one of them when its model says that it makes vectors of that space; else the picture means what is said
//! about it in words.
//!
//! A provider that fails is logged, and what it would have told is absent: a file is never kept from being indexed.

mod answer;
mod endpoint;
mod meaning;
mod models;
#[cfg(test)]
mod stand_in;

use std::{fs::File, sync::Arc};

use assay_findings::media::{Figure, Insights, Label, Metadata, SeenFigure};

pub use endpoint::{Endpoint, EndpointConfig, EndpointError};
pub(crate) use meaning::words;
use models::Models;

use crate::Engines;

/// What is asked about a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// What is in it.
    pub(crate) labels: bool,
    /// Who is in it.
    pub(crate) figures: bool,
    /// It in words.
    pub(crate) insights: bool,
    /// What it means, as far as pixels tell.
    pub(crate) meaning: bool,
}

/// What was told about a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Told {
    pub(crate) labels: Option<Vec<Label>>,
    pub(crate) figures: Option<Vec<SeenFigure>>,
    pub(crate) insights: Option<Insights>,
    /// Comparable with what [`Provider::embed_text`] gives.
    pub(crate) meaning: Option<Vec<f32>>,
}

impl Told {
    /// Writes into a file's metadata what was told; the vectors of the figures, with the figures' ids. `owner` makes
    /// the ids: the same file has the same figures with the same ids each time.
    pub(crate) fn lay_into(&mut self, owner: &str, metadata: &mut Metadata) -> Vec<(String, Vec<f32>)> {
        if let Some(labels) = self.labels.take() {
            metadata.labels = Some(labels);
        }
        if let Some(insights) = self.insights.take() {
            metadata.insights = Some(insights);
        }
        let Some(seen) = self.figures.take() else { return Vec::new() };
        let mut vectors = Vec::new();
        let mut figures = Vec::with_capacity(seen.len());
        for SeenFigure { figure, vector } in seen {
            let id = meaning::figure_id(owner, &figure);
            vectors.extend(vector.map(|vector| (id.clone(), vector.numbers)));
            figures.push(Figure { figure_id: Some(id), ..figure });
        }
        metadata.figure_count = i64::try_from(figures.len()).ok();
        metadata.figures = Some(figures);
        vectors
    }
}

/// Who tells. Cheap to clone.
#[derive(Clone, Default)]
pub struct Provider {
    models: Option<Models>,
    endpoint: Option<Arc<Endpoint>>,
}

impl Provider {
    /// The same with models: the probers must have been started with them.
    #[must_use]
    pub fn with_models(self, probers: Arc<dyn Engines>) -> Self {
        Self { models: Some(Models::new(probers)), ..self }
    }

    /// The same with an endpoint.
    #[must_use]
    pub fn with_endpoint(self, endpoint: Endpoint) -> Self {
        Self { endpoint: Some(Arc::new(endpoint)), ..self }
    }

    /// Whether nobody tells anything.
    pub(crate) fn is_none(&self) -> bool {
        self.models.is_none() && self.endpoint.is_none()
    }

    /// What is in a picture, as far as it is asked and somebody can tell. `prober` makes the picture small enough to
    /// be sent.
    pub(crate) async fn see(&self, prober: &dyn Engines, picture: &File, asked: Asked) -> Told {
        let mut told = Told::default();
        if let Some(models) = &self.models {
            told = models.see(picture, asked).await;
            // Of texts the endpoint knows the meaning, then: its space is another.
            if self.endpoint.as_ref().is_some_and(|endpoint| endpoint.embeds()) {
                told.meaning = None;
            }
        }
        let wants_labels = asked.labels && told.labels.is_none();
        if let Some(endpoint) = self.endpoint.as_ref().filter(|_| wants_labels || asked.insights) {
            let said = endpoint.see(prober, picture).await;
            if let Some(said) = said {
                if wants_labels {
                    told.labels = said.labels;
                }
                if asked.insights {
                    told.insights = said.insights;
                }
            }
        }
        told
    }

    /// What a text means: a vector of length 1; `None` when nobody can tell.
    pub(crate) async fn embed_text(&self, text: &str) -> Option<Vec<f32>> {
        if text.trim().is_empty() {
            return None;
        }
        match (&self.endpoint, &self.models) {
            (Some(endpoint), _) if endpoint.embeds() => endpoint.embed(text).await,
            (_, Some(models)) => models.embed(text).await,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use assay_findings::media::{Boundary, Vector};

    use super::*;

    #[test]
    fn figures_get_ids_that_stay() {
        let figure = |left| SeenFigure {
            figure: Figure {
                boundary: Some(Boundary { left: Some(left), ..Boundary::default() }),
                ..Figure::default()
            },
            vector: Some(Vector { space: "faces".to_owned(), numbers: vec![1.0] }),
        };
        let told = Told { figures: Some(vec![figure(1), figure(2)]), ..Told::default() };
        let (mut first, mut again, mut other) = <(Metadata, Metadata, Metadata)>::default();
        let vectors = told.clone().lay_into("a", &mut first);
        assert_eq!((first.figure_count, vectors.len()), (Some(2), 2));
        let id = |metadata: &Metadata, at: usize| {
            metadata.figures.as_ref().and_then(|all| all[at].figure_id.clone()).expect("an id")
        };
        assert_eq!(id(&first, 1), vectors[1].0);
        assert_ne!(id(&first, 0), id(&first, 1));
        told.clone().lay_into("a", &mut again);
        assert_eq!(first, again);
        told.clone().lay_into("b", &mut other);
        assert_ne!(id(&first, 0), id(&other, 0));
    }

    #[tokio::test]
    async fn nobody_tells_nothing() {
        let provider = Provider::default();
        assert!(provider.is_none() && provider.embed_text("sun").await.is_none());
    }
}
