//! Makes an empty database for each test, in each dialect, and takes it away again.
//!
//! PostgreSQL is a real one, at `ASSAY_TEST_POSTGRES` (a role that may create databases); see
//! `tests/servers/postgres.sh`. Without it those tests fail, unless `ASSAY_TEST_SKIP_SERVERS=1` says that
//! they are not wanted.

use std::{
    env,
    future::Future,
    panic::resume_unwind,
    path::Path,
    process,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use assay_store::Store;
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// Declares a test for each dialect from one `async fn(Database)`.
macro_rules! conformance {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                $crate::harness::on_sqlite(super::$name);
            })*
        }

        mod postgres {
            $(#[test]
            fn $name() {
                $crate::harness::on_postgres(super::$name);
            })*
        }
    };
}
pub(crate) use conformance;

/// An empty database of one test.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    /// What [`assay_store::open`] takes.
    pub(crate) url: String,
}

impl Database {
    /// Opens it: each time as another node would.
    pub(crate) async fn open(&self) -> Arc<dyn Store> {
        assay_store::open(&self.url).await.unwrap()
    }

    /// Runs a statement past the store.
    pub(crate) async fn execute(&self, sql: &str) {
        match self.url.strip_prefix("sqlite:") {
            Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            None => execute_on_postgres(&self.url, sql).await,
        }
    }
}

/// Runs a test on a new SQLite database.
pub(crate) fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Database) -> F) {
    let directory = TempDir::new().unwrap();
    let database = Database { url: sqlite_url(&directory.path().join("assay.db")) };
    runtime().block_on(in_time(test(database)));
}

/// The URL of a database file.
pub(crate) fn sqlite_url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// Runs a test on a new PostgreSQL database, which goes whatever becomes of the test.
pub(crate) fn on_postgres<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Database) -> F) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    if env::var("ASSAY_TEST_SKIP_SERVERS").is_ok_and(|value| value == "1") {
        return;
    }
    let server = env::var("ASSAY_TEST_POSTGRES").expect(
        "ASSAY_TEST_POSTGRES names no PostgreSQL: start one with tests/servers/postgres.sh, \
         or set ASSAY_TEST_SKIP_SERVERS=1 to leave these tests out",
    );
    let name = format!("assay_test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let (address, _) = server.rsplit_once('/').expect("a URL with a database");
    let database = Database { url: format!("{address}/{name}") };
    runtime().block_on(async {
        // A process of the same id may have died here before.
        execute_on_postgres(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        execute_on_postgres(&server, &format!("CREATE DATABASE {name}")).await;
        let outcome = tokio::spawn(in_time(test(database))).await;
        execute_on_postgres(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        if let Err(error) = outcome {
            resume_unwind(error.into_panic());
        }
    });
}

/// Fails a test that waits for something that never comes.
async fn in_time<F: Future<Output = ()>>(test: F) {
    tokio::time::timeout(Duration::from_mins(2), test).await.expect("the test hangs");
}

async fn execute_on_postgres(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    driver.await.unwrap().unwrap();
}

/// A runtime with threads of its own, so that tasks truly race.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap()
}
