//! `GetFileDetectResult`: what is known about submitted files.

use assay_findings::Verdict;
use assay_store::{Detection, DetectionState};
use assay_types::HashKey;
use assay_wire::sas::{
    DETECT_TYPE_FILE, DETECT_TYPE_SKILL, DetectResult, FileResult, GetFileDetectResultReply,
    GetFileDetectResultRequest, ITEM_OK,
};

use crate::{Caller, Detect, DetectError, record::FileRecord};

/// What the reason begins with for which a package is no Skill.
const NO_SKILL: &str = "InvalidApiDetectType: ";
/// The API's words for a hash without a result.
pub(crate) const NO_RECORD: &str =
    "Get result fail, found no detect record for this file or result has been expired";

impl Detect {
    /// The results of the tenant's submissions, in the order of the request.
    ///
    /// A hash without a result is an error when it is the only one asked for, as the official helper
    /// expects; among others it is an item whose `Code` is `GetResultFail`.
    ///
    /// # Errors
    /// Bad parameters; [`DetectError::NoResult`] when no hash has a result.
    pub async fn get_file_detect_result(
        &self,
        caller: &Caller,
        request: GetFileDetectResultRequest,
    ) -> Result<GetFileDetectResultReply, DetectError> {
        if ![DETECT_TYPE_FILE, DETECT_TYPE_SKILL].contains(&request.detect_type) {
            return Err(DetectError::UnsupportedType(request.detect_type));
        }
        for hash_key in &request.hash_key_list {
            check_form("HashKeyList", hash_key)?;
        }
        let now = self.parts.clock.now();
        let found = self.parts.store.detections(&caller.tenant, &request.hash_key_list, now).await?;
        let mut result_list = Vec::with_capacity(found.len());
        let mut any = false;
        let mut last_reason = NO_RECORD.to_owned();
        let mut no_skill = false;
        for (hash_key, detection) in request.hash_key_list.into_iter().zip(found) {
            let item = item(hash_key, detection)?;
            if item.result.is_some() {
                any = true;
            } else {
                no_skill = item.code == "InvalidApiDetectType";
                last_reason = item.message.clone().unwrap_or_default();
            }
            result_list.push(item);
        }
        if any {
            Ok(GetFileDetectResultReply { request_id: caller.request_id, result_list })
        } else if no_skill {
            Err(DetectError::NoSkill(last_reason))
        } else {
            Err(DetectError::NoResult(last_reason))
        }
    }
}

/// A hash, or the UUID by which a Skill package is known.
pub(crate) fn check_form(field: &'static str, hash_key: &str) -> Result<(), DetectError> {
    let uuid = || {
        hash_key.len() == 36
            && hash_key.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            })
    };
    if hash_key.parse::<HashKey>().is_ok() || uuid() {
        return Ok(());
    }
    let expected = "expected the lower-case hex of an MD5 or a SHA-256, or the UUID of a Skill package";
    Err(DetectError::invalid(field, expected))
}

/// What is told of a detection.
pub(crate) fn item(hash_key: String, detection: Option<Detection>) -> Result<FileResult, DetectError> {
    let fail = |hash_key, message: String| FileResult {
        hash_key,
        code: "GetResultFail".to_owned(),
        message: Some(message),
        ..FileResult::default()
    };
    Ok(match detection.map(|detection| detection.state) {
        None => fail(hash_key, NO_RECORD.to_owned()),
        Some(DetectionState::Failed(reason)) => match reason.strip_prefix(NO_SKILL) {
            Some(reason) => {
                FileResult { code: "InvalidApiDetectType".to_owned(), ..fail(hash_key, reason.to_owned()) }
            }
            None => fail(hash_key, format!("Get result fail, {reason}")),
        },
        Some(DetectionState::Pending) => FileResult {
            hash_key,
            code: ITEM_OK.to_owned(),
            result: Some(DetectResult::InProgress),
            ..FileResult::default()
        },
        Some(DetectionState::Final(report)) => {
            let record = FileRecord::from_text(&report)?;
            let (result, score, virus_type) = wire_verdict(record.verdict);
            let is_skill = record.ext.skill.is_some();
            FileResult {
                hash_key,
                code: ITEM_OK.to_owned(),
                message: record.ext.incomplete_text(),
                result: Some(result),
                score,
                virus_type,
                ext: Some(record.ext.to_text()),
                compress: (!is_skill).then_some(record.is_container),
            }
        }
    })
}

/// A verdict in the wire's three fields: `Score` and `VirusType` only when there is danger.
pub(crate) fn wire_verdict(verdict: Verdict) -> (DetectResult, Option<i32>, Option<String>) {
    match verdict.virus_type.filter(|_| verdict.is_dangerous()) {
        Some(kind) => {
            (DetectResult::Suspicious, Some(i32::from(verdict.score.get())), Some(kind.to_string()))
        }
        None => (DetectResult::Safe, None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_key_is_a_hash_or_a_uuid() {
        for good in ["d41d8cd98f00b204e9800998ecf8427e", "7E0618A9-D5EF-4220-9471-C42B5E92719F"] {
            check_form("HashKeyList", good).expect("good form");
        }
        for bad in ["", "D41D8CD98F00B204E9800998ECF8427E", "7E0618A9-D5EF-4220-9471-C42B5E92719", "é"] {
            assert!(check_form("HashKeyList", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_hash_that_nobody_submitted_is_an_item_with_a_code() {
        let item = item("d41d8cd98f00b204e9800998ecf8427e".to_owned(), None).expect("an item");
        assert_eq!((item.code.as_str(), item.result), ("GetResultFail", None));
    }
}
