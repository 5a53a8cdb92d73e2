//! A file's record: one shape for every reply, and the text that is stored ready to send.

use std::collections::BTreeMap;

use assay_types::Entry;
use serde::{Deserialize, Serialize};

use super::{
    FaceThumbnail, FileDirSizeInfo, ImageQuality, InvestigationInfo, SystemTag, VideoMediaAudioStream,
    VideoMediaVideoStream,
};

/// A file or folder as clients see it. What is not known is absent.
///
/// The first eleven fields are those that `ScanFile` answers by default, and the name follows: the stored
/// text relies on that order (see [`File::entry`]). Of the rest, those marked *made on request* are never stored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire's own names, which the contract explains")]
pub struct File {
    pub file_id: String,
    pub drive_id: String,
    pub parent_file_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub created_at: String,
    pub updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_extension: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    pub starred: bool,
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,

    pub name: String,
    pub domain_id: String,
    pub hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_extension: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_hash_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crc64_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_modified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_tags: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modifier_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modifier_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modifier_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub investigation_info: Option<InvestigationInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub punish_flag: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trashed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trashed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin_parent_file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_media_metadata: Option<ImageMediaMetadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_media_metadata: Option<VideoMediaMetadata>,

    /// Made on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_path: Option<String>,
    /// Made on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_path: Option<String>,
    /// Made on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_list: Option<Vec<String>>,
    /// Made on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dir_size_info: Option<FileDirSizeInfo>,
    /// Made on request, in the recycle bin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_delete_left_sec: Option<i64>,
    /// Made on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_url: Option<String>,
    /// Made on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Made on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
    /// Made on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_urls: Option<BTreeMap<String, String>>,
}

/// What a picture says about itself: the media metadata of a [`File`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire's own names, which the contract explains")]
pub struct ImageMediaMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub township: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_tags: Option<Vec<SystemTag>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faces: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faces_thumbnail: Option<Vec<FaceThumbnail>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exif: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_quality: Option<ImageQuality>,
}

/// What a video says about itself: the media metadata of a [`File`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wire's own names, which the contract explains")]
pub struct VideoMediaMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub township: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_media_video_stream: Option<Vec<VideoMediaVideoStream>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_media_audio_stream: Option<Vec<VideoMediaAudioStream>>,
}

/// What stands between the fields that are answered by default and the name's text.
const BEFORE_NAME: &str = ",\"name\":\"";

impl File {
    /// The fields that `ScanFile` answers by default, as its document lists them.
    pub const DEFAULT_FIELDS: [&'static str; 12] = [
        "file_id",
        "drive_id",
        "parent_file_id",
        "type",
        "created_at",
        "updated_at",
        "file_extension",
        "size",
        "starred",
        "status",
        "category",
        "permissions",
    ];

    /// The record as it is stored; what is made on request is left out.
    pub fn entry(&self) -> Entry {
        let stored = Self {
            id_path: None,
            name_path: None,
            action_list: None,
            dir_size_info: None,
            auto_delete_left_sec: None,
            download_url: None,
            url: None,
            thumbnail: None,
            thumbnail_urls: None,
            ..self.clone()
        };
        let mut text = serde_json::to_string(&stored).unwrap_or_default();
        text.pop();
        // In everything before the name a quote can only be escaped, so this cannot be within a value.
        let head = text.find(BEFORE_NAME).unwrap_or_default();
        let start = head + BEFORE_NAME.len();
        let escaped = serde_json::to_string(&self.name).unwrap_or_default();
        let name = start..start + escaped.len().saturating_sub(2);
        Entry { text, head, name }
    }

    /// Reads a stored record back: for changing it, never on the way to a client.
    ///
    /// # Errors
    /// When the text is not a record.
    pub fn from_entry(entry: &Entry) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&format!("{}}}", entry.text))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn file(name: &str, extension: &str) -> File {
        File {
            file_id: "0000000000000001".to_owned(),
            drive_id: "1".to_owned(),
            parent_file_id: "root".to_owned(),
            kind: "file".to_owned(),
            file_extension: Some(extension.to_owned()),
            size: Some(3),
            status: "available".to_owned(),
            category: Some("doc".to_owned()),
            name: name.to_owned(),
            id_path: Some("root/1".to_owned()),
            ..File::default()
        }
    }

    proptest! {
        #[test]
        fn an_entry_is_cut_between_the_default_fields_and_the_name(name: String, extension: String) {
            let file = file(&name, &extension);
            let entry = file.entry();
            let head: Value = serde_json::from_str(&format!("{}}}", &entry.text[..entry.head])).expect("JSON");
            let keys: Vec<_> = head.as_object().expect("an object").keys().map(String::as_str).collect();
            prop_assert!(keys.iter().all(|key| File::DEFAULT_FIELDS.contains(key)));
            prop_assert_eq!(keys.len(), 11);
            let escaped = format!("\"{}\"", entry.escaped_name());
            prop_assert_eq!(serde_json::from_str::<String>(&escaped).expect("a text"), name);
            prop_assert_eq!(File::from_entry(&entry).expect("reads back"), File { id_path: None, ..file });
        }
    }
}
