//! The names that `fields` may hold: those of the record in the API's documents, and the words of the listings.

/// Things that are made when a record is sent, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Made(u8);

impl Made {
    pub(super) const ID_PATH: Self = Self(1);
    pub(super) const NAME_PATH: Self = Self(1 << 1);
    pub(super) const ACTIONS: Self = Self(1 << 2);
    /// `dir_size_info`, and a folder's `size`.
    pub(super) const DIR_SIZE: Self = Self(1 << 3);
    pub(super) const DOWNLOAD_URL: Self = Self(1 << 4);
    pub(super) const URL: Self = Self(1 << 5);
    pub(super) const THUMBNAIL: Self = Self(1 << 6);

    pub(super) const PATHS: Self = Self::ID_PATH.with(Self::NAME_PATH);

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, one: Self) -> bool {
        self.0 & one.0 != 0
    }
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A part of the stored text, by its name there.
    Stored(&'static str),
    /// Something that is made.
    Made(Made),
    /// Something that is never known here.
    Never,
}

/// Stored under the very name.
const STORED: [&str; 39] = [
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
    "name",
    "domain_id",
    "hidden",
    "content_type",
    "mime_type",
    "mime_extension",
    "description",
    "content_hash",
    "content_hash_name",
    "crc64_hash",
    "revision_id",
    "revision_version",
    "upload_id",
    "local_created_at",
    "local_modified_at",
    "labels",
    "user_tags",
    "creator_type",
    "creator_id",
    "creator_name",
    "last_modifier_type",
    "last_modifier_id",
    "last_modifier_name",
    "investigation_info",
    "punish_flag",
    "trashed",
    "trashed_at",
    "origin_parent_file_id",
];

/// All that stands for something else, or for nothing.
const OTHERS: [(&str, Source); 29] = [
    ("image_media_metadata", Source::Stored("image_media_metadata")),
    ("video_media_metadata", Source::Stored("video_media_metadata")),
    ("exif", Source::Stored("image_media_metadata")),
    ("video_metadata", Source::Stored("video_media_metadata")),
    // The document of `ScanFile` spells it so.
    ("file_extention", Source::Stored("file_extension")),
    ("id_path", Source::Made(Made::ID_PATH)),
    ("name_path", Source::Made(Made::NAME_PATH)),
    ("action_list", Source::Made(Made::ACTIONS)),
    ("dir_size", Source::Made(Made::DIR_SIZE)),
    ("dir_size_info", Source::Made(Made::DIR_SIZE)),
    ("download_url", Source::Made(Made::DOWNLOAD_URL)),
    ("url", Source::Made(Made::URL.with(Made::DOWNLOAD_URL).with(Made::THUMBNAIL))),
    ("thumbnail", Source::Made(Made::THUMBNAIL)),
    // Its processes come in a parameter of their own.
    ("thumbnail_urls", Source::Never),
    ("auto_delete_left_sec", Source::Never),
    ("permissions", Source::Never),
    ("user_meta", Source::Never),
    ("ex_fields_info", Source::Never),
    ("content_uri", Source::Never),
    ("streams_info", Source::Never),
    ("location", Source::Never),
    ("semantic_result", Source::Never),
    ("sync_flag", Source::Never),
    ("sync_device_flag", Source::Never),
    ("custom_field_1", Source::Never),
    ("custom_field_2", Source::Never),
    ("cropping_suggestion", Source::Never),
    ("characteristic_hash", Source::Never),
    ("video_preview_metadata", Source::Never),
];

/// What a name stands for; `None` for one that nobody knows.
pub(super) fn source(name: &str) -> Option<Source> {
    let stored = STORED.iter().find(|stored| **stored == name).map(|stored| Source::Stored(stored));
    stored.or_else(|| OTHERS.iter().find(|(other, _)| *other == name).map(|(_, source)| *source))
}
