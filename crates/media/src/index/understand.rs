//! What a provider tells about a file beyond what the file says itself: labels, figures, insights, and vectors.

use std::fs::File;

use assay_findings::media::ProbeReport;
use assay_store::{NewVector, VectorKind};

use super::workflow::Wanted;
use crate::{Media, provider::words};

impl Media {
    /// Another handle of a file, for the provider to look at once the file was probed; `None` when nobody will.
    pub(super) fn again(&self, file: &File, wanted: &Wanted) -> Option<File> {
        let is_asked = !self.provider.is_none() && wanted.asks_provider();
        is_asked.then(|| file.try_clone()).transpose().unwrap_or_default()
    }

    /// Writes into a report what the provider tells, under `object`'s name; the vectors that the file has from now on,
    /// `None` when nothing was told.
    pub(super) async fn understand(
        &self,
        object: &str,
        file: &File,
        wanted: &Wanted,
        report: &mut ProbeReport,
    ) -> Option<Vec<NewVector>> {
        let metadata = &mut report.metadata;
        let asked = wanted.asked();
        let (mut vectors, mut meaning) = (Vec::new(), None);
        if metadata.media_type.as_deref() == Some("image") {
            let mut told = self.provider.see(self.parts.prober.as_ref(), file, asked).await;
            meaning = told.meaning.take();
            let figures = told.lay_into(object, metadata).into_iter();
            vectors.extend(figures.map(|(part, numbers)| NewVector {
                kind: VectorKind::Figure,
                part,
                numbers,
            }));
        }
        if asked.meaning {
            if meaning.is_none() {
                meaning = self.provider.embed_text(&words(metadata, report.text.as_deref())).await;
            }
            let meaning = meaning.into_iter();
            vectors.extend(meaning.map(|numbers| NewVector {
                kind: VectorKind::Meaning,
                part: String::new(),
                numbers,
            }));
        }
        (!vectors.is_empty()).then_some(vectors)
    }
}
