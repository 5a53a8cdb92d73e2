//! Makes an empty database for each test, in each dialect, and takes it away again.

use std::{future::Future, sync::Arc};

use assay_store::Store;
use tempfile::TempDir;

/// Declares a test for each dialect from one `async fn(Arc<dyn Store>)`.
macro_rules! conformance {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                crate::harness::on_sqlite(super::$name);
            })*
        }
    };
}
pub(crate) use conformance;

/// Runs a test on a new SQLite database.
pub(crate) fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Arc<dyn Store>) -> F) {
    runtime().block_on(async {
        let directory = TempDir::new().unwrap();
        let store = assay_store::open(&sqlite_url(&directory)).await.unwrap();
        test(store).await;
    });
}

/// The URL of a database file in this directory.
pub(crate) fn sqlite_url(directory: &TempDir) -> String {
    format!("sqlite:{}", directory.path().join("assay.db").display())
}

/// A runtime with threads of its own, so that tasks truly race.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap()
}
