//! What a `CreateFile` request asks for, checked.

use std::collections::BTreeMap;

use assay_types::Sha1Digest;
use assay_wire::pds::{CheckNameMode, CreateFileRequest, FileType, PartInfo, UserTag};

use super::upload::{NewFacts, check_parts};
use crate::{
    DriveError,
    file::{check_count, check_tags},
    name::check_name,
};

/// The longest description, in characters.
const MAX_DESCRIPTION_CHARS: usize = 1024;
/// The longest media type, in bytes.
const MAX_CONTENT_TYPE_BYTES: usize = 255;

/// A checked request.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) kind: FileType,
    pub(super) name: String,
    pub(super) parent: String,
    pub(super) mode: Option<CheckNameMode>,
    /// The file whose content this replaces.
    pub(super) file_id: Option<String>,
    pub(super) size_bytes: Option<u64>,
    /// SHA-1 of the content.
    pub(super) sha1: Option<Sha1Digest>,
    /// SHA-1 of its first 1024 bytes.
    pub(super) head_sha1: Option<Sha1Digest>,
    /// What only somebody who has the content can tell.
    pub(super) proof: Option<String>,
    /// At least one.
    pub(super) parts: Vec<PartInfo>,
    /// The highest number among them.
    pub(super) announced_parts: u32,
    pub(super) is_parallel: bool,
    pub(super) facts: NewFacts,
}

impl Wanted {
    /// # Errors
    /// `InvalidParameter.{field}` for each limit that is not held.
    pub(super) fn check(request: CreateFileRequest, max_file_bytes: u64) -> Result<Self, DriveError> {
        check_name("name", &request.name)?;
        let size_bytes = request.size.map(|size| check_size(size, max_file_bytes)).transpose()?;
        if let Some(name) = &request.content_hash_name
            && !name.is_empty()
            && !name.eq_ignore_ascii_case("sha1")
        {
            return Err(DriveError::invalid("content_hash_name", "it is sha1"));
        }
        let proof = request.proof_code.filter(|code| !code.is_empty());
        if proof.is_some() && request.proof_version.as_deref().is_some_and(|version| version != "v1") {
            return Err(DriveError::invalid("proof_version", "it is v1"));
        }
        let mut parts = request.part_info_list.unwrap_or_default();
        if parts.is_empty() {
            parts.push(PartInfo { part_number: Some(1), ..PartInfo::default() });
        }
        let announced_parts = check_parts(&parts)?;
        Ok(Self {
            kind: request.kind,
            name: request.name,
            parent: request.parent_file_id,
            mode: request.check_name_mode,
            file_id: request.file_id.filter(|id| !id.is_empty()),
            size_bytes,
            sha1: check_sha1("content_hash", request.content_hash.as_deref())?,
            head_sha1: check_sha1("pre_hash", request.pre_hash.as_deref())?,
            proof,
            parts,
            announced_parts,
            is_parallel: request.parallel_upload.unwrap_or(false),
            facts: NewFacts {
                content_type: check_content_type("content_type", request.content_type)?,
                description: check_description(request.description)?,
                hidden: request.hidden,
                local_created_at: check_time("local_created_at", request.local_created_at)?,
                local_modified_at: check_time("local_modified_at", request.local_modified_at)?,
                user_tags: request.user_tags.map(check_user_tags).transpose()?,
            },
        })
    }
}

fn check_size(size: i64, max_file_bytes: u64) -> Result<u64, DriveError> {
    match u64::try_from(size) {
        Ok(size) if size <= max_file_bytes => Ok(size),
        _ => Err(DriveError::invalid("size", format!("a file has 0 to {max_file_bytes} bytes"))),
    }
}

/// Reads a SHA-1 in hex of either case; an empty text is none.
fn check_sha1(field: &str, text: Option<&str>) -> Result<Option<Sha1Digest>, DriveError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let digest = text.to_ascii_lowercase().parse();
    digest.map(Some).map_err(|_| DriveError::invalid(field, "a SHA-1 is 40 hex digits"))
}

/// A media type that can stand in a header; an empty one is none.
pub(super) fn check_content_type(field: &str, text: Option<String>) -> Result<Option<String>, DriveError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let is_printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if text.len() > MAX_CONTENT_TYPE_BYTES || !is_printable {
        let why = format!("it has at most {MAX_CONTENT_TYPE_BYTES} printable ASCII characters");
        return Err(DriveError::invalid(field, why));
    }
    Ok(Some(text))
}

