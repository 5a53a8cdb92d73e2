//! How a verb fails inside this dialect, before it is known which verb it was.

use std::error::Error;

use crate::StoreError;

/// A failure of SQLite, or one that the verb itself decided on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// What SQLite said.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    /// What the verb decided.
    #[error(transparent)]
    Store(StoreError),
}

impl Fault {
    /// The caller's form of it.
    pub(super) fn named(self, doing: &'static str) -> StoreError {
        match self {
            Self::Sqlite(error) => unavailable(doing, error),
            Self::Store(error) => error,
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
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
