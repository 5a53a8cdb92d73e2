//! `ListCompressFileDetectResult`: what is known about the members of a submitted archive.

use assay_types::HashKey;
use assay_wire::sas::{
    ListCompressFileDetectResultReply, ListCompressFileDetectResultRequest, MemberResult, PageInfo,
};

use crate::{
    Caller, Detect, DetectError,
    record::FileRecord,
    result::{NO_RECORD, check_form, wire_verdict},
};

impl Detect {
    /// A page of the members of the tenant's submission, in the order in which they were met.
    ///
    /// # Errors
    /// Bad parameters; [`DetectError::NoResult`] when there is no such submission or it expired.
    pub async fn list_compress_file_detect_result(
        &self,
        caller: &Caller,
        request: ListCompressFileDetectResultRequest,
    ) -> Result<ListCompressFileDetectResultReply, DetectError> {
        let ListCompressFileDetectResultRequest { hash_key, current_page: page, page_size: size, .. } =
            request;
        let size_max = ListCompressFileDetectResultRequest::PAGE_SIZE_MAX;
        check_form("HashKey", &hash_key)?;
        if page < 1 {
            return Err(DetectError::invalid("CurrentPage", "starts at 1"));
        }
        if !(1..=size_max).contains(&size) {
            return Err(DetectError::invalid("PageSize", format!("must be 1 to {size_max}")));
        }
        let limit = u64::from(size.unsigned_abs());
        let skip = u64::from(page.unsigned_abs() - 1) * limit;
        let now = self.parts.clock.now();
        let found = self.parts.store.detection_members(&caller.tenant, &hash_key, skip, limit, now).await?;
        let found = found.ok_or_else(|| DetectError::NoResult(NO_RECORD.to_owned()))?;
        let result_list = found
            .members
            .iter()
            .map(|text| Ok(member(&hash_key, &FileRecord::from_text(text)?)))
            .collect::<Result<_, DetectError>>()?;
        Ok(ListCompressFileDetectResultReply {
            request_id: caller.request_id,
            page_info: PageInfo {
                current_page: page,
                page_size: size,
                total_count: i32::try_from(found.total).unwrap_or(i32::MAX),
            },
            result_list,
        })
    }
}

/// A member as the wire has it: named by the same kind of hash as its archive.
fn member(archive: &str, record: &FileRecord) -> MemberResult {
    let (result, score, virus_type) = wire_verdict(record.verdict);
    // A Skill package is known by a UUID, and its members have no score.
    let (hash_key, score) = match archive.parse::<HashKey>() {
        Ok(key) => (record.digest().key_like(&key).to_string(), score),
        Err(_) => (record.md5.to_string(), None),
    };
    MemberResult {
        hash_key,
        path: record.path.clone(),
        result,
        score,
        virus_type,
        ext: Some(record.ext.to_text()),
    }
}
