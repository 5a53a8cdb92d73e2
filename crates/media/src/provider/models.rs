//! Models of the operator's own, run by the probers.

use std::{fs::File, sync::Arc, time::Duration};

use assay_findings::{
    Finding, Task,
    media::{PerceiveTask, Perceived, SeenFigure, Vector},
};
use assay_sandbox::Outcome;
use tokio::sync::OnceCell;

use super::{Asked, Told};
use crate::Engines;

/// What all models together may take on one picture or text.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// The most numbers of a vector that is believed.
const NUMBERS_MAX: usize = 8192;
/// The most labels and figures of one picture that are believed.
const LIST_MAX: usize = 100;

#[derive(Clone)]
pub(super) struct Models {
    probers: Arc<dyn Engines>,
    /// The space that texts are in; `None` when no model makes vectors of texts.
    texts: Arc<OnceCell<Option<String>>>,
}

impl Models {
    pub(super) fn new(probers: Arc<dyn Engines>) -> Self {
        Self { probers, texts: Arc::default() }
    }

    pub(super) async fn see(&self, picture: &File, asked: Asked) -> Told {
        let task =
            PerceiveTask { labels: asked.labels, figures: asked.figures, vector: asked.meaning, text: None };
        if !task.needs_picture() {
            return Told::default();
        }
        let seen = match picture.try_clone() {
            Ok(picture) => self.perceive(picture, task).await.unwrap_or_default(),
            Err(error) => {
                tracing::warn!(%error, "a picture cannot be looked at");
                return Told::default();
            }
        };
        let meaning = match seen.image.and_then(sound) {
            // Where no text has a meaning, pictures are compared with pictures alone.
            Some(vector) if self.space_of_texts().await.is_none_or(|space| space == vector.space) => {
                Some(vector.numbers)
            }
            _ => None,
        };
        let figures = seen.figures.map(|figures| {
            let figures = figures.into_iter().take(LIST_MAX);
            figures.map(|seen| SeenFigure { vector: seen.vector.and_then(sound), ..seen }).collect()
        });
        let labels = seen.labels.map(|labels| labels.into_iter().take(LIST_MAX).collect());
        Told { labels, figures, insights: None, meaning }
    }

    pub(super) async fn embed(&self, text: &str) -> Option<Vec<f32>> {
        self.vector_of(text).await.map(|vector| vector.numbers)
    }

    async fn vector_of(&self, text: &str) -> Option<Vector> {
        // The text is in the task; what comes with it is nothing.
        let nothing = tokio::task::spawn_blocking(empty).await.ok()?;
        match nothing {
            Ok(nothing) => self.perceive(nothing, PerceiveTask::text(text)).await?.text.and_then(sound),
            Err(error) => {
                tracing::warn!(%error, "a text cannot be given a vector");
                None
            }
        }
    }

    async fn space_of_texts(&self) -> Option<&str> {
        let ask = || async { self.vector_of("text").await.map(|vector| vector.space) };
        self.texts.get_or_init(ask).await.as_deref()
    }

    async fn perceive(&self, input: File, task: PerceiveTask) -> Option<Perceived> {
        match self.probers.run(input, Task::Perceive(task), TIME_LIMIT).await {
            Ok(Outcome::Found(Finding::Perceived(seen))) => Some(*seen),
            Ok(outcome) => {
                tracing::info!(?outcome, "the models found nothing");
                None
            }
            Err(error) => {
                tracing::warn!(%error, "the models cannot be run");
                None
            }
        }
    }
}

/// An empty file without a name, open for reading.
fn empty() -> std::io::Result<File> {
    tempfile::tempfile()
}

/// A vector as it was promised: the process that made it is not believed.
fn sound(vector: Vector) -> Option<Vector> {
    let length: f32 = vector.numbers.iter().map(|number| number * number).sum();
    ((1..=NUMBERS_MAX).contains(&vector.numbers.len()) && (length - 1.0).abs() < 0.01).then_some(vector)
}

#[cfg(test)]
mod tests {
    use assay_findings::media::Label;

    use super::{super::stand_in::StandIn, *};

    fn vector(space: &str, numbers: &[f32]) -> Vector {
        Vector { space: space.to_owned(), numbers: numbers.to_vec() }
    }

    async fn seen(answer: Perceived) -> Told {
        let models = Models::new(Arc::new(StandIn::perceiving(answer)));
        let picture = tempfile::tempfile().expect("a file");
        let asked = Asked { labels: true, figures: true, insights: false, meaning: true };
        models.see(&picture, asked).await
    }

    #[tokio::test]
    async fn a_picture_means_something_in_the_space_of_texts_or_nothing() {
        let both = |space: &str| Perceived {
            image: Some(vector("joint", &[0.6, 0.8])),
            text: Some(vector(space, &[1.0, 0.0])),
            ..Perceived::default()
        };
        assert_eq!(seen(both("joint")).await.meaning, Some(vec![0.6, 0.8]));
        assert_eq!(seen(both("words")).await.meaning, None);
        let alone = Perceived { text: None, ..both("joint") };
        assert_eq!(seen(alone).await.meaning, Some(vec![0.6, 0.8]));
    }

    #[tokio::test]
    async fn what_is_not_as_promised_is_left_out() {
        for numbers in [&[3.0, 4.0][..], &[], &[f32::NAN]] {
            let answer = Perceived { image: Some(vector("joint", numbers)), ..Perceived::default() };
            assert_eq!(seen(answer).await.meaning, None);
        }
        let labels = Some(vec![Label::default(); 1000]);
        assert_eq!(
            seen(Perceived { labels, ..Perceived::default() }).await.labels.expect("labels").len(),
            100
        );
    }

    #[tokio::test]
    async fn a_model_that_fails_tells_nothing() {
        let models = Models::new(Arc::new(StandIn::default()));
        assert_eq!(models.embed("sun").await, None);
        let picture = tempfile::tempfile().expect("a file");
        let asked = Asked { labels: true, ..Asked::default() };
        assert_eq!(models.see(&picture, asked).await, Told::default());
    }
}
