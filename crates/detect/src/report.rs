//! `GetFileDetectReport`: one file's result, told at length.

use assay_store::DetectionState;
use assay_wire::sas::{GetFileDetectReportReply, GetFileDetectReportRequest, ITEM_OK, ReportData};
use serde_json::json;

use crate::{
    Caller, Detect, DetectError,
    record::FileRecord,
    result::{NO_RECORD, check_form},
};

impl Detect {
    /// The report about a submitted file. `HasData` is `false` while its result is not final.
    ///
    /// Events belong to a monitoring service that does not exist here, so an `EventId` names nothing.
    ///
    /// # Errors
    /// Bad parameters; [`DetectError::NoResult`] when there is no such submission or it expired.
    pub async fn get_file_detect_report(
        &self,
        caller: &Caller,
        request: GetFileDetectReportRequest,
    ) -> Result<GetFileDetectReportReply, DetectError> {
        let hash_key = request.file_hash.ok_or(DetectError::MissingParameter("FileHash"))?;
        check_form("FileHash", &hash_key)?;
        let chosen = chosen_fields(request.fields)?;
        let chinese = match request.lang.as_deref() {
            None | Some("en") => false,
            Some("zh") => true,
            Some(_) => return Err(DetectError::invalid("Lang", "must be en or zh")),
        };
        let now = self.parts.clock.now();
        let found = self.parts.store.detections(&caller.tenant, std::slice::from_ref(&hash_key), now).await?;
        let data = match found.into_iter().flatten().next().map(|detection| detection.state) {
            None => return Err(DetectError::NoResult(NO_RECORD.to_owned())),
            Some(DetectionState::Failed(reason)) => return Err(DetectError::NoResult(reason)),
            Some(DetectionState::Pending) => {
                ReportData { file_hash: Some(hash_key), has_data: false, ..ReportData::default() }
            }
            Some(DetectionState::Final(text)) => {
                let record = FileRecord::from_text(&text)?;
                report(hash_key, &record, &chosen, chinese)
            }
        };
        Ok(GetFileDetectReportReply {
            request_id: caller.request_id,
            code: ITEM_OK.to_owned(),
            success: true,
            message: None,
            data: Some(data),
        })
    }
}

/// The chosen sections; nothing chosen means everything.
fn chosen_fields(names: Option<Vec<String>>) -> Result<Vec<&'static str>, DetectError> {
    let all = GetFileDetectReportRequest::FIELDS;
    let Some(names) = names.filter(|names| !names.is_empty()) else { return Ok(all.to_vec()) };
    names
        .iter()
        .map(|name| {
            let known = all.into_iter().find(|field| field == name);
            known.ok_or_else(|| {
                DetectError::invalid("Field", format!("`{name}` is none of {}", all.join(", ")))
            })
        })
        .collect()
}

fn report(hash_key: String, record: &FileRecord, chosen: &[&str], chinese: bool) -> ReportData {
    let wants = |field: &str| chosen.contains(&field);
    let basic = json!({
        "md5": record.md5,
        "sha256": record.sha256,
        "size": record.size_bytes,
        "file_label": record.ext.file_label,
        "compress": record.is_container,
        "score": record.verdict.score.get(),
        "limits": record.ext.limits,
        "fully_examined": record.ext.fully_examined.unwrap_or(true),
    });
    let threats: Vec<_> = record
        .ext
        .evidence
        .iter()
        .map(|item| {
            let meaning = if chinese { &item.meaning.zh } else { &item.meaning.en };
            json!({ "threat_type": item.virus_type, "threat_type_desc": meaning, "risk_type": item.rule })
        })
        .collect();
    let mut intelligences: Vec<_> = record
        .ext
        .evidence
        .iter()
        .map(|item| {
            let source = source(&item.rule);
            json!({ "source": source, "verdict": "bad", "rule": item.rule, "score": item.score })
        })
        .collect();
    // No evidence speaks for a file, but a list of the operator's may.
    if record.ext.file_label.iter().any(|label| label.as_str() == "AllowListed") {
        intelligences.push(json!({ "source": "hash-list", "verdict": "good" }));
    }
    ReportData {
        file_hash: Some(hash_key),
        has_data: true,
        show_tab: Some(true),
        basic: wants("Basic").then(|| basic.to_string()),
        intelligences: wants("Intelligences").then(|| json!(intelligences).to_string()),
        // Nothing is ever run here, so there is nothing to tell.
        sandbox: None,
        threat_level: wants("ThreatLevel").then(|| threat_level(record)),
        threat_types: wants("ThreatTypes").then(|| json!(threats).to_string()),
        filename: None,
    }
}

/// Who says so, by a rule's name.
fn source(rule: &str) -> &'static str {
    match rule.split('/').next() {
        Some("hash-list") => "hash-list",
        Some("clamd") => "clamd",
        _ => "rules",
    }
}

/// 0 normal, 1 suspicious (a score of 61 to 80), 2 high.
fn threat_level(record: &FileRecord) -> i64 {
    match record.verdict.score.get() {
        0..=60 => 0,
        61..=80 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_chosen_by_name_and_unknown_ones_are_named() {
        let names = |list: &[&str]| Some(list.iter().map(ToString::to_string).collect());
        assert_eq!(chosen_fields(None).expect("all"), GetFileDetectReportRequest::FIELDS);
        assert_eq!(chosen_fields(names(&["Basic", "ThreatLevel"])).expect("two"), ["Basic", "ThreatLevel"]);
        let err = chosen_fields(names(&["Basic", "Nope"])).expect_err("unknown").to_string();
        assert!(err.contains("`Nope`"), "{err}");
    }
}
