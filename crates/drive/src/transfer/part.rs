//! A part that arrives at a signed URL.

use assay_blobs::BlobError;
use assay_store::{Commit, PartRow, StoreError, Write};
use assay_types::{ContentDigest, DriveId, Md5Digest, UploadId};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::StreamExt as _;
use tracing::warn;

use super::{
    PartReceived, PartStream, TransferRefused,
    content_hasher::NamesThread,
    upload::{MAX_PARTS, UploadDetail},
    url::CONTENT_MD5,
};
use crate::Drive;

/// The most bytes of one part, as an object store has it.
const MAX_PART_BYTES: u64 = 5 << 30;

/// Where a part belongs.
#[derive(Clone, Copy)]
struct Place {
    drive: DriveId,
    upload: UploadId,
    number: u32,
}

impl Drive {
    /// Receives a part at a signed upload URL; `target` is the request's path and query. Any
    /// media type will do. A part that is there already is replaced; nothing of one that is refused or breaks off remains.
    ///
    /// # Errors
    /// A wrong, expired or used-up URL, a part out of order, a length or MD5 that does not fit.
    pub async fn receive_part(
        &self,
        target: &str,
        _content_type: Option<&str>,
        content_md5: Option<&str>,
        body: PartStream,
    ) -> Result<PartReceived, TransferRefused> {
        let signed = self.open_url(target)?;
        let place = match signed.segments() {
            Some(["upload", drive, upload, part]) => place(drive, upload, part).ok_or_else(no_upload)?,
            _ => return Err(no_upload()),
        };
        let mut expected = Vec::new();
        for text in [signed.parameter(CONTENT_MD5), content_md5].into_iter().flatten() {
            expected.push(read_md5(text).ok_or_else(wrong_md5)?);
        }
        let row = self.parts.store.drive_upload(place.drive, place.upload).await.map_err(unavailable)?;
        let row = row.filter(|row| row.expires_at > self.parts.clock.now()).ok_or_else(no_upload)?;
        let detail = UploadDetail::read(&row).map_err(|error| internal(&error))?;
        let limit_bytes = self.part_limit(place, &detail).await?;
        let digest = self.take_in(place, &detail, limit_bytes, &expected, body).await?;
        let etag = digest.md5.to_string().to_ascii_uppercase();
        let part = PartRow {
            number: place.number,
            content: digest.sha256,
            size_bytes: digest.size_bytes,
            etag: etag.clone(),
        };
        let in_order = !detail.is_parallel;
        match self
            .parts
            .store
            .put_part(place.drive, place.upload, part, in_order)
            .await
            .map_err(unavailable)?
        {
            Some(true) => Ok(PartReceived { etag: format!("\"{etag}\"") }),
            Some(false) => Err(not_sequential()),
            None => Err(no_upload()),
        }
    }

    /// The most bytes that this part may have, so that all together stay within the upload's limit. Refuses a part
    /// that is out of order before its body is read.
    async fn part_limit(&self, place: Place, detail: &UploadDetail) -> Result<u64, TransferRefused> {
        let mut limit_bytes = detail.limit_bytes;
        if !detail.is_single(place.number) {
            let parts = self.parts.store.parts(place.drive, place.upload, 0, MAX_PARTS as usize).await;
            let parts = parts.map_err(unavailable)?;
            let last = parts.last().map_or(0, |part| part.number);
            if !detail.is_parallel && place.number > last + 1 {
                return Err(not_sequential());
            }
            let others = parts.iter().filter(|part| part.number != place.number);
            let others = others.fold(0_u64, |sum, part| sum.saturating_add(part.size_bytes));
            limit_bytes = limit_bytes.saturating_sub(others);
        }
        Ok(limit_bytes.min(MAX_PART_BYTES))
    }

    /// Streams a body into the contents. What may be a whole content is given its other names on the way, so that
    /// its completion need not read it again.
    async fn take_in(
        &self,
        place: Place,
        detail: &UploadDetail,
        limit_bytes: u64,
        expected: &[Md5Digest],
        mut body: PartStream,
    ) -> Result<ContentDigest, TransferRefused> {
        let mut writer = self.parts.blobs.begin(Some(limit_bytes));
        let names = detail.is_single(place.number).then(NamesThread::start);
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|_| TransferRefused {
                status: 400,
                code: "IncompleteBody",
                message: "The body of the request broke off.".to_owned(),
            })?;
            if let Some(names) = &names {
                names.update(bytes.clone()).await;
            }
            writer.write(bytes).await.map_err(|error| refused(error, limit_bytes))?;
        }
        let md5 = writer.digest().md5;
        if expected.iter().any(|expected| *expected != md5) {
            return Err(wrong_md5());
        }
        let store = &self.parts.store;
        let digest = writer.commit(store.as_ref(), self.parts.clock.as_ref()).await;
        let digest = digest.map_err(|error| refused(error, limit_bytes))?;
        if let Some(names) = names
            && let Ok(content) = names.finish(&digest.sha256, digest.size_bytes).await
        {
            let mut commit = Commit::new(place.drive, self.parts.clock.now());
            commit.writes.push(Write::PutContent(content));
            // Only saves work later: without it, completion reads the content again.
            if let Err(error) = store.commit(commit).await {
                warn!(%error, "cannot note what a part is called");
            }
        }
        Ok(digest)
    }
}

fn place(drive: &str, upload: &str, part: &str) -> Option<Place> {
    let number = part.parse().ok().filter(|number| (1..=MAX_PARTS).contains(number))?;
    Some(Place { drive: drive.parse().ok()?, upload: upload.parse().ok()?, number })
}

/// Reads an MD5 in base64, as the header has it, or in hex.
pub(super) fn read_md5(text: &str) -> Option<Md5Digest> {
    let hex = || text.to_ascii_lowercase().parse().ok();
    STANDARD.decode(text).ok().and_then(|bytes| Md5Digest::from_slice(&bytes)).or_else(hex)
}

fn no_upload() -> TransferRefused {
    TransferRefused {
        status: 404,
        code: "NoSuchUpload",
        message: "The upload does not exist: it was completed, or its time is over.".to_owned(),
    }
}

fn not_sequential() -> TransferRefused {
    TransferRefused {
        status: 400,
        code: "PartNotSequential",
        message: "The part is not the next one of this upload.".to_owned(),
    }
}

fn wrong_md5() -> TransferRefused {
    TransferRefused {
        status: 400,
        code: "InvalidDigest",
        message: "The MD5 of the part is not the one that was announced.".to_owned(),
    }
}

fn refused(error: BlobError, limit_bytes: u64) -> TransferRefused {
    match error {
        BlobError::TooLarge { .. } => TransferRefused {
            status: 400,
            code: "EntityTooLarge",
            message: format!("The part is larger than the {limit_bytes} bytes that are left for it."),
        },
        BlobError::Store(error) => unavailable(error),
        error => internal(&error),
    }
}

/// What a client may try again.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
pub(super) fn unavailable(error: StoreError) -> TransferRefused {
    warn!(%error, "the state failed during a transfer");
    TransferRefused {
        status: 503,
        code: "ServiceUnavailable",
        message: "The service is not available now, please try again later.".to_owned(),
    }
}

/// What only the log can explain.
pub(super) fn internal(error: &dyn std::error::Error) -> TransferRefused {
    tracing::error!(%error, "a transfer failed");
    TransferRefused {
        status: 500,
        code: "InternalError",
        message: "The server failed; its log has the cause.".to_owned(),
    }
}
