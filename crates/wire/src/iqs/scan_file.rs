//! `ScanFile`: the photo of a paper in, a scan out.

use assay_findings::{Choice, FlattenTask, PageColor, PageFormat};
use assay_types::RequestId;
use serde::{Deserialize, Serialize};

use super::said::{Dpi, MaxPixels, Quality, Said};

/// The parameters of `ScanFile`. What is in both comes from the inner configuration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScanFileRequest {
    /// Where the photo can be fetched.
    pub image_url: Option<String>,
    /// The photo itself, as base64 or a data URL.
    pub image_base64: Option<String>,
    /// How the scan is to be made.
    pub scan_file_input_config: Option<ScanFileInputConfig>,
    /// As in the configuration.
    pub auto_crop: Option<Said<Choice>>,
    /// As in the configuration.
    pub auto_rotate: Option<Said<Choice>>,
    /// As in the configuration.
    pub format: Option<Said<PageFormat>>,
    /// As in the configuration.
    pub quality: Option<Said<Quality>>,
    /// As in the configuration.
    pub color: Option<Said<PageColor>>,
    /// As in the configuration.
    pub dpi: Option<Said<Dpi>>,
    /// As in the configuration.
    pub max_pixels: Option<Said<MaxPixels>>,
    /// As in the configuration.
    pub pages: Option<Said<bool>>,
    /// As in the configuration.
    pub corners: Option<Said<bool>>,
    /// As in the configuration.
    pub confidence: Option<Said<bool>>,
}

/// How a scan is to be made. All but the first two names are our own.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScanFileInputConfig {
    /// Whether the page is cut out of the photo.
    pub auto_crop: Option<Said<Choice>>,
    /// Whether the page is turned upright.
    pub auto_rotate: Option<Said<Choice>>,
    /// What the scan is encoded as.
    pub format: Option<Said<PageFormat>>,
    /// Of JPEG.
    pub quality: Option<Said<Quality>>,
    /// What its colours are made of.
    pub color: Option<Said<PageColor>>,
    /// Dots per inch.
    pub dpi: Option<Said<Dpi>>,
    /// The most pixels that a scan may have.
    pub max_pixels: Option<Said<MaxPixels>>,
    /// Whether each paper becomes a scan.
    pub pages: Option<Said<bool>>,
    /// Whether the answer has `corners`, and `confidence` with them.
    pub corners: Option<Said<bool>>,
    /// Whether the answer has `confidence`.
    pub confidence: Option<Said<bool>>,
}

impl ScanFileRequest {
    /// What was asked for, from both places.
    pub fn config(&self) -> ScanFileInputConfig {
        let inner = self.scan_file_input_config.unwrap_or_default();
        ScanFileInputConfig {
            auto_crop: inner.auto_crop.or(self.auto_crop),
            auto_rotate: inner.auto_rotate.or(self.auto_rotate),
            format: inner.format.or(self.format),
            quality: inner.quality.or(self.quality),
            color: inner.color.or(self.color),
            dpi: inner.dpi.or(self.dpi),
            max_pixels: inner.max_pixels.or(self.max_pixels),
            pages: inner.pages.or(self.pages),
            corners: inner.corners.or(self.corners),
            confidence: inner.confidence.or(self.confidence),
        }
    }
}

impl ScanFileInputConfig {
    /// The engine's task. What was not said is the default.
    pub fn task(&self) -> FlattenTask {
        let default = FlattenTask::default();
        FlattenTask {
            crop: self.auto_crop.map_or(default.crop, |said| said.0),
            rotate: self.auto_rotate.map_or(default.rotate, |said| said.0),
            format: self.format.map_or(default.format, |said| said.0),
            quality: self.quality.map_or(default.quality, |said| said.0.0),
            color: self.color.map_or(default.color, |said| said.0),
            dpi: self.dpi.map(|said| said.0.0),
            max_pixels: self.max_pixels.map(|said| said.0.0),
            pages: self.pages.is_some_and(|said| said.0),
            ..default
        }
    }

    /// Whether the answer is to have `corners`.
    pub fn wants_corners(&self) -> bool {
        self.corners.is_some_and(|said| said.0)
    }

    /// Whether the answer is to have `confidence`.
    pub fn wants_confidence(&self) -> bool {
        self.wants_corners() || self.confidence.is_some_and(|said| said.0)
    }
}

