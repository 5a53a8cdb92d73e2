//! Looking at pictures: score, crops, texts, codes.

use assay_findings::media::{CroppingSuggestion, Seeing};
use assay_wire::imm::{
    DetectImageCodesReply, DetectImageCodesRequest, DetectImageCroppingReply, DetectImageCroppingRequest,
    DetectImageScoreReply, DetectImageScoreRequest, DetectImageTextsReply, DetectImageTextsRequest,
};

use super::open::unseen;
use crate::{Caller, Media, MediaError};

/// Shapes that one request may ask for.
const SHAPES_MAX: usize = 10;
/// The longest side of a shape.
const SIDE_MAX: u32 = 1000;
/// The shape that the picture decides,
const AUTO: &str = "auto";
/// among these.
const AUTO_SHAPES: [&str; 7] = ["1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16"];

impl Media {
    /// How good a picture is.
    ///
    /// # Errors
    /// `ResourceNotFound` for the project and the file, `InvalidArgument` for what is no picture or cannot be decoded.
    pub async fn detect_image_score(
        &self,
        caller: &Caller,
        request: DetectImageScoreRequest,
    ) -> Result<DetectImageScoreReply, MediaError> {
        let project = Some(request.project_name.as_str());
        let (head, file) = self.open_one(caller, project, "SourceURI", request.source_uri.as_deref()).await?;
        let seeing = Seeing { score: true, ..Seeing::default() };
        let report = self.look_at_picture(&head, file, seeing).await?;
        if report.metadata.image_score.is_none() {
            return Err(unseen(&report));
        }
        Ok(DetectImageScoreReply { image_score: report.metadata.image_score, request_id: caller.request_id })
    }

    /// Where to cut a picture. `AspectRatios` is a JSON array of `WIDTH:HEIGHT` and `auto`, which is the best of seven
    /// usual shapes; it is `["auto"]` when it is not given.
    ///
    /// # Errors
    /// As [`Media::detect_image_score`], and `InvalidArgument` for shapes that are none.
    pub async fn detect_image_cropping(
        &self,
        caller: &Caller,
        request: DetectImageCroppingRequest,
    ) -> Result<DetectImageCroppingReply, MediaError> {
        let shapes = shapes(request.aspect_ratios.as_deref())?;
        let project = Some(request.project_name.as_str());
        let (head, file) = self.open_one(caller, project, "SourceURI", request.source_uri.as_deref()).await?;
        let seeing = Seeing { croppings: looked_for(&shapes), ..Seeing::default() };
        let report = self.look_at_picture(&head, file, seeing).await?;
        let Some(found) = &report.metadata.cropping_suggestions else { return Err(unseen(&report)) };
        Ok(DetectImageCroppingReply {
            croppings: chosen(&shapes, found),
            // What a text describes is not looked for in pictures.
            matched_inclusion_hints: Vec::new(),
            request_id: caller.request_id,
        })
    }

    /// The texts in a picture.
    ///
    /// # Errors
    /// As [`Media::detect_image_score`], and `UnsupportedOperation` on a machine without tesseract.
    pub async fn detect_image_texts(
        &self,
        caller: &Caller,
        request: DetectImageTextsRequest,
    ) -> Result<DetectImageTextsReply, MediaError> {
        let project = Some(request.project_name.as_str());
        let (head, file) = self.open_one(caller, project, "SourceURI", Some(&request.source_uri)).await?;
        let seeing = Seeing { texts: true, ..Seeing::default() };
        let report = self.look_at_picture(&head, file, seeing).await?;
        match report.metadata.ocr_contents {
            Some(ocr_contents) => Ok(DetectImageTextsReply {
                ocr_contents,
                ocr_texts: report.metadata.ocr_texts,
                request_id: caller.request_id,
            }),
            None if report.damage.is_some() => Err(unseen(&report)),
            None => Err(MediaError::unsupported(
                "Reading texts in pictures needs tesseract and its languages on the server: install tesseract-ocr, \
                 tesseract-ocr-eng and tesseract-ocr-chi-sim, and start it again.",
            )),
        }
    }

