//! What every place promises. Each function is one promise; `promises!` makes a test of each for a place.

use std::{
    io::{Read as _, Write as _},
    sync::Arc,
    time::Duration,
};

use assay_blobs::{BlobError, Blobs, SMALL_BYTES};
use assay_store::BlobStore as _;
use assay_types::{ContentDigest, ManualClock, Timestamp};
use bytes::Bytes;
use proptest::{prelude::*, test_runner::TestRunner};

use crate::memory_store::MemoryStore;

/// A place with nothing in it, and a store and a clock to go with it.
pub(crate) struct Bench {
    pub(crate) blobs: Blobs,
    pub(crate) store: MemoryStore,
    pub(crate) clock: ManualClock,
}

impl Bench {
    pub(crate) async fn open(url: &str) -> Self {
        Self {
            blobs: Blobs::open(url).await.unwrap(),
            store: MemoryStore::default(),
            clock: ManualClock::at(Timestamp(1_000_000)),
        }
    }

    pub(crate) async fn put(&self, bytes: &[u8]) -> ContentDigest {
        self.blobs.put(Bytes::copy_from_slice(bytes), &self.store, &self.clock).await.unwrap()
    }

    /// Writes in chunks of these sizes, over and over.
    pub(crate) async fn put_in_chunks(&self, bytes: &[u8], chunks: &[usize]) -> ContentDigest {
        let mut writer = self.blobs.begin(None);
        let mut rest = bytes;
        for size in chunks.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (chunk, after) = rest.split_at((*size).min(rest.len()));
            writer.write(Bytes::copy_from_slice(chunk)).await.unwrap();
            rest = after;
        }
        assert_eq!(writer.digest(), ContentDigest::of(bytes));
        writer.commit(&self.store, &self.clock).await.unwrap()
    }

    pub(crate) async fn read(&self, content: &ContentDigest, range: std::ops::Range<u64>) -> Vec<u8> {
        let mut reader = self.blobs.read(&content.sha256, range).await.unwrap();
        assert_eq!(reader.size_bytes(), content.size_bytes);
        let mut read = Vec::new();
        while let Some(chunk) = reader.chunk().await.unwrap() {
            read.extend_from_slice(&chunk);
        }
        read
    }

    pub(crate) async fn is_empty_of_leftovers(&self) -> bool {
        self.blobs.remove_stale(Duration::ZERO).await.unwrap() == 0
    }
}

/// Bytes that do not repeat, so that a shifted or swapped piece is seen.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut bytes: Vec<u8> = std::iter::repeat_with(word).take(length.div_ceil(8)).flatten().collect();
    bytes.truncate(length);
    bytes
}

/// Lengths at which a writer changes its ways, and one on either side of them.
const EDGES: [usize; 6] = [0, 1, SMALL_BYTES, SMALL_BYTES + 1, 512 * 1024, 512 * 1024 + 1];

pub(crate) async fn what_is_written_is_read_back(bench: Bench) {
    for length in EDGES {
        let bytes = noise(length);
        let digest = bench.put(&bytes).await;
        assert_eq!(digest, ContentDigest::of(&bytes));
        assert_eq!(bench.read(&digest, 0..u64::MAX).await, bytes);
        assert_eq!(bench.blobs.size(&digest.sha256).await.unwrap(), Some(length as u64));
        let mut file = bench.blobs.open_local(&digest.sha256).await.unwrap();
        let mut read = Vec::new();
        file.read_to_end(&mut read).unwrap();
        assert_eq!(read, bytes);
    }
    assert!(bench.is_empty_of_leftovers().await);
}

/// Large enough for several parts of a multipart upload, the last of them short.
pub(crate) async fn a_large_content_arrives_in_parts(bench: Bench) {
    let bytes = noise(19 * 1024 * 1024 + 7);
    let digest = bench.put_in_chunks(&bytes, &[64 * 1024, 1, 3_000_000]).await;
    assert_eq!(digest, ContentDigest::of(&bytes));
    let middle = 8 * 1024 * 1024 - 5..8 * 1024 * 1024 + 5;
    assert_eq!(
        bench.read(&digest, middle.start as u64..middle.end as u64).await,
        bytes[middle],
        "across the border of two parts"
    );
    assert_eq!(bench.read(&digest, 0..u64::MAX).await, bytes);
    assert!(bench.is_empty_of_leftovers().await);
    // The same again finds it there.
    assert_eq!(bench.put_in_chunks(&bytes, &[1024 * 1024]).await, digest);
    assert!(bench.is_empty_of_leftovers().await);
}