/// The reply of `ScanFile`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScanFileReply {
    /// Names the request.
    pub request_id: RequestId,
    /// The scans, at least one.
    pub scan_file_info_list: Vec<ScanFileInfo>,
    /// How it went.
    pub search_information: SearchInformation,
}

/// One scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScanFileInfo {
    /// The clockwise turn from the stored pixels of the photo, in degrees.
    pub angle: i32,
    /// In pixels.
    pub height: i32,
    /// The encoded scan.
    pub image_base64: String,
    /// In pixels.
    pub width: i32,
    /// Our own: the scan's corners in the photo, clockwise from its upper left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corners: Option<[[f64; 2]; 4]>,
    /// Our own: how sure it is that this is a page, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// How a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchInformation {
    /// From the request to the answer, in milliseconds.
    pub search_time: i64,
}

#[cfg(test)]
mod tests {
    use super::{super::read_json, *};

    fn config(body: &str) -> ScanFileInputConfig {
        read_json::<ScanFileRequest>(body.as_bytes()).expect("read").config()
    }

    #[test]
    fn words_and_truth_values_are_read_in_both_places_and_the_inner_one_counts() {
        let task = config("{}").task();
        assert_eq!(task, FlattenTask::default());
        let task = config(r#"{"autoCrop":"FORCE","autoRotate":false}"#).task();
        assert_eq!((task.crop, task.rotate), (Choice::Force, Choice::No));
        let inner = r#"{"autoCrop":"force","scanFileInputConfig":{"autoCrop":"False","autoRotate":true}}"#;
        let task = config(inner).task();
        assert_eq!((task.crop, task.rotate), (Choice::No, Choice::Auto));
        let task = config(r#"{"autoCrop":null,"scanFileInputConfig":null,"unknown":[1]}"#).task();
        assert_eq!(task.crop, Choice::Auto);
    }

    #[test]
    fn our_own_names_are_read() {
        let asked = config(
            r#"{"format":"PNG","quality":1,"color":"bw","dpi":1200,"maxPixels":1000,"pages":"true","corners":true}"#,
        );
        let task = asked.task();
        assert_eq!((task.format, task.quality, task.color), (PageFormat::Png, 1, PageColor::Bw));
        assert_eq!((task.dpi, task.max_pixels, task.pages), (Some(1200), Some(1000), true));
        assert!(asked.wants_corners() && asked.wants_confidence());
        let asked = config(r#"{"format":"jpg","confidence":true}"#);
        assert!(!asked.wants_corners() && asked.wants_confidence());
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_name() {
        for (body, field) in [
            (r#"{"autoCrop":"maybe"}"#, "autoCrop"),
            (r#"{"autoRotate":1}"#, "autoRotate"),
            (r#"{"scanFileInputConfig":{"autoCrop":[]}}"#, "scanFileInputConfig.autoCrop"),
            (r#"{"scanFileInputConfig":"true"}"#, "scanFileInputConfig"),
            (r#"{"imageUrl":7}"#, "imageUrl"),
            (r#"{"imageBase64":{}}"#, "imageBase64"),
            (r#"{"quality":0}"#, "quality"),
            (r#"{"quality":101}"#, "quality"),
            (r#"{"quality":"90"}"#, "quality"),
            (r#"{"dpi":49}"#, "dpi"),
            (r#"{"dpi":1201}"#, "dpi"),
            (r#"{"dpi":99.5}"#, "dpi"),
            (r#"{"maxPixels":999}"#, "maxPixels"),
            (r#"{"maxPixels":-1}"#, "maxPixels"),
            (r#"{"maxPixels":1e300}"#, "maxPixels"),
            (r#"{"format":"gif"}"#, "format"),
            (r#"{"color":"sepia"}"#, "color"),
            (r#"{"pages":"force"}"#, "pages"),
        ] {
            let error = read_json::<ScanFileRequest>(body.as_bytes()).expect_err(body);
            assert_eq!((error.status(), error.code()), (400, "InvalidParameter"), "{body}");
            assert!(error.message().contains(field), "{body}: {}", error.message());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(body: Vec<u8>) {
            let _ = read_json::<ScanFileRequest>(&body);
        }
    }
}
