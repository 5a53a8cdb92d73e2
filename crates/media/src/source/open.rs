//! Opening files for the sandbox, and what their places know of them.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    time::SystemTime,
};

use assay_blobs::{Bucket, ObjectHead};
use assay_store::Found;
use assay_types::{DriveId, FileId, Sha256Digest, TenantId};
use serde::Deserialize;

use super::FileUri;
use crate::{Media, MediaError};

/// What a file's place knows of it beside its bytes, in the words and forms of the wire's `File`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// Tells whether it changed since.
    pub(crate) fingerprint: String,
    /// Its name, without folders.
    pub(crate) filename: String,
    /// Length in bytes.
    pub(crate) size_bytes: u64,
    /// The bucket's own, in quotes.
    pub(crate) etag: Option<String>,
    /// RFC 3339.
    pub(crate) created_at: Option<String>,
    /// RFC 3339.
    pub(crate) modified_at: Option<String>,
    /// RFC 3339.
    pub(crate) accessed_at: Option<String>,
    /// `Content-Type`, as its owner wrote it.
    pub(crate) content_type: Option<String>,
    /// `Cache-Control`
    pub(crate) cache_control: Option<String>,
    /// `Content-Disposition`
    pub(crate) content_disposition: Option<String>,
    /// `Content-Encoding`
    pub(crate) content_encoding: Option<String>,
    /// The version, in a bucket that keeps several.
    pub(crate) version: Option<String>,
    /// What its owner wrote beside it.
    pub(crate) user_metadata: BTreeMap<String, String>,
}

/// Opens the files of one tenant; what they have in common is read once.
pub(crate) struct Opener<'m> {
    media: &'m Media,
    tenant: &'m TenantId,
    buckets: HashMap<String, Option<Bucket>>,
    drives: HashMap<(DriveId, FileId), Found>,
}

impl<'m> Opener<'m> {
    /// An opener that knows the buckets and the drives' rows of these files; it opens no others.
    pub(crate) async fn of(
        media: &'m Media,
        tenant: &'m TenantId,
        uris: &[&FileUri],
    ) -> Result<Self, MediaError> {
        let mut opener = Self { media, tenant, buckets: HashMap::new(), drives: HashMap::new() };
        let mut wanted: HashMap<_, Vec<FileId>> = HashMap::new();
        for uri in uris {
            match uri {
                FileUri::Object { bucket, .. } => {
                    if !opener.buckets.contains_key(bucket) {
                        let found = media.parts.buckets.bucket(tenant, bucket).await;
                        let found = match found {
                            Ok(found) => Some(found),
                            Err(assay_blobs::BucketError::NoBucket(_)) => None,
                            Err(error) => return Err(error.into()),
                        };
                        opener.buckets.insert(bucket.clone(), found);
                    }
                }
                FileUri::Drive { domain, drive, file, .. } => {
                    wanted.entry((domain, *drive)).or_default().push(*file);
                }
            }
        }
        for ((domain, drive), files) in wanted {
            opener.read_drive(domain, drive, &files).await?;
        }
        Ok(opener)
    }

    /// Opens one file alone.
    pub(crate) async fn open_one(
        media: &'m Media,
        tenant: &'m TenantId,
        uri: &FileUri,
    ) -> Result<(Head, File), MediaError> {
        Opener::of(media, tenant, &[uri]).await?.open(uri).await
    }

    async fn read_drive(
        &mut self,
        domain: &assay_types::DomainId,
        drive: DriveId,
        files: &[FileId],
    ) -> Result<(), MediaError> {
        let state = &self.media.parts.state;
        let row = state.drive(drive).await?;
        // A drive of another tenant has no files, as far as this one can tell.
        if row.is_some_and(|row| row.tenant == *self.tenant && row.domain == *domain) {
            for found in state.files(drive, files).await?.into_iter().flatten() {
                self.drives.insert((drive, found.row.id), found);
            }
        }
        Ok(())
    }

