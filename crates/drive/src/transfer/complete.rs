//! `CompleteFile`: the parts become the file's content.

use std::{collections::BTreeSet, sync::Arc};

use assay_store::{Commit, ContentRow, Expect, Found, PartRow, Write};
use assay_types::Sha256Digest;
use assay_wire::{ApiError, code, pds::CompleteFileRequest};
use bytes::Bytes;
use serde_json::value::RawValue;

use super::{
    content_hasher::{NamesHasher, NamesThread},
    upload::{MAX_PARTS, Named, Upload, UploadDetail},
};
use crate::{Access, Caller, Drive, DriveError, draft::Draft, file::Tries, record::Fields};

/// Missing parts that an error names.
const NAMED_MISSING: usize = 20;

impl Drive {
    /// `CompleteFile`: checks the parts, makes them the file's content, and answers the file. Asked again after
    /// success it answers the same. After any error the upload is as it was, and nothing of it can be seen.
    ///
    /// # Errors
    /// `NotFound.UploadId`, `InvalidParameter.part_info_list` (parts that are missing),
    /// `InvalidParameterNotMatch.size`, `.content_hash`, `.crc64_hash`, `QuotaExhausted.Drive`,
    /// `QuotaExhausted.Domain`, and as
    /// [`Drive::live`].
    pub async fn complete_file(
        &self,
        caller: &Caller,
        request: CompleteFileRequest,
    ) -> Result<Box<RawValue>, DriveError> {
        let crc64 = read_crc64(request.crc64_hash.as_deref())?;
        let access = self.access(caller, request.drive_id.as_deref(), request.share_id.as_deref()).await?;
        let named = self.named_upload(caller, &access, &request.file_id, &request.upload_id).await?;
        let (found, upload) = match named {
            Named::Done(found) if !request.upload_id.is_empty() => {
                return self.record(&access, &found, &Fields::whole()).await;
            }
            Named::Done(_) => return Err(DriveError::not_found("UploadId")),
            Named::Upload(found, upload) => (found, upload),
        };
        let parts = self.parts.store.parts(access.drive.id, upload.id, 0, MAX_PARTS as usize).await?;
        check_complete(&parts, &upload.detail)?;
        let content = self.content_of(&parts, &upload.detail).await?;
        check_content(&content, &upload.detail, crc64)?;
        self.domain_has_room(&access.drive.domain, content.size_bytes).await?;
        let (mut found, mut tries) = (found, Tries::default());
        loop {
            let error = match self.complete(caller, &access, &found, &upload, &content).await {
                Ok(found) => return self.record(&access, &found, &Fields::whole()).await,
                Err(error) => error,
            };
            tries.again(error)?;
            // Another request may have completed it meanwhile, which is as good.
            match self.named_upload(caller, &access, &request.file_id, &request.upload_id).await? {
                Named::Done(done) => return self.record(&access, &done, &Fields::whole()).await,
                Named::Upload(now, _) => found = now,
            }
        }
    }

    async fn complete(
        &self,
        caller: &Caller,
        access: &Access,
        found: &Found,
        upload: &Upload,
        content: &ContentRow,
    ) -> Result<Found, DriveError> {
        let now = self.parts.clock.now();
        let mut commit = Commit::new(access.drive.id, now);
        commit.expect = vec![Expect::Upload(upload.id), Expect::Version(found.row.id, found.row.version)];
        let mut draft = Draft::of(&found.row)?;
        upload.detail.then.clone().apply(&mut draft.file);
        draft.file.upload_id = Some(upload.id.to_string());
        draft.touch(caller, now);
        self.arrive(&mut draft, content, &mut commit).await?;
        let (row, columns) = draft.into_rows();
        let found = Found { row: (*row).clone(), place: Arc::clone(&found.place) };
        commit.writes.extend([
            Write::Update(row, columns),
            Write::PutContent(content.clone()),
            Write::DeleteUpload(upload.id),
        ]);
        let has_jobs = !commit.jobs.is_empty();
        self.parts.store.commit(commit).await?;
        if has_jobs {
            self.parts.wake.wake();
        }
        Ok(found)
    }

    /// The content that the parts make up.
    async fn content_of(&self, parts: &[PartRow], detail: &UploadDetail) -> Result<ContentRow, DriveError> {
        match parts {
            [only] => match self.parts.store.content(&only.content).await? {
                Some(content) => Ok(content),
                None => self.name_content(&only.content).await,
            },
            parts => self.assemble(parts, detail.limit_bytes).await,
        }
    }

    /// Reads a content to find out its other names.
    async fn name_content(&self, content: &Sha256Digest) -> Result<ContentRow, DriveError> {
        let mut reader = self.parts.blobs.read(content, ..).await?;
        let names = NamesThread::start();
        while let Some(bytes) = reader.chunk().await? {
            names.update(bytes).await;
        }
        let size_bytes = reader.size_bytes();
        names.finish(content, size_bytes).await
    }

