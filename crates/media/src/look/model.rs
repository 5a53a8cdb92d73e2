//! What only a provider can tell: labels, faces, whether two faces are one person's.

use std::fs::File;

use assay_findings::media::{Figure, Seeing, SeenFigure};
use assay_wire::imm::{
    CompareImageFacesReply, CompareImageFacesRequest, DetectImageFacesReply, DetectImageFacesRequest,
    DetectImageLabelsReply, DetectImageLabelsRequest,
};

use crate::{
    Caller, Media, MediaError,
    provider::{Asked, Told},
    source::Head,
};

impl Media {
    /// What is in a picture: labels of at least the confidence `Threshold`.
    ///
    /// # Errors
    /// `UnsupportedOperation` when nobody can tell, `ResourceNotFound` for the project and the file,
    /// `InvalidArgument` for what is no picture.
    pub async fn detect_image_labels(
        &self,
        caller: &Caller,
        request: DetectImageLabelsRequest,
    ) -> Result<DetectImageLabelsReply, MediaError> {
        let threshold = request.threshold.unwrap_or(0.0);
        if !(0.0..=1.0).contains(&threshold) {
            return Err(MediaError::invalid("Threshold", "it is 0 to 1"));
        }
        let project = Some(request.project_name.as_str());
        let (head, file) = self.open_one(caller, project, "SourceURI", Some(&request.source_uri)).await?;
        let asked = Asked { labels: true, ..Asked::default() };
        let told = self.ask_about(&head, file, asked).await?;
        let mut labels = told.labels.ok_or_else(|| {
            unprovided("Labels", "media.models with a labels model, or media.endpoint with a vision model")
        })?;
        labels.retain(|label| label.label_confidence.unwrap_or(1.0) >= threshold);
        Ok(DetectImageLabelsReply { labels, request_id: caller.request_id })
    }

    /// The faces in a picture.
    ///
    /// # Errors
    /// As [`Media::detect_image_labels`].
    pub async fn detect_image_faces(
        &self,
        caller: &Caller,
        request: DetectImageFacesRequest,
    ) -> Result<DetectImageFacesReply, MediaError> {
        let project = Some(request.project_name.as_str());
        let (head, file) = self.open_one(caller, project, "SourceURI", request.source_uri.as_deref()).await?;
        let mut told = self.ask_about(&head, file, FACES).await?;
        if told.figures.is_none() {
            return Err(no_faces());
        }
        // Ids of nothing that is kept: of the content and the place in the picture.
        let mut metadata = assay_findings::media::Metadata::default();
        told.lay_into(&head.fingerprint, &mut metadata);
        let faces = metadata.figures.unwrap_or_default();
        Ok(DetectImageFacesReply { faces, request_id: caller.request_id })
    }

    /// How alike the largest faces of two pictures are: 0 to 1.
    ///
    /// # Errors
    /// As [`Media::detect_image_labels`], and `InvalidArgument` for a picture without a face.
    pub async fn compare_image_faces(
        &self,
        caller: &Caller,
        request: CompareImageFacesRequest,
    ) -> Result<CompareImageFacesReply, MediaError> {
        let source = request.source.ok_or_else(|| MediaError::missing("Source"))?;
        let project = request.project_name;
        let first = self.face(caller, &project, "Source.URI1", source.uri1.as_deref()).await?;
        let second = self.face(caller, &project, "Source.URI2", source.uri2.as_deref()).await?;
        let similarity = first.iter().zip(&second).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        // Vectors of different models cannot be compared.
        if first.len() != second.len() {
            return Err(no_faces());
        }
        let similarity = Some(similarity.clamp(0.0, 1.0));
        Ok(CompareImageFacesReply { request_id: caller.request_id, similarity })
    }

    /// What tells the largest face of a picture from others.
    async fn face(
        &self,
        caller: &Caller,
        project: &str,
        parameter: &str,
        uri: Option<&str>,
    ) -> Result<Vec<f32>, MediaError> {
        let (head, file) = self.open_one(caller, Some(project), parameter, uri).await?;
        let figures = self.ask_about(&head, file, FACES).await?.figures.ok_or_else(no_faces)?;
        let largest = figures.into_iter().max_by_key(|seen| area(&seen.figure));
        let Some(SeenFigure { vector, .. }) = largest else {
            return Err(MediaError::invalid(parameter, "there is no face in the picture"));
        };
        vector.map(|vector| vector.numbers).ok_or_else(no_faces)
    }

    /// What a provider tells about a picture.
    async fn ask_about(&self, head: &Head, file: File, asked: Asked) -> Result<Told, MediaError> {
        if self.provider.is_none() {
            return Ok(Told::default());
        }
        let again = file
            .try_clone()
            .map_err(|error| MediaError::Corrupt { what: "descriptor", why: error.to_string() })?;
        self.look_at_picture(head, again, Seeing::default()).await?;
        Ok(self.provider.see(&*self.parts.prober, &file, asked).await)
    }
}

/// A question about faces.
const FACES: Asked = Asked { labels: false, figures: true, insights: false, meaning: false };

fn no_faces() -> MediaError {
    unprovided("Faces", "media.models with a figures model")
}

fn unprovided(what: &str, setting: &str) -> MediaError {
    MediaError::unsupported(format!("{what} need a model, and none tells them here: set {setting}."))
}

fn area(figure: &Figure) -> i64 {
    let boundary = figure.boundary.as_ref();
    let side = |side: Option<i64>| side.unwrap_or(0).max(0);
    boundary.map_or(0, |boundary| side(boundary.width).saturating_mul(side(boundary.height)))
}
