//! What is in a bucket or a drive, page by page, for those who follow it.

use assay_store::{FileKind, Scope};
use assay_types::{FileId, TenantId};

use super::{FileUri, PlaceUri};
use crate::{Media, MediaError};

/// A file as a listing has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceObject {
    /// Its URI.
    pub(crate) uri: String,
    /// Tells whether it changed since.
    pub(crate) fingerprint: String,
    /// Its length in bytes.
    pub(crate) size_bytes: u64,
}

/// A page of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SourcePage {
    /// The files, in the byte order of their URIs.
    pub(crate) objects: Vec<SourceObject>,
    /// Where to go on; `None` at the end. A page may be short, or empty, with more to follow.
    pub(crate) next: Option<String>,
}

impl Media {
    /// The files of a place in the byte order of their URIs, after where an earlier page ended (its
    /// [`SourcePage::next`]). In a drive every file has one URI, that of its current content.
    ///
    /// # Errors
    /// `ResourceNotFound` for a place that is not there or not this tenant's.
    pub(crate) async fn list_source(
        &self,
        tenant: &TenantId,
        place: &PlaceUri,
        after: Option<&str>,
        limit: usize,
    ) -> Result<SourcePage, MediaError> {
        match place {
            PlaceUri::Bucket { bucket, prefix } => {
                let name = bucket;
                let bucket = self.parts.buckets.bucket(tenant, name).await?;
                let listed = bucket.list(prefix, after, limit).await?;
                let next = (listed.len() >= limit).then(|| listed.last().map(|last| last.key.clone()));
                let objects = listed.into_iter().map(|listed| SourceObject {
                    uri: format!("oss://{name}/{}", listed.key),
                    fingerprint: listed.head.fingerprint(),
                    size_bytes: listed.head.size_bytes,
                });
                Ok(SourcePage { objects: objects.collect(), next: next.flatten() })
            }
            PlaceUri::Drive { domain, drive } => {
                let row = self.parts.state.drive(*drive).await?;
                if row.is_none_or(|row| row.tenant != *tenant || row.domain != *domain) {
                    return Err(MediaError::not_found("Drive"));
                }
                let after = after.and_then(|after| after.parse().ok()).unwrap_or(FileId::ROOT);
                let page = self.parts.state.scan_rows(*drive, after, limit, &Scope::Whole).await?;
                let next = page.next.and(page.files.last()).map(|last| last.row.id.to_string());
                let files = page.files.into_iter().map(|found| found.row);
                let files = files.filter(|row| row.kind == FileKind::File && row.content.is_some());
                let objects = files.map(|row| SourceObject {
                    uri: FileUri::Drive {
                        domain: domain.clone(),
                        drive: *drive,
                        file: row.id,
                        revision: row.revision,
                    }
                    .to_string(),
                    fingerprint: row.revision.to_string(),
                    size_bytes: row.size_bytes,
                });
                Ok(SourcePage { objects: objects.collect(), next })
            }
        }
    }
}
