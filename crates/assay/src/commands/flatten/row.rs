//! What is told of a scan: a line for a person, or an object for a program.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use assay_findings::{FlatPage, Flattened};
use serde::Serialize;

/// One scan.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// The photo.
    path: PathBuf,
    /// The scan.
    out: PathBuf,
    /// Which page of a PDF it is, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<usize>,
    angle: u16,
    width: u32,
    height: u32,
    corners: [(f64, f64); 4],
    confidence: f64,
    cropped: bool,
    unbent: bool,
    /// How many words were read.
    words: usize,
    /// Milliseconds of each stage, over all scans of the photo.
    times: BTreeMap<String, f64>,
}

#[derive(Debug, Serialize)]
struct Failure<'a> {
    path: &'a Path,
    error: String,
}

/// A photo that there is no scan of, as an object.
pub(super) fn failure(path: &Path, err: &anyhow::Error) -> String {
    serde_json::to_string(&Failure { path, error: format!("{err:#}") }).unwrap_or_default()
}

impl Row {
    pub(super) fn of(
        path: &Path,
        out: PathBuf,
        number: Option<usize>,
        page: &FlatPage,
        flattened: &Flattened,
    ) -> Self {
        let mut times = BTreeMap::new();
        for time in &flattened.times {
            // Times are short: in microseconds they are far below 2^52.
            #[expect(clippy::cast_precision_loss, reason = "a time of minutes at most")]
            let millis = time.micros as f64 / 1e3;
            *times.entry(time.stage.clone()).or_insert(0.0) += millis;
        }
        Self {
            path: path.to_owned(),
            out,
            page: number,
            angle: page.angle,
            width: page.width,
            height: page.height,
            corners: page.corners,
            confidence: page.confidence,
            cropped: page.cropped,
            unbent: page.unbent,
            words: page.words.len(),
            times,
        }
    }

    pub(super) fn as_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// `OUT  WIDTHxHEIGHT  what was done`, for a person.
    pub(super) fn as_text(&self) -> String {
        let page = self.page.map_or_else(String::new, |page| format!(" page {page}"));
        let mut done = vec![if self.cropped { "cut out" } else { "left whole" }.to_owned()];
        if self.unbent {
            done.push("unbent".to_owned());
        }
        if self.angle != 0 {
            done.push(format!("turned by {}", self.angle));
        }
        if self.words != 0 {
            done.push(format!("{} words", self.words));
        }
        let (out, width, height) = (self.out.display(), self.width, self.height);
        format!("{out}{page}  {width}x{height}  {}  ({})", done.join(", "), self.path.display())
    }
}
