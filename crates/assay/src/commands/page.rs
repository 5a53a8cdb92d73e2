//! The page service as the commands put it together.

use std::sync::Arc;

use assay_drive::Drive;
use assay_fetch::{FetchConfig, Fetcher};
use assay_page::{OwnContent, OwnUrls, Page, PageParts, Scanner, ScannerConfig};
use assay_sandbox::Pool;
use async_trait::async_trait;

use crate::{commands::pool, config::Config};

/// What makes scans, for all who want some.
pub(crate) fn scanner(config: &Config, probers: &Arc<Pool>) -> Scanner {
    let settings = &config.page;
    let config = ScannerConfig {
        parallel: parallel(config),
        max_waiting: settings.max_queue,
        max_picture_bytes: settings.max_file_bytes,
        max_scan_bytes: settings.max_scan_bytes,
        timeout: settings.timeout,
    };
    Scanner::new(Arc::clone(probers) as _, config)
}

/// How many scans are made at once.
pub(crate) fn parallel(config: &Config) -> usize {
    config.page.parallel.unwrap_or_else(|| pool::workers(config))
}

/// A page service that reads what is in this drive from there.
pub(crate) fn service(config: &Config, scanner: Scanner, drive: Drive) -> Page {
    let settings = &config.page;
    let fetcher = Fetcher::new(FetchConfig {
        allow: config.fetch_allow.clone(),
        max_bytes: settings.max_file_bytes,
        total_timeout: settings.timeout,
        ..FetchConfig::default()
    });
    let parts = PageParts { scanner, fetcher, own_urls: Arc::new(Drives(drive)) };
    Page::new(parts)
}

/// The longest body of a request that brings a photo of this many bytes: base64 has four digits for three bytes, and
/// may have line ends, written as four characters each, and the rest of the request beside it.
pub(crate) fn body_bytes(max_file_bytes: u64) -> usize {
    usize::try_from(max_file_bytes.saturating_mul(3) / 2 + (64 << 10)).unwrap_or(usize::MAX)
}

/// Download URLs of the drives of this server.
struct Drives(Drive);

#[async_trait]
impl OwnUrls for Drives {
    async fn open(&self, url: &str) -> Option<Result<OwnContent, String>> {
        let download = match self.0.open_own_url(url).await? {
            Ok(download) => download,
            Err(refused) => return Some(Err(refused.message)),
        };
        let opened = self.0.blobs().open_local(&download.content).await;
        Some(match opened {
            Ok(file) => Ok(OwnContent { file, size_bytes: download.size_bytes }),
            Err(error) => {
                tracing::error!(%error, "the content of a drive cannot be opened");
                Err("The file cannot be read at the moment.".to_owned())
            }
        })
    }
}
