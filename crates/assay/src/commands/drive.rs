//! The drive service as the commands put it together.

use std::sync::Arc;

use assay_access::Access;
use assay_blobs::Blobs;
use assay_drive::{Drive, DriveConfig, DriveParts};
use assay_gateway::GatewayConfig;
use assay_jobs::Wake;
use assay_sandbox::EngineInForce;
use assay_store::Store;
use assay_types::SystemClock;

use crate::config::Config;

/// A drive service whose clients reach it at `url`, without the sandbox.
pub(crate) fn service(
    config: &Config,
    url: String,
    store: Arc<dyn Store>,
    blobs: Blobs,
    keys: Arc<Access>,
    wake: Wake,
    engine: EngineInForce,
) -> Drive {
    let secret = keys.derived_secret("drive urls and markers");
    let parts = DriveParts { store, blobs, keys, clock: Arc::new(SystemClock), wake, engine };
    let config = DriveConfig {
        public_url: url,
        transfer_path: GatewayConfig::TRANSFER_PATH.to_owned(),
        max_file_bytes: config.drive.max_file_bytes,
        max_depth: DriveConfig::MAX_DEPTH,
        secret,
    };
    Drive::new(parts, config)
}
