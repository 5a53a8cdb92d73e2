//! Forgets what is over: uploads, results, nonces, and contents that nothing refers to.

use std::time::Duration;

use tracing::{info, warn};

use crate::{Detect, DetectError};

/// How often to look.
const PERIOD: Duration = Duration::from_mins(1);
/// How long a content without a reference is kept: longer than any upload's last step.
const BLOB_GRACE: Duration = Duration::from_hours(1);
/// The most that is forgotten in one transaction.
const BATCH: usize = 500;

/// Runs beside the service on every node; what several do at once is done once.
pub struct Janitor {
    detect: Detect,
}

impl Janitor {
    /// A janitor for this service's state.
    pub fn new(detect: Detect) -> Self {
        Self { detect }
    }

    /// Tidies up once a minute, for ever. Dropping the future at any await is safe.
    pub async fn run(self) {
        let mut ticks = tokio::time::interval(PERIOD);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(err) = self.tidy().await {
                warn!(error = %err, "could not tidy up; trying again later");
            }
        }
    }

    /// Forgets everything that is over now.
    ///
    /// # Errors
    /// Failures of the store or the contents; what was done before them stays done.
    pub async fn tidy(&self) -> Result<(), DetectError> {
        let parts = &self.detect.parts;
        let now = parts.clock.now();
        let mut expired = 0;
        loop {
            let batch = parts.store.expire_detections(now, BATCH).await?;
            expired += batch;
            if batch < BATCH as u64 {
                break;
            }
        }
        let nonces = parts.store.forget_nonces(now).await?;
        let contents = parts.blobs.sweep(parts.store.as_ref(), parts.clock.as_ref(), BLOB_GRACE).await?;
        if expired + nonces + contents > 0 {
            info!(expired, nonces, contents, "tidied up");
        }
        Ok(())
    }
}
