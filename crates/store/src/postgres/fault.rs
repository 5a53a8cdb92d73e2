//! How a verb fails inside this dialect, and when it is simply tried again.

use std::{error::Error, fmt, time::Duration};

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

use crate::StoreError;

/// A failure of the database or the pool, or one that the verb itself decided on.
#[derive(Debug)]
pub(super) enum Fault {
    /// What PostgreSQL or the connection to it said.
    Postgres(tokio_postgres::Error),
    /// No connection was to be had.
    Pool(PoolError),
    /// Another transaction was in the way, and everything of this one is undone.
    Conflict,
    /// What the verb decided.
    Store(StoreError),
}

impl Fault {
    /// Whether the same transaction, made again, may get through. These codes promise that nothing of
    /// the failed one remains; a lost connection does not, so it is left to the caller.
    fn is_conflict(&self) -> bool {
        match self {
            Self::Conflict => true,
            Self::Postgres(error) => error.code().is_some_and(|code| {
                [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(code)
            }),
            Self::Pool(_) | Self::Store(_) => false,
        }
    }

    /// Whether it is certain that nothing of the transaction remains, because the database said so.
    pub(super) fn is_undone(&self) -> bool {
        match self {
            Self::Conflict => true,
            Self::Postgres(error) => error.as_db_error().is_some(),
            Self::Pool(_) | Self::Store(_) => false,
        }
    }

    /// The caller's form of it.
    pub(super) fn named(self, doing: &'static str) -> StoreError {
        match self {
            Self::Postgres(error) | Self::Pool(PoolError::Backend(error)) => {
                unavailable(doing, Telling(error))
            }
            Self::Pool(error) => unavailable(doing, error),
            Self::Conflict => unavailable(doing, "other transactions were in the way, again and again"),
            Self::Store(error) => error,
        }
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        Self::Pool(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The database did not do it, for a reason that may pass.
pub(super) fn unavailable(
    doing: &'static str,
    source: impl Into<Box<dyn Error + Send + Sync>>,
) -> StoreError {
    StoreError::Unavailable { doing, source: source.into() }
}

/// A driver's error that says what is behind it: by itself it prints "db error".
#[derive(Debug)]
pub(super) struct Telling(pub(super) tokio_postgres::Error);

impl fmt::Display for Telling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.as_db_error(), self.0.source()) {
            (Some(error), _) => write!(f, "{}: {}", error.code().code(), error.message()),
            (None, Some(source)) => write!(f, "{}: {source}", self.0),
            (None, None) => self.0.fmt(f),
        }
    }
}

impl Error for Telling {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// How often a verb has met a conflict, and how long it waits before the next try.
#[derive(Debug, Default)]
pub(super) struct Conflicts(u32);

impl Conflicts {
    /// Conflicts in one verb until it is given up.
    const MAX: u32 = 10;

    /// Whether to try again; waits before it says so, longer each time and never as long as its rival.
    pub(super) async fn retry(&mut self, fault: &Fault) -> bool {
        if !fault.is_conflict() || self.0 >= Self::MAX {
            return false;
        }
        self.0 += 1;
        let most_us = 1_000_u32 << self.0.min(7);
        let wait_us = getrandom::u32().unwrap_or(most_us) % most_us;
        tokio::time::sleep(Duration::from_micros(wait_us.into())).await;
        true
    }
}

/// Evaluates `$attempt`, a future of `Result<_, Fault>`, anew as long as it meets conflicts.
macro_rules! retried {
    ($doing:literal, $attempt:expr) => {{
        let mut conflicts = $crate::postgres::fault::Conflicts::default();
        loop {
            match $attempt.await {
                Ok(answer) => break Ok(answer),
                Err(fault) if conflicts.retry(&fault).await => {}
                Err(fault) => break Err(fault.named($doing)),
            }
        }
    }};
}
pub(super) use retried;