    /// The QR and bar codes in a picture.
    ///
    /// # Errors
    /// As [`Media::detect_image_score`].
    pub async fn detect_image_codes(
        &self,
        caller: &Caller,
        request: DetectImageCodesRequest,
    ) -> Result<DetectImageCodesReply, MediaError> {
        let project = Some(request.project_name.as_str());
        let (head, file) = self.open_one(caller, project, "SourceURI", Some(&request.source_uri)).await?;
        let seeing = Seeing { codes: true, ..Seeing::default() };
        let report = self.look_at_picture(&head, file, seeing).await?;
        if report.codes.is_empty() && report.damage.is_some() {
            return Err(unseen(&report));
        }
        Ok(DetectImageCodesReply { codes: report.codes, request_id: caller.request_id })
    }
}

/// Reads `AspectRatios`.
fn shapes(text: Option<&str>) -> Result<Vec<String>, MediaError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(vec![AUTO.to_owned()]) };
    let refused = || {
        MediaError::invalid(
            "AspectRatios",
            format_args!(
                "it is a JSON array of 1 to {SHAPES_MAX} of WIDTH:HEIGHT (each 1 to {SIDE_MAX}) and auto, such as \
                 [\"4:3\",\"auto\"]"
            ),
        )
    };
    let shapes: Vec<String> = serde_json::from_str(text).map_err(|_| refused())?;
    if (1..=SHAPES_MAX).contains(&shapes.len()) && shapes.iter().all(|shape| is_shape(shape)) {
        return Ok(shapes);
    }
    Err(refused())
}

fn is_shape(shape: &str) -> bool {
    let is_side = |side: &str| side.parse().is_ok_and(|side| (1..=SIDE_MAX).contains(&side));
    shape == AUTO || shape.split_once(':').is_some_and(|(width, height)| is_side(width) && is_side(height))
}

/// The shapes that crops are to be found for, each once.
fn looked_for(shapes: &[String]) -> Vec<String> {
    let mut wanted: Vec<String> = shapes.iter().filter(|shape| *shape != AUTO).cloned().collect();
    if shapes.iter().any(|shape| shape == AUTO) {
        wanted.extend(AUTO_SHAPES.map(str::to_owned));
    }
    let mut seen = std::collections::HashSet::new();
    wanted.retain(|shape| seen.insert(shape.clone()));
    wanted
}

/// For each shape that was asked for its crop, in order.
fn chosen(shapes: &[String], found: &[CroppingSuggestion]) -> Vec<CroppingSuggestion> {
    let ratio_of = |crop: &CroppingSuggestion| crop.aspect_ratio.clone().unwrap_or_default();
    let best = || {
        let among = found.iter().filter(|crop| AUTO_SHAPES.contains(&ratio_of(crop).as_str()));
        let confidence = |crop: &CroppingSuggestion| crop.confidence.unwrap_or(0.0);
        among.max_by(|a, b| confidence(a).total_cmp(&confidence(b)))
    };
    let crop = |shape: &String| {
        if shape == AUTO { best() } else { found.iter().find(|crop| ratio_of(crop) == *shape) }
    };
    shapes.iter().filter_map(crop).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_hold_their_edges() {
        for good in [r#"["auto"]"#, r#"["1:1000","4:3"]"#] {
            assert!(shapes(Some(good)).is_ok(), "{good}");
        }
        assert_eq!(shapes(None).expect("the default"), ["auto"]);
        let many = serde_json::to_string(&vec!["1:1"; 11]).expect("JSON");
        for bad in ["auto", "[]", r#"["0:1"]"#, r#"["1:1001"]"#, r#"["a"]"#, "[1]", &many] {
            assert!(shapes(Some(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_picture_decides_where_nothing_else_does() {
        let crop = |ratio: &str, confidence| CroppingSuggestion {
            aspect_ratio: Some(ratio.to_owned()),
            confidence: Some(confidence),
            boundary: None,
        };
        let found = [crop("7:5", 0.99), crop("1:1", 0.5), crop("16:9", 0.7)];
        let asked = ["auto", "7:5"].map(str::to_owned);
        assert_eq!(looked_for(&asked).len(), 8);
        let ratios: Vec<_> =
            chosen(&asked, &found).into_iter().filter_map(|crop| crop.aspect_ratio).collect();
        assert_eq!(ratios, ["16:9", "7:5"]);
    }
}
