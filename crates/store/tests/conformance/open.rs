//! Opening: once or many times, by this program or a newer one.

use std::{env, os::unix::fs::PermissionsExt as _, time::Duration};

use assay_store::{DetectionState, StoreError, Submitted};
use tempfile::TempDir;
use tokio::task::spawn;

use crate::{
    fixture::{T0, at, finish, job, key, state, stored, tenant, verdict},
    harness::{Database, conformance, on_postgres, on_sqlite, runtime, sqlite_url},
};

conformance!(
    what_was_kept_is_there_when_it_is_opened_again,
    nodes_that_start_at_once_migrate_once,
    a_newer_database_is_refused,
    a_sound_database_says_so,
);

async fn what_was_kept_is_there_when_it_is_opened_again(db: Database) {
    let store = db.open().await;
    finish(&store, "a", 2).await;
    let a = "a".parse().unwrap();
    assert!(store.remember_nonce(&a, "n", at(1)).await.unwrap());
    drop(store);
    let store = db.open().await;
    let report = DetectionState::Final(verdict("a", 2).report);
    assert_eq!(state(&store, &tenant("t"), &stored("a").hash_key, T0).await, Some(report));
    assert!(store.has_verdict(&key("a")).await.unwrap());
    assert_eq!(store.submit(stored("a"), job("examine")).await.unwrap(), Submitted::Known);
    assert!(!store.remember_nonce(&a, "n", at(1)).await.unwrap(), "also nonces survive the process");
}

async fn nodes_that_start_at_once_migrate_once(db: Database) {
    let nodes: Vec<_> = (0..6)
        .map(|_| {
            let db = db.clone();
            spawn(async move { db.open().await })
        })
        .collect();
    for node in nodes {
        let store = node.await.unwrap();
        store.enqueue(job("k")).await.unwrap();
    }
    assert_eq!(db.open().await.queue_depth(&["k"]).await.unwrap(), 6);
}

async fn a_newer_database_is_refused(db: Database) {
    let version = db.open().await.schema_version().await.unwrap();
    db.execute(&format!("INSERT INTO schema_migrations (version, applied_at) VALUES ({}, 0)", version + 1))
        .await;
    let refused = assay_store::open(&db.url).await.err();
    let newer = version + 1;
    assert!(
        matches!(refused, Some(StoreError::Migration { version, .. }) if version == newer),
        "{refused:?}"
    );
    db.execute(&format!("DELETE FROM schema_migrations WHERE version = {newer}")).await;
    db.open().await;
}

async fn a_sound_database_says_so(db: Database) {
    let store = db.open().await;
    store.ping().await.unwrap();
    assert!(store.schema_version().await.unwrap() >= 4);
    let dialect = if db.url.starts_with("sqlite:") { "sqlite" } else { "postgres" };
    assert_eq!(store.dialect(), dialect);
}

#[test]
fn another_process_that_writes_is_waited_for() {
    on_sqlite(|db| async move {
        let store = db.open().await;
        let other = rusqlite::Connection::open(db.url.strip_prefix("sqlite:").unwrap()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let enqueued = spawn(async move { store.enqueue(job("k")).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(!enqueued.is_finished());
        other.execute_batch("COMMIT").unwrap();
        enqueued.await.unwrap().unwrap();
    });
}

#[test]
fn connections_that_were_cut_are_replaced() {
    on_postgres(|db| async move {
        let store = db.open().await;
        let a = "a".parse().unwrap();
        assert!(store.remember_nonce(&a, "before", T0).await.unwrap());
        // A server that was restarted, as its clients see it.
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await;
        let mut failures = 0;
        while let Err(error) = store.ping().await {
            assert!(error.is_retryable(), "{error}");
            failures += 1;
            assert!(failures < 100, "{error}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        while store.remember_nonce(&a, "after", T0).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(!store.remember_nonce(&a, "before", T0).await.unwrap());
        store.enqueue(job("k")).await.unwrap();
    });
}

#[test]
fn an_encrypted_connection_is_verified() {
    on_postgres(|db| async move {
        let authority = env::var("ASSAY_TEST_POSTGRES_CA").expect("set by tests/servers/postgres.sh");
        let verified = Database { url: format!("{}?sslmode=verify-full&sslrootcert={authority}", db.url) };
        let store = verified.open().await;
        store.enqueue(job("k")).await.unwrap();
        let ssl = "DO $$ BEGIN
                       IF NOT EXISTS (SELECT 1 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                                      WHERE ssl AND datname = current_database()) THEN
                           RAISE EXCEPTION 'no connection is encrypted';
                       END IF;
                   END $$";
        db.execute(ssl).await;
        // The same server, but nobody who is trusted vouches for it.
        for mode in ["require", "prefer"] {
            let refused = assay_store::open(&format!("{}?sslmode={mode}", db.url)).await.err();
            let refused = refused.expect("an unknown authority was trusted").to_string();
            assert!(refused.contains("certificate") || refused.contains("TLS"), "{refused}");
        }
    });
}

#[test]
fn only_two_schemes_are_known() {
    runtime().block_on(async {
        for url in ["", "mysql://h/d", "sqlite", "sqlite:", "SQLITE:x", "/var/lib/x.db", "postgres:x"] {
            let refused = assay_store::open(url).await.err();
            assert!(matches!(refused, Some(StoreError::Url)), "{url}: {refused:?}");
        }
    });
}

#[test]
fn a_database_that_cannot_be_reached_is_unavailable() {
    runtime().block_on(async {
        let directory = TempDir::new().unwrap();
        let missing = sqlite_url(&directory.path().join("no/such/assay.db"));
        // The port of a listener that is gone by now.
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        for url in [missing, format!("postgres://u:hunter2@{closed}/d")] {
            let refused = assay_store::open(&url).await.err().unwrap();
            assert!(refused.is_retryable(), "{refused}");
            assert!(!format!("{refused} {refused:?}").contains("hunter2"));
        }
    });
}

#[test]
fn database_files_are_private() {
    runtime().block_on(async {
        let directory = TempDir::new().unwrap();
        let store = assay_store::open(&sqlite_url(&directory.path().join("assay.db"))).await.unwrap();
        store.enqueue(job("k")).await.unwrap();
        store.remember_nonce(&"a".parse().unwrap(), "n", T0).await.unwrap();
        let mut names = Vec::new();
        for entry in directory.path().read_dir().unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
            names.push(entry.file_name().into_string().unwrap());
        }
        assert!(
            ["assay.db", "assay.db-wal", "assay.db.nonces"]
                .iter()
                .all(|name| names.contains(&(*name).to_owned()))
        );
    });
}
