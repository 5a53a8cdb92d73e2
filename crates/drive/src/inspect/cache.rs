//! Thumbnails that were made lately, by content and process, in memory.

use std::sync::{Mutex, PoisonError};

use assay_types::Sha256Digest;
use lru::LruCache;

use super::Picture;

/// Bytes of thumbnails that are kept.
const BYTES_MAX: usize = 64 << 20;

/// The thumbnails that were asked for last.
pub(super) struct PictureCache(Mutex<Kept>);

struct Kept {
    pictures: LruCache<(Sha256Digest, String), Picture>,
    bytes: usize,
}

impl Default for PictureCache {
    fn default() -> Self {
        Self(Mutex::new(Kept { pictures: LruCache::unbounded(), bytes: 0 }))
    }
}

impl PictureCache {
    /// The thumbnail of a content, if it is there.
    pub(super) fn get(&self, content: Sha256Digest, process: &str) -> Option<Picture> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.pictures.get(&(content, process.to_owned())).cloned()
    }

    /// Keeps a thumbnail, and forgets those that nobody asked for in the longest time.
    pub(super) fn put(&self, content: Sha256Digest, process: &str, picture: Picture) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += picture.bytes.len();
        if let Some((_, old)) = kept.pictures.push((content, process.to_owned()), picture) {
            kept.bytes -= old.bytes.len();
        }
        while kept.bytes > BYTES_MAX {
            let Some((_, old)) = kept.pictures.pop_lru() else { break };
            kept.bytes -= old.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn picture(size: usize) -> Picture {
        Picture { bytes: Bytes::from(vec![0; size]), media_type: "image/png", etag: String::new() }
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten_first() {
        let cache = PictureCache::default();
        let content = |n: u8| Sha256Digest([n; 32]);
        for n in 0..4 {
            cache.put(content(n), "p", picture(16 << 20));
        }
        assert!(cache.get(content(0), "p").is_some());
        cache.put(content(9), "p", picture(16 << 20));
        assert!(cache.get(content(1), "p").is_none(), "the one that was not asked for");
        assert!(cache.get(content(0), "p").is_some() && cache.get(content(9), "p").is_some());
        cache.put(content(9), "p", picture(1));
        assert_eq!(cache.0.lock().expect("unharmed").bytes, (3 * (16 << 20)) + 1);
    }
}
