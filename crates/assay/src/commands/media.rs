//! The metadata service as the commands put it together.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use assay_access::Access;
use assay_blobs::{Blobs, Buckets};
use assay_fetch::{FetchConfig, Fetcher};
use assay_jobs::{Runner, Wake};
use assay_media::{
    CleanHandler, Endpoint, FollowHandler, IndexHandler, Media, MediaConfig, MediaParts, NotifyHandler,
    Provider, PurgeHandler, TaskHandler,
};
use assay_sandbox::Pool;
use assay_store::Store;
use assay_types::SystemClock;

use crate::config::{Config, MediaSettings};

/// A metadata service over this state.
pub(crate) fn service(
    config: &Config,
    store: Arc<dyn Store>,
    blobs: Blobs,
    keys: &Access,
    wake: Wake,
    examiners: &Arc<Pool>,
    probers: &Arc<Pool>,
) -> Result<Media> {
    let settings = &config.media;
    let buckets = Buckets::open(&settings.buckets, &settings.bucket_folder, &settings.scratch)
        .context("cannot open the buckets")?;
    let parts = MediaParts {
        store: Arc::clone(&store) as _,
        state: store,
        blobs,
        buckets,
        prober: Arc::clone(probers) as _,
        examiner: Arc::clone(examiners) as _,
        fetcher: Fetcher::new(FetchConfig { allow: config.fetch_allow.clone(), ..FetchConfig::default() }),
        clock: Arc::new(SystemClock),
        wake,
    };
    let provider = provider(settings, probers)?;
    let secret = settings.notification_secret.clone();
    let config = MediaConfig {
        region: settings.region.clone(),
        scan_every: settings.scan_every,
        max_file_bytes: settings.max_file_bytes,
        secret: keys.derived_secret("media tokens"),
        notification_secret: secret.unwrap_or_else(|| keys.derived_secret("media notifications")),
    };
    Ok(Media::new(parts, config).with_provider(provider))
}

/// Who tells what pictures and texts mean.
fn provider(settings: &MediaSettings, probers: &Arc<Pool>) -> Result<Provider> {
    let mut provider = Provider::default();
    if settings.models.is_some() {
        provider = provider.with_models(Arc::clone(probers) as _);
    }
    if let Some(endpoint) = settings.endpoint.clone() {
        provider = provider.with_endpoint(Endpoint::new(endpoint).context("`media.provider_url`")?);
    }
    Ok(provider)
}

/// A runner that also works on the service's jobs.
pub(crate) fn with_handlers(runner: Runner, media: &Media) -> Runner {
    runner
        .with_handler(Arc::new(IndexHandler::new(media.clone())))
        .with_handler(Arc::new(FollowHandler::new(media.clone())))
        .with_handler(Arc::new(CleanHandler::new(media.clone())))
        .with_handler(Arc::new(PurgeHandler::new(media.clone())))
        .with_handler(Arc::new(TaskHandler::new(media.clone())))
        .with_handler(Arc::new(NotifyHandler::new(media.clone())))
}
