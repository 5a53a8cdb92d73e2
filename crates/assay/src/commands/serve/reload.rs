//! Goes over to other rules while the server runs: on SIGHUP, and when `assay rules` changed something.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use assay_sandbox::Pool;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::interval,
};
use tracing::{error, info};

use crate::rule_home::RuleHome;

/// How often the revision is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Follows an operator's rules.
pub(super) struct Reload {
    home: RuleHome,
    hangup: Signal,
    /// As it was when the rules in force were read.
    revision: String,
}

impl Reload {
    /// Listens from now on: to be made before the rules are read for the first time.
    pub(super) fn new(home: RuleHome) -> Result<Self> {
        let hangup = signal(SignalKind::hangup()).context("cannot listen for SIGHUP")?;
        let revision = home.revision();
        Ok(Self { home, hangup, revision })
    }

    /// Has `pool` go over to other rules whenever there are any, for ever. Rules that cannot be used change nothing
    /// but the log.
    pub(super) async fn run(mut self, pool: Arc<Pool>) {
        let mut ticks = interval(LOOK_EVERY);
        loop {
            tokio::select! {
                _ = self.hangup.recv() => {}
                _ = ticks.tick() => if self.home.revision() == self.revision { continue },
            }
            // Before the files: what changes while they are read is a change of its own.
            self.revision = self.home.revision();
            match self.change(&pool).await {
                Ok(()) => info!(engine = %pool.engine(), "rules read anew"),
                Err(err) => error!("the rules cannot be used, and the old ones stay in force: {err:#}"),
            }
        }
    }

    async fn change(&self, pool: &Pool) -> Result<()> {
        Ok(pool.change_rules(self.home.files()?).await?)
    }
}
