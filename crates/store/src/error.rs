//! What can go wrong with the state, by what a caller can do about it.

/// A failure of the database, or of a precondition that only the database can check.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database's URL has a scheme that is neither `sqlite:` nor `postgres://`.
    #[error("a database URL starts with sqlite: or postgres://")]
    Url,
    /// The database cannot be reached, or refused for a reason that may pass.
    #[error("database unavailable while trying to {doing}: {source}")]
    Unavailable {
        /// The verb that was under way.
        doing: &'static str,
        /// What the driver said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The schema is newer than this program, or a migration failed.
    #[error("migration {version}: {message}")]
    Migration {
        /// The migration's number.
        version: i64,
        /// What is wrong.
        message: String,
    },
    /// A row holds what this program cannot read.
    #[error("unreadable row in {table}: {message}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// A row with this identity is already there.
    #[error("{0} already exists")]
    AlreadyExists(&'static str),
    /// What a row was to belong to is not there.
    #[error("{0} is not there")]
    Missing(&'static str),
    /// A change of a drive or a dataset was not made, and nothing of it.
    #[error("refused: {0:?}")]
    Refused(crate::Refused),
    /// A change of the directory was not made, and nothing of it.
    #[error("denied: {0:?}")]
    Denied(crate::Denied),
    /// The job's lease is over or was taken by another worker: its result must be thrown away.
    #[error("the lease is lost")]
    LeaseLost,
}

impl StoreError {
    /// Whether the same call may succeed if made again a little later.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }
}