    /// What is known of a file, and the file, at its start, open for reading only.
    ///
    /// # Errors
    /// `ResourceNotFound`: the bucket, the object, the drive's file or its revision is not there, or in the recycle
    /// bin.
    pub(crate) async fn open(&self, uri: &FileUri) -> Result<(Head, File), MediaError> {
        match uri {
            FileUri::Object { bucket, key } => {
                let bucket = self.buckets.get(bucket).and_then(Option::as_ref);
                let bucket = bucket.ok_or_else(|| MediaError::not_found("Bucket"))?;
                let (head, file) = bucket.open(key).await?;
                Ok((Head::of_object(key, head), file))
            }
            FileUri::Drive { drive, file, revision, .. } => {
                let missing = || MediaError::not_found("File");
                let found = self.drives.get(&(*drive, *file)).filter(|found| found.is_live());
                let row = &found.ok_or_else(missing)?.row;
                let (content, size_bytes) = if row.revision == *revision {
                    (row.content.ok_or_else(missing)?, row.size_bytes)
                } else {
                    let earlier = self.media.parts.state.revision(*drive, *file, *revision).await?;
                    earlier.map(|row| (row.content, row.size_bytes)).ok_or_else(missing)?
                };
                let input = self.open_content(&content).await?;
                Ok((Head::of_drive(&row.entry, revision.to_string(), size_bytes), input))
            }
        }
    }

    async fn open_content(&self, content: &Sha256Digest) -> Result<File, MediaError> {
        Ok(self.media.parts.blobs.open_local(content).await?)
    }
}

impl Head {
    fn of_object(key: &str, head: ObjectHead) -> Self {
        Self {
            fingerprint: head.fingerprint(),
            filename: key.rsplit('/').next().unwrap_or(key).to_owned(),
            size_bytes: head.size_bytes,
            etag: head.etag.map(|etag| format!("\"{etag}\"")),
            created_at: rfc3339(head.created_at),
            modified_at: rfc3339(head.modified_at),
            accessed_at: rfc3339(head.accessed_at),
            content_type: head.content_type,
            cache_control: head.cache_control,
            content_disposition: head.content_disposition,
            content_encoding: head.content_encoding,
            version: head.version,
            user_metadata: head.user_metadata,
        }
    }

    fn of_drive(entry: &assay_types::Entry, fingerprint: String, size_bytes: u64) -> Self {
        /// What is of use in a drive's record.
        #[derive(Default, Deserialize)]
        struct Record {
            #[serde(default)]
            name: String,
            created_at: Option<String>,
            updated_at: Option<String>,
        }
        // The stored text lacks its closing brace.
        let record: Record = serde_json::from_str(&format!("{}}}", entry.text)).unwrap_or_default();
        Self {
            fingerprint,
            filename: record.name,
            size_bytes,
            created_at: record.created_at,
            modified_at: record.updated_at,
            ..Self::default()
        }
    }
}

/// A time as the wire has it: RFC 3339 in UTC, as exact as it is known.
fn rfc3339(time: Option<SystemTime>) -> Option<String> {
    let time = jiff::Timestamp::try_from(time?).ok()?;
    Some(time.to_string())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_head_has_the_forms_of_the_wire() {
        let modified_at = UNIX_EPOCH.checked_add(Duration::new(1, 500_000));
        let head = Head::of_object(
            "a/b.jpg",
            ObjectHead { size_bytes: 3, etag: Some("AB".to_owned()), modified_at, ..ObjectHead::default() },
        );
        assert_eq!((head.filename.as_str(), head.etag.as_deref()), ("b.jpg", Some("\"AB\"")));
        assert_eq!(head.modified_at.as_deref(), Some("1970-01-01T00:00:01.0005Z"));
        assert_eq!(head.fingerprint, "AB");
    }

    #[test]
    fn a_drives_record_gives_name_and_times() {
        let text = r#"{"name":"a \"b\".jpg","created_at":"2026-01-01T00:00:00.000Z","size":1"#;
        let entry = assay_types::Entry { text: text.to_owned(), ..assay_types::Entry::default() };
        let head = Head::of_drive(&entry, "r".to_owned(), 1);
        assert_eq!(head.filename, "a \"b\".jpg");
        assert_eq!(head.created_at.as_deref(), Some("2026-01-01T00:00:00.000Z"));
    }
}
