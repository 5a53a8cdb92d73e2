//! Forgets what is over: tasks that ended seven days ago.

use std::time::Duration;

use tokio::time::MissedTickBehavior;
use tracing::{info, warn};

use crate::{Media, MediaError};

/// How often to look.
const PERIOD: Duration = Duration::from_mins(5);

/// Runs beside the service on every node; what several do at once is done once.
pub struct Janitor {
    media: Media,
}

impl Janitor {
    /// A janitor for this service's state.
    pub fn new(media: Media) -> Self {
        Self { media }
    }

    /// Tidies up every five minutes, for ever. Dropping the future at any await is safe.
    pub async fn run(self) {
        let mut ticks = tokio::time::interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.tidy().await {
                warn!(%error, "could not tidy up the tasks; trying again later");
            }
        }
    }

    async fn tidy(&self) -> Result<(), MediaError> {
        let tasks = self.media.forget_tasks().await?;
        if tasks > 0 {
            info!(tasks, "tidied up");
        }
        Ok(())
    }
}