    /// Puts parts together, one chunk in memory at a time. None at all make an empty content.
    async fn assemble(&self, parts: &[PartRow], limit_bytes: u64) -> Result<ContentRow, DriveError> {
        let (store, clock, blobs) = (&self.parts.store, &self.parts.clock, &self.parts.blobs);
        if parts.is_empty() {
            let digest = blobs.put(Bytes::new(), store.as_ref(), clock.as_ref()).await?;
            return Ok(NamesHasher::default().finish(&digest.sha256, 0));
        }
        let mut writer = blobs.begin(Some(limit_bytes));
        let names = NamesThread::start();
        for part in parts {
            let mut reader = blobs.read(&part.content, ..).await?;
            while let Some(bytes) = reader.chunk().await? {
                names.update(bytes.clone()).await;
                writer.write(bytes).await?;
            }
        }
        let digest = writer.commit(store.as_ref(), clock.as_ref()).await?;
        names.finish(&digest.sha256, digest.size_bytes).await
    }
}

/// Checks that all parts are there: numbers from 1 without a gap, all that were announced unless the length that was
/// announced is complete, and that length.
fn check_complete(parts: &[PartRow], detail: &UploadDetail) -> Result<(), DriveError> {
    let arrived: BTreeSet<u32> = parts.iter().map(|part| part.number).collect();
    let size_bytes = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(part.size_bytes));
    let is_whole = detail.size_bytes == Some(size_bytes);
    let announced = if is_whole { 0 } else { detail.announced_parts };
    let last = arrived.last().copied().unwrap_or_default().max(announced);
    let missing: Vec<u32> = (1..=last).filter(|number| !arrived.contains(number)).collect();
    if !missing.is_empty() {
        let listed: Vec<_> = missing.iter().take(NAMED_MISSING).map(ToString::to_string).collect();
        let more = if missing.len() > NAMED_MISSING { " and more" } else { "" };
        let why = format!("these parts have not arrived: {}{more}", listed.join(", "));
        return Err(DriveError::invalid("part_info_list", why));
    }
    match detail.size_bytes {
        Some(announced) if announced != size_bytes => {
            Err(mismatch("size", &format!("{announced} bytes were announced, {size_bytes} arrived")))
        }
        _ => Ok(()),
    }
}

/// Checks that the content is the one that was announced.
fn check_content(content: &ContentRow, detail: &UploadDetail, crc64: Option<u64>) -> Result<(), DriveError> {
    if detail.sha1.is_some_and(|sha1| sha1 != content.sha1) {
        return Err(mismatch("content_hash", &format!("the SHA-1 of what arrived is {}", content.sha1)));
    }
    if crc64.is_some_and(|crc64| crc64 != content.crc64) {
        return Err(mismatch("crc64_hash", &format!("the CRC-64 of what arrived is {}", content.crc64)));
    }
    Ok(())
}

fn mismatch(field: &str, why: &str) -> DriveError {
    let message = format!("The input parameter {field} does not match: {why}.");
    ApiError::new(code::INVALID_PARAMETER_NOT_MATCH).about(field).with_message(message).into()
}

/// Reads a CRC-64 in decimal; an empty text is none.
fn read_crc64(text: Option<&str>) -> Result<Option<u64>, DriveError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| DriveError::invalid("crc64_hash", "it is a CRC-64 in decimal"))
}

#[cfg(test)]
mod tests {
    use assay_types::ContentDigest;

    use super::{super::upload::NewFacts, *};

    fn detail(size_bytes: Option<u64>, announced_parts: u32) -> UploadDetail {
        UploadDetail {
            size_bytes,
            limit_bytes: 100,
            sha1: None,
            announced_parts,
            is_parallel: true,
            is_overwrite: false,
            by: (String::new(), String::new()),
            then: NewFacts::default(),
        }
    }

    fn check(numbers: &[u32], detail: &UploadDetail) -> Result<(), String> {
        let content = ContentDigest::of(b"").sha256;
        let part = |number: &u32| PartRow { number: *number, content, size_bytes: 10, etag: String::new() };
        let parts: Vec<_> = numbers.iter().map(part).collect();
        check_complete(&parts, detail).map_err(|error| error.to_string())
    }

    #[test]
    fn all_parts_must_be_there() {
        assert_eq!(check(&[1, 2], &detail(None, 2)), Ok(()));
        assert_eq!(check(&[1, 2, 3], &detail(None, 2)), Ok(()));
        assert_eq!(check(&[1], &detail(Some(10), 2)), Ok(()), "all bytes are there");
        assert_eq!(check(&[], &detail(Some(0), 1)), Ok(()), "nothing to send");
        let missing = check(&[1, 3], &detail(None, 5)).expect_err("missing");
        assert!(missing.starts_with("InvalidParameter.part_info_list"), "{missing}");
        assert!(missing.contains("2, 4, 5"), "{missing}");
        assert!(check(&[], &detail(None, 1)).is_err());
        assert!(check(&[2], &detail(Some(10), 1)).is_err(), "a gap is a gap");
        let size = check(&[1, 2], &detail(Some(21), 2)).expect_err("too short");
        assert!(size.starts_with("InvalidParameterNotMatch.size"), "{size}");
    }
}
