//! `ScanFile`.

use assay_findings::{FlatPage, Flattened};
use assay_wire::{
    ApiError, ParamError,
    iqs::{ScanFileInfo, ScanFileInputConfig, ScanFileReply, ScanFileRequest, SearchInformation},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::time::{Instant, timeout_at};

use crate::{Caller, Page, PageError, ScanError};

impl Page {
    /// Makes a scan of a photo.
    ///
    /// # Errors
    /// [`PageError`], within the time that a call has.
    pub async fn scan_file(
        &self,
        caller: Caller,
        request: ScanFileRequest,
    ) -> Result<ScanFileReply, PageError> {
        let started = Instant::now();
        let deadline = started + self.parts.scanner.config().timeout;
        let config = request.config();
        let done = timeout_at(deadline, self.scan(request, &config, deadline)).await;
        let flattened = done.unwrap_or(Err(ScanError::Timeout.into()))?;
        // Encoding megabytes is no work for the threads that answer others.
        let infos = tokio::task::spawn_blocking(move || infos(flattened, &config)).await;
        let search_time = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
        Ok(ScanFileReply {
            request_id: caller.request_id,
            scan_file_info_list: infos.map_err(|_| ScanError::Crash)?,
            search_information: SearchInformation { search_time },
        })
    }

    async fn scan(
        &self,
        request: ScanFileRequest,
        config: &ScanFileInputConfig,
        deadline: Instant,
    ) -> Result<Flattened, PageError> {
        let is_told = |text: &String| !text.trim_ascii().is_empty();
        let photo = match (request.image_base64.filter(is_told), request.image_url.filter(is_told)) {
            (Some(text), _) => self.inline(text).await?,
            (None, Some(url)) => self.fetched(url.trim_ascii()).await?,
            (None, None) => {
                return Err(ApiError::from(ParamError::missing("imageUrl or imageBase64")).into());
            }
        };
        Ok(self.parts.scanner.scan(&photo.file, config.task(), deadline).await?)
    }
}

fn infos(flattened: Flattened, config: &ScanFileInputConfig) -> Vec<ScanFileInfo> {
    flattened.pages.into_iter().map(|page| info(&page, config)).collect()
}

fn info(page: &FlatPage, config: &ScanFileInputConfig) -> ScanFileInfo {
    let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    ScanFileInfo {
        angle: page.angle.into(),
        height: side(page.height),
        image_base64: STANDARD.encode(&page.bytes),
        width: side(page.width),
        corners: config
            .wants_corners()
            .then(|| page.corners.map(|(x, y)| [rounded(x, 100.0), rounded(y, 100.0)])),
        confidence: config.wants_confidence().then(|| rounded(page.confidence, 1000.0)),
    }
}

/// To so many parts of one: what is finer is noise.
fn rounded(value: f64, parts: f64) -> f64 {
    let rounded = (value * parts).round() / parts;
    if rounded.is_finite() { rounded } else { 0.0 }
}
