//! What a content is called besides its SHA-256, computed while it passes by.

use assay_store::ContentRow;
use assay_types::{Sha1Digest, Sha256Digest};
use bytes::Bytes;
use crc_fast::{CrcAlgorithm, Digest as Crc};
use sha1::{Digest as _, Sha1};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::DriveError;

/// How much of a content `pre_hash` is about.
const HEAD_BYTES: usize = 1024;

/// Chunks that may wait to be hashed; each is what the network or the disk gives at a time, 256 KiB at most.
const QUEUED_CHUNKS: usize = 16;

/// Computes SHA-1, the SHA-1 of the first 1024 bytes, and CRC-64/XZ.
pub(super) struct NamesHasher {
    sha1: Sha1,
    head: Sha1,
    head_left: usize,
    crc: Crc,
}

impl Default for NamesHasher {
    fn default() -> Self {
        Self {
            sha1: Sha1::new(),
            head: Sha1::new(),
            head_left: HEAD_BYTES,
            crc: Crc::new(CrcAlgorithm::Crc64Xz),
        }
    }
}

impl NamesHasher {
    /// Takes in the next bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.sha1.update(bytes);
        let (head, _) = bytes.split_at(self.head_left.min(bytes.len()));
        self.head.update(head);
        self.head_left -= head.len();
        self.crc.update(bytes);
    }

    /// Everything that is known about a content that nobody has looked into.
    pub(super) fn finish(self, sha256: &Sha256Digest, size_bytes: u64) -> ContentRow {
        ContentRow {
            sha256: *sha256,
            sha1: Sha1Digest(self.sha1.finalize().into()),
            head_sha1: Sha1Digest(self.head.finalize().into()),
            crc64: self.crc.finalize(),
            size_bytes,
            engine: None,
            facts: None,
        }
    }
}

/// The same beside the work of whoever has the bytes, on a thread of its own, so that a large content is hashed by
/// two cores. Dropped, it ends.
pub(super) struct NamesThread {
    chunks: mpsc::Sender<Bytes>,
    hasher: JoinHandle<NamesHasher>,
}

impl NamesThread {
    /// Starts.
    pub(super) fn start() -> Self {
        let (chunks, mut queue) = mpsc::channel::<Bytes>(QUEUED_CHUNKS);
        let hasher = tokio::task::spawn_blocking(move || {
            let mut hasher = NamesHasher::default();
            while let Some(bytes) = queue.blocking_recv() {
                hasher.update(&bytes);
            }
            hasher
        });
        Self { chunks, hasher }
    }

    /// Takes in the next bytes; waits when the hashing does not keep up.
    pub(super) async fn update(&self, bytes: Bytes) {
        // The thread takes until nobody sends; that it died is seen at the end.
        let _ = self.chunks.send(bytes).await;
    }

    /// Everything that is known about the content.
    ///
    /// # Errors
    /// When the runtime is shutting down.
    pub(super) async fn finish(
        self,
        sha256: &Sha256Digest,
        size_bytes: u64,
    ) -> Result<ContentRow, DriveError> {
        drop(self.chunks);
        let hasher = self.hasher.await.map_err(|_| DriveError::busy())?;
        Ok(hasher.finish(sha256, size_bytes))
    }
}

#[cfg(test)]
mod tests {
    use assay_types::ContentDigest;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_values() {
        let mut hasher = NamesHasher::default();
        hasher.update(b"123456789");
        let row = hasher.finish(&ContentDigest::of(b"123456789").sha256, 9);
        assert_eq!(row.crc64, 11_051_210_869_376_104_954);
        assert_eq!(row.sha1.to_string(), "f7c3bc1d808e04732adf679965ccc34ca7ae3441");
        assert_eq!(row.head_sha1, row.sha1);
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(bytes in proptest::collection::vec(any::<u8>(), 0..3000), cuts: [prop::sample::Index; 3]) {
            let sha256 = ContentDigest::of(&bytes).sha256;
            let mut whole = NamesHasher::default();
            whole.update(&bytes);
            let mut at: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            at.sort_unstable();
            let mut pieces = NamesHasher::default();
            pieces.update(&bytes[..at[0]]);
            pieces.update(&bytes[at[0]..at[1]]);
            pieces.update(&bytes[at[1]..at[2]]);
            pieces.update(&bytes[at[2]..]);
            let row = whole.finish(&sha256, 0);
            prop_assert_eq!(&pieces.finish(&sha256, 0), &row);
            let mut head = NamesHasher::default();
            head.update(&bytes[..bytes.len().min(1024)]);
            prop_assert_eq!(head.finish(&sha256, 0).sha1, row.head_sha1);
        }
    }
}
