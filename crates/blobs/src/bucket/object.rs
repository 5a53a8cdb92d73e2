//! What a bucket knows of an object.

use std::{
    collections::BTreeMap,
    fs::Metadata,
    time::{SystemTime, UNIX_EPOCH},
};

/// What a bucket knows of an object beside its bytes; what it does not know is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectHead {
    /// Length in bytes.
    pub size_bytes: u64,
    /// The ETag, without quotes.
    pub etag: Option<String>,
    /// When it was made; only a folder knows.
    pub created_at: Option<SystemTime>,
    /// When it was last written.
    pub modified_at: Option<SystemTime>,
    /// When it was last read; only a folder knows.
    pub accessed_at: Option<SystemTime>,
    /// `Content-Type`
    pub content_type: Option<String>,
    /// `Cache-Control`
    pub cache_control: Option<String>,
    /// `Content-Disposition`
    pub content_disposition: Option<String>,
    /// `Content-Encoding`
    pub content_encoding: Option<String>,
    /// The version, in a bucket that keeps several.
    pub version: Option<String>,
    /// What the owner wrote beside it: `x-oss-meta-*`, `x-amz-meta-*`, without that beginning.
    pub user_metadata: BTreeMap<String, String>,
}

impl ObjectHead {
    /// Tells whether the object changed since: its ETag, or else its length and the time of its last change.
    pub fn fingerprint(&self) -> String {
        if let Some(etag) = &self.etag {
            return etag.clone();
        }
        let modified = self.modified_at.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        format!("{}-{}", self.size_bytes, modified.unwrap_or_default().as_nanos())
    }

    /// That of a file in a folder.
    pub(super) fn of_file(metadata: &Metadata) -> Self {
        Self {
            size_bytes: metadata.len(),
            created_at: metadata.created().ok(),
            modified_at: metadata.modified().ok(),
            accessed_at: metadata.accessed().ok(),
            ..Self::default()
        }
    }

    /// That of an object in a bucket.
    pub(super) fn of_remote(metadata: &opendal::Metadata) -> Self {
        let text = |value: Option<&str>| value.map(str::to_owned);
        Self {
            size_bytes: metadata.content_length(),
            etag: metadata.etag().map(|etag| etag.trim_matches('"').to_owned()),
            modified_at: metadata.last_modified().map(SystemTime::from),
            content_type: text(metadata.content_type()),
            cache_control: text(metadata.cache_control()),
            content_disposition: text(metadata.content_disposition()),
            content_encoding: text(metadata.content_encoding()),
            version: text(metadata.version()),
            user_metadata: metadata
                .user_metadata()
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            ..Self::default()
        }
    }
}

/// An object in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: String,
    /// What the listing says of it, which is less than [`super::Bucket::head`] does.
    pub head: ObjectHead,
}
