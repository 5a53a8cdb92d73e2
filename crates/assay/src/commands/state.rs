//! The state as the commands open it: data folder, its lock, database, keys.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    sync::Arc,
};

use anyhow::{Context as _, Result, bail};
use assay_store::Store;

use crate::config::Config;

/// Makes the data folder, for its owner only, if it is not there.
pub(crate) fn make_data_dir(config: &Config) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.data_dir)
        .with_context(|| format!("cannot make the data folder {}", config.data_dir.display()))
}

/// Opens the database and brings its schema up to date.
pub(crate) async fn open_store(config: &Config) -> Result<Arc<dyn Store>> {
    make_data_dir(config)?;
    assay_store::open(&config.database_url).await.context("cannot open the database")
}

/// Holds the embedded state against a second server, until it is dropped.
#[derive(Debug)]
pub(crate) struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes the lock on the folder of the embedded database.
    pub(crate) fn take(data_dir: &Path) -> Result<Self> {
        let path = data_dir.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => bail!(
                "another server uses the data folder {}: stop it, or choose another folder with --data-dir, \
                 or share one PostgreSQL database (database_url)",
                data_dir.display()
            ),
            Err(TryLockError::Error(err)) => {
                Err(err).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_holds_the_lock() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = DataLock::take(dir.path()).expect("free");
        let err = DataLock::take(dir.path()).expect_err("taken").to_string();
        assert!(err.contains("another server"), "{err}");
        drop(first);
        DataLock::take(dir.path()).expect("free again");
    }
}
