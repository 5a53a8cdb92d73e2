//! Forgets what is over: uploads that nobody completed, tasks that nobody asks about any more, tokens that ended.

use std::time::Duration;

use tokio::time::MissedTickBehavior;
use tracing::{info, warn};

use crate::{Drive, DriveError};

/// How often to look.
const PERIOD: Duration = Duration::from_mins(5);

/// Runs beside the service on every node; what several do at once is done once.
pub struct Janitor {
    drive: Drive,
}

impl Janitor {
    /// A janitor for this service's state.
    pub fn new(drive: Drive) -> Self {
        Self { drive }
    }

    /// Tidies up every five minutes, for ever. Dropping the future at any await is safe.
    pub async fn run(self) {
        let mut ticks = tokio::time::interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.tidy().await {
                warn!(%error, "could not tidy up the drives; trying again later");
            }
        }
    }

    async fn tidy(&self) -> Result<(), DriveError> {
        let uploads = self.drive.expire_uploads().await?;
        let tasks = self.drive.forget_tasks().await?;
        let tokens = self.drive.forget_tokens().await?;
        if uploads + tasks + tokens > 0 {
            info!(uploads, tasks, tokens, "tidied up the drives");
        }
        Ok(())
    }
}