pub(crate) fn any_chunking_and_any_range(bench: Bench, cases: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut runner =
        TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..Default::default() });
    let sizes = prop_oneof![0..200_usize, 0..2 * SMALL_BYTES, 500_000..1_200_000_usize];
    let chunks = prop::collection::vec(prop_oneof![1..100_usize, 1_000..700_000_usize], 1..8);
    let strategy = (sizes, chunks, any::<u64>(), any::<u64>());
    let bench = Arc::new(bench);
    runner
        .run(&strategy, |(size, mut chunks, a, b)| {
            // Tiny chunks of a large content would only measure patience.
            if size > 10_000 {
                for chunk in &mut chunks {
                    *chunk = (*chunk).max(1_000);
                }
            }
            let bytes = noise(size);
            let bench = Arc::clone(&bench);
            runtime.block_on(async move {
                let digest = bench.put_in_chunks(&bytes, &chunks).await;
                prop_assert_eq!(digest, ContentDigest::of(&bytes));
                let length = bytes.len() as u64 + 2;
                let (a, b) = (a % length, b % length);
                let range = a.min(b)..a.max(b);
                let cut = |at: u64| usize::try_from(at).unwrap().min(bytes.len());
                let expected = &bytes[cut(range.start)..cut(range.end)];
                prop_assert_eq!(bench.read(&digest, range).await, expected);
                Ok(())
            })
        })
        .unwrap();
}

pub(crate) async fn a_limit_holds_at_its_edge(bench: Bench) {
    for limit in [10, SMALL_BYTES as u64 + 10] {
        let bytes = noise(usize::try_from(limit).unwrap());
        let mut writer = bench.blobs.begin(Some(limit));
        writer.write(Bytes::copy_from_slice(&bytes)).await.unwrap();
        let digest = writer.commit(&bench.store, &bench.clock).await.unwrap();
        assert_eq!(digest.size_bytes, limit);

        let mut writer = bench.blobs.begin(Some(limit));
        writer.write(Bytes::copy_from_slice(&bytes)).await.unwrap();
        let error = writer.write(Bytes::from_static(b"x")).await.unwrap_err();
        assert!(matches!(error, BlobError::TooLarge { limit_bytes } if limit_bytes == limit), "{error}");
        assert!(writer.write(Bytes::from_static(b"x")).await.is_err(), "a broken writer takes no more");
        assert!(writer.commit(&bench.store, &bench.clock).await.is_err(), "and keeps nothing");
        bench.leftovers_go().await;
    }
}

pub(crate) async fn what_is_not_committed_leaves_nothing(bench: Bench) {
    let bytes = Bytes::from(noise(2_000_000));
    let mut dropped = bench.blobs.begin(None);
    dropped.write(bytes.clone()).await.unwrap();
    drop(dropped);
    let mut aborted = bench.blobs.begin(None);
    aborted.write(bytes.clone()).await.unwrap();
    aborted.abort().await;
    bench.leftovers_go().await;
    let content = ContentDigest::of(&bytes).sha256;
    assert!(!bench.blobs.exists(&content).await.unwrap());
    assert!(!bench.store.knows(content));
}

impl Bench {
    /// What is dropped is cleaned up in the background.
    async fn leftovers_go(&self) {
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(self.is_empty_of_leftovers().await);
    }
}

pub(crate) async fn what_is_not_there_is_not_found(bench: Bench) {
    let content = ContentDigest::of(b"never written").sha256;
    assert!(!bench.blobs.exists(&content).await.unwrap());
    assert_eq!(bench.blobs.size(&content).await.unwrap(), None);
    assert!(matches!(bench.blobs.open_local(&content).await, Err(BlobError::NotFound(_))));
    assert!(matches!(bench.blobs.read(&content, ..).await, Err(BlobError::NotFound(_))));
    bench.blobs.remove(&content).await.unwrap();
}

