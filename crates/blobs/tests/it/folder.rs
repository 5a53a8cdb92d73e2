//! The suite on a folder, and what only a folder promises.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use assay_blobs::{BlobError, Blobs};
use assay_types::ContentDigest;
use tempfile::TempDir;

use crate::suite::{Bench, noise, promises};

async fn open() -> Option<(Bench, TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    Some((Bench::open(&format!("fs:{}", folder.path().display())).await, folder))
}

promises!(open, 60);

fn files_under(path: &Path) -> usize {
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_under(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn a_content_lies_under_its_digest_for_its_owner_only() {
    let (bench, folder) = open().await.unwrap();
    let digest = bench.put(b"abc").await;
    let hex = digest.sha256.to_string();
    let path = folder.path().join("sha256").join(&hex[..2]).join(&hex[2..4]).join(&hex);
    assert_eq!(fs::read(&path).unwrap(), b"abc");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
    assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o077, 0);
    assert_eq!(files_under(folder.path()), 1);
}

#[tokio::test]
async fn a_content_cut_short_is_noticed_and_mended_by_the_next_write() {
    let (bench, folder) = open().await.unwrap();
    let bytes = noise(1_000_000);
    let digest = bench.put(&bytes).await;
    let hex = digest.sha256.to_string();
    let path = folder.path().join("sha256").join(&hex[..2]).join(&hex[2..4]).join(&hex);
    // While it is being read, so that the length is known already.
    let mut reader = bench.blobs.read(&digest.sha256, ..).await.unwrap();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(700_000).unwrap();
    let damaged = loop {
        match reader.chunk().await {
            Ok(Some(_)) => {}
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(matches!(damaged, Some(BlobError::Damaged(content)) if content == digest.sha256));
    assert_eq!(bench.put(&bytes).await, digest);
    assert_eq!(bench.read(&digest, 0..u64::MAX).await, bytes);
}

#[tokio::test]
async fn what_a_dead_process_left_behind_is_removed_when_old() {
    let (bench, folder) = open().await.unwrap();
    fs::write(folder.path().join("tmp/left-behind"), b"half").unwrap();
    let hour = std::time::Duration::from_hours(1);
    assert_eq!(bench.blobs.remove_stale(hour).await.unwrap(), 0);
    assert_eq!(bench.blobs.remove_stale(std::time::Duration::ZERO).await.unwrap(), 1);
    assert_eq!(files_under(folder.path()), 0);
}

#[tokio::test]
async fn contents_are_there_after_a_restart() {
    let (bench, folder) = open().await.unwrap();
    let digest = bench.put(b"still here").await;
    drop(bench);
    let bench = Bench::open(&format!("fs:{}", folder.path().display())).await;
    assert_eq!(bench.read(&digest, 0..100).await, b"still here");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_says_so() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Blobs::open(&format!("fs:{}/below", file.path().display())).await.unwrap_err();
    assert!(matches!(error, BlobError::Io { .. }));
    assert!(error.to_string().contains("below"), "{error}");
}

#[tokio::test]
async fn a_folder_that_went_away_fails_the_ping_and_the_commit() {
    let (bench, folder) = open().await.unwrap();
    folder.close().unwrap();
    assert!(bench.blobs.ping().await.is_err());
    let put = bench.blobs.put("x".into(), &bench.store, &bench.clock).await;
    assert!(matches!(put, Err(BlobError::Io { .. })));
    assert!(!bench.blobs.exists(&ContentDigest::of(b"x").sha256).await.unwrap());
}