/// At most 1024 characters.
fn check_description(text: Option<String>) -> Result<Option<String>, DriveError> {
    match text {
        Some(text) if text.chars().count() > MAX_DESCRIPTION_CHARS => {
            let why = format!("it has at most {MAX_DESCRIPTION_CHARS} characters");
            Err(DriveError::invalid("description", why))
        }
        text => Ok(text),
    }
}

/// A time in RFC 3339, brought to the form that this service writes; an empty one is none.
fn check_time(field: &str, text: Option<String>) -> Result<Option<String>, DriveError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let time: jiff::Timestamp =
        text.parse().map_err(|_| DriveError::invalid(field, "it is a time as RFC 3339 writes it"))?;
    Ok(Some(assay_types::Timestamp(time.as_millisecond()).rfc3339_millis()))
}

/// The tags by their keys; the last of equal keys counts.
fn check_user_tags(tags: Vec<UserTag>) -> Result<BTreeMap<String, String>, DriveError> {
    check_count("user_tags", tags.len())?;
    let tags = tags.into_iter().map(|tag| (tag.key, tag.value.unwrap_or_default())).collect();
    check_tags("user_tags", &tags)?;
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn check(extra: Value) -> Result<Wanted, String> {
        let mut body = json!({ "name": "a", "parent_file_id": "root", "type": "file" });
        let Value::Object(extra) = extra else { panic!("an object") };
        body.as_object_mut().expect("an object").extend(extra);
        let request = serde_json::from_value(body).expect("a request");
        Wanted::check(request, 100)
            .map_err(|error| error.to_string().split(':').next().unwrap_or("").to_owned())
    }

    fn tags(count: usize, key: &str, value: &str) -> Value {
        let tags: Vec<_> =
            (0..count).map(|n| json!({ "key": format!("{key}{n}"), "value": value })).collect();
        json!({ "user_tags": tags })
    }

    #[test]
    fn the_limits_hold_at_their_edges() {
        let parts = |count| {
            let parts: Vec<_> = (1..=count).map(|number| json!({ "part_number": number })).collect();
            json!({ "part_info_list": parts })
        };
        let sha1 = "A9993E364706816ABA3E25717850C26C9CD0D89D";
        for good in [
            json!({ "size": 100 }),
            json!({ "size": 0 }),
            json!({ "description": "ä".repeat(1024) }),
            json!({ "content_hash": sha1, "content_hash_name": "sha1" }),
            json!({ "content_hash": "", "content_type": "", "local_created_at": "", "file_id": "" }),
            json!({ "local_created_at": "2006-01-02T15:04:05+08:00" }),
            parts(10_000),
            tags(1000, "k", "v"),
            tags(1, &"k".repeat(1999), &"v".repeat(2000)),
        ] {
            check(good).expect("within the limits");
        }
        for (bad, field) in [
            (json!({ "size": 101 }), "size"),
            (json!({ "size": -1 }), "size"),
            (json!({ "description": "ä".repeat(1025) }), "description"),
            (json!({ "content_hash": "abc" }), "content_hash"),
            (json!({ "pre_hash": "abc" }), "pre_hash"),
            (json!({ "content_hash_name": "md5" }), "content_hash_name"),
            (json!({ "proof_code": "x", "proof_version": "v2" }), "proof_version"),
            (json!({ "content_type": "a\nb" }), "content_type"),
            (json!({ "content_type": "x".repeat(256) }), "content_type"),
            (json!({ "local_modified_at": "yesterday" }), "local_modified_at"),
            (json!({ "name": "a/b" }), "name"),
            (parts(10_001), "part_info_list"),
            (json!({ "part_info_list": [{ "part_number": 0 }] }), "part_info_list"),
            (json!({ "part_info_list": [{ "part_number": 1 }, {}] }), "part_info_list"),
            (json!({ "part_info_list": [{ "part_number": 1, "content_md5": "x" }] }), "part_info_list"),
            (tags(1001, "k", "v"), "user_tags"),
            (tags(1, &"k".repeat(2000), "v"), "user_tags"),
            (tags(1, "k", &"v".repeat(2001)), "user_tags"),
        ] {
            let code = check(bad).expect_err(field);
            assert_eq!(code, format!("InvalidParameter.{field}"));
        }
    }

    #[test]
    fn texts_are_brought_into_one_form() {
        let wanted = check(json!({
            "content_hash": "A9993E364706816ABA3E25717850C26C9CD0D89D",
            "local_created_at": "2006-01-02T15:04:05+08:00",
        }));
        let wanted = wanted.expect("good");
        assert_eq!(wanted.sha1.expect("a hash").to_string(), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(wanted.facts.local_created_at.as_deref(), Some("2006-01-02T07:04:05.000Z"));
        assert_eq!((wanted.parts.len(), wanted.announced_parts), (1, 1));
    }
}