pub(crate) async fn the_local_file_cannot_be_written(bench: Bench) {
    let digest = bench.put(b"read only").await;
    let mut file = bench.blobs.open_local(&digest.sha256).await.unwrap();
    assert!(file.write_all(b"x").is_err());
    // And it outlives the content.
    bench.blobs.remove(&digest.sha256).await.unwrap();
    let mut read = String::new();
    file.read_to_string(&mut read).unwrap();
    assert_eq!(read, "read only");
}

pub(crate) async fn a_sweep_takes_what_nothing_refers_to(bench: Bench) {
    let grace = Duration::from_mins(1);
    let kept = bench.put(b"kept").await;
    bench.store.refer(kept.sha256);
    let idle = bench.put(&noise(100_000)).await;
    assert_eq!(
        bench.blobs.sweep(&bench.store, &bench.clock, grace).await.unwrap(),
        0,
        "within the grace period"
    );
    bench.clock.advance(grace);
    let fresh = bench.put(b"fresh").await;
    assert_eq!(bench.blobs.sweep(&bench.store, &bench.clock, grace).await.unwrap(), 1);
    assert!(!bench.blobs.exists(&idle.sha256).await.unwrap());
    assert!(!bench.store.knows(idle.sha256));
    for digest in [kept, fresh] {
        assert!(bench.blobs.exists(&digest.sha256).await.unwrap());
    }
    // More than one round's worth.
    for number in 0..300_u32 {
        bench.put(&number.to_le_bytes()).await;
    }
    bench.clock.advance(grace);
    assert_eq!(bench.blobs.sweep(&bench.store, &bench.clock, grace).await.unwrap(), 301, "and the fresh one");
    assert!(bench.blobs.exists(&kept.sha256).await.unwrap());
}

pub(crate) async fn a_commit_waits_for_a_content_that_is_being_deleted(bench: Bench) {
    let content = ContentDigest::of(b"phoenix").sha256;
    bench.store.mark_dying(content);
    let bench = Arc::new(bench);
    let writing = tokio::spawn({
        let bench = Arc::clone(&bench);
        async move { bench.put(b"phoenix").await }
    });
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert!(!writing.is_finished(), "it may not be put in place while it is being deleted");
    bench.blobs.remove(&content).await.unwrap();
    bench.store.end_sweep(&[content]).await.unwrap();
    let digest = writing.await.unwrap();
    assert_eq!(bench.read(&digest, 0..100).await, b"phoenix");
}

pub(crate) async fn the_same_content_written_at_once_is_kept_once(bench: Bench) {
    let bench = Arc::new(bench);
    let writers: Vec<_> = (0..8)
        .map(|number| {
            let bench = Arc::clone(&bench);
            let length = if number % 2 == 0 { 10_000 } else { 300_000 };
            tokio::spawn(async move { bench.put_in_chunks(&noise(length), &[4_000 + number]).await })
        })
        .collect();
    for writer in writers {
        let digest = writer.await.unwrap();
        assert_eq!(bench.read(&digest, 0..u64::MAX).await.len() as u64, digest.size_bytes);
    }
    assert!(bench.is_empty_of_leftovers().await);
}

pub(crate) async fn it_answers_when_asked(bench: Bench) {
    bench.blobs.ping().await.unwrap();
}

/// Makes a test of every promise: `promises!(open, cases)` where `open` gives a [`Bench`] with an empty place.
macro_rules! promises {
    ($open:path, $cases:literal) => {
        promises!(
            $open;
            what_is_written_is_read_back, a_large_content_arrives_in_parts, a_limit_holds_at_its_edge,
            what_is_not_committed_leaves_nothing, what_is_not_there_is_not_found,
            the_local_file_cannot_be_written, a_sweep_takes_what_nothing_refers_to,
            a_commit_waits_for_a_content_that_is_being_deleted,
            the_same_content_written_at_once_is_kept_once, it_answers_when_asked
        );

        #[test]
        fn any_chunking_and_any_range() {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            if let Some(place) = runtime.block_on($open()) {
                let (bench, _place) = place;
                $crate::suite::any_chunking_and_any_range(bench, $cases);
            }
        }
    };
    ($open:path; $($promise:ident),*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                if let Some(place) = $open().await {
                    let (bench, _place) = place;
                    $crate::suite::$promise(bench).await;
                }
            }
        )*
    };
}

pub(crate) use promises;
