//! Which fields of a record a client wants.

use std::{collections::BTreeMap, time::Duration};

use assay_wire::pds::ImageProcess;

use super::names::{Made, Source, source};
use crate::DriveError;

/// Which fields of a record a client wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(super) stored: Stored,
    pub(super) made: Made,
    /// By the client's name for each, how thumbnails of pictures are made.
    pub(super) thumbnails: Vec<(String, String)>,
    /// How long URLs are good; `None` for the default.
    pub(super) lifetime: Option<Duration>,
}

/// How much of the stored text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stored {
    /// The fields that `ScanFile` gives by default.
    Short,
    /// All.
    Long,
    /// These.
    Named(Vec<&'static str>),
}

impl Fields {
    /// Characters of a list of names.
    const MAX_TEXT: usize = 4096;
    /// Thumbnails of one record.
    const MAX_THUMBNAILS: usize = 5;
    /// Bytes of a thumbnail's name, and of how it is made.
    const MAX_THUMBNAIL_TEXT: usize = 1024;
    /// Seconds that a URL may be good for.
    const LIFETIME: std::ops::RangeInclusive<i32> = 10..=14_400;

    /// All that is stored.
    pub(crate) fn stored() -> Self {
        Self { stored: Stored::Long, made: Made::default(), thumbnails: Vec::new(), lifetime: None }
    }

    /// All that is stored, and the paths.
    pub(crate) fn whole() -> Self {
        Self { made: Made::PATHS, ..Self::stored() }
    }

    /// What `ScanFile` gives by default.
    pub(crate) fn scan_default() -> Self {
        Self { stored: Stored::Short, ..Self::stored() }
    }

    /// The parameter `fields` of everything but `ScanFile`: all that is stored, and what the names ask for beyond
    /// that. `*` asks for the paths.
    ///
    /// # Errors
    /// `InvalidParameter.fields`, which names the first name that is unknown.
    pub(crate) fn parse(text: Option<&str>) -> Result<Self, DriveError> {
        let named = Self::select(text)?;
        Ok(Self { stored: Stored::Long, ..named })
    }

    /// The parameter `fields` of `ScanFile`: exactly what the names ask for; `*` for [`Fields::whole`]; without
    /// any name [`Fields::scan_default`].
    ///
    /// # Errors
    /// As [`Fields::parse`].
    pub(crate) fn select(text: Option<&str>) -> Result<Self, DriveError> {
        let text = text.unwrap_or_default();
        if text.len() > Self::MAX_TEXT {
            return Err(DriveError::invalid("fields", format!("it is longer than {} bytes", Self::MAX_TEXT)));
        }
        let names: Vec<_> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        if names.is_empty() {
            return Ok(Self::scan_default());
        }
        let mut fields = Self { stored: Stored::Named(Vec::new()), ..Self::stored() };
        for name in names {
            fields.add(name)?;
        }
        Ok(fields)
    }

    fn add(&mut self, name: &str) -> Result<(), DriveError> {
        if name == "*" {
            self.stored = Stored::Long;
            self.made = self.made.with(Made::PATHS);
            return Ok(());
        }
        match source(name) {
            Some(Source::Stored(name)) => {
                if let Stored::Named(names) = &mut self.stored
                    && !names.contains(&name)
                {
                    names.push(name);
                }
            }
            Some(Source::Made(made)) => self.made = self.made.with(made),
            Some(Source::Never) => {}
            None => {
                let name: String = name.chars().take(64).collect();
                return Err(DriveError::invalid("fields", format!("no field is called '{name}'")));
            }
        }
        Ok(())
    }

    /// With the thumbnails that the parameter `thumbnail_processes` asks for: at most 5, and of those only what
    /// pictures are made into.
    ///
    /// # Errors
    /// `InvalidParameter.thumbnail_processes`.
    pub(crate) fn with_thumbnails(
        mut self,
        processes: Option<&BTreeMap<String, ImageProcess>>,
    ) -> Result<Self, DriveError> {
        let Some(processes) = processes else { return Ok(self) };
        if processes.len() > Self::MAX_THUMBNAILS {
            let why = format!("there are more than {} of them", Self::MAX_THUMBNAILS);
            return Err(DriveError::invalid("thumbnail_processes", why));
        }
        for (name, process) in processes {
            let Some(process) = &process.image_thumbnail_process else { continue };
            if name.len() > Self::MAX_THUMBNAIL_TEXT || process.len() > Self::MAX_THUMBNAIL_TEXT {
                let why = format!("a name or a process is longer than {} bytes", Self::MAX_THUMBNAIL_TEXT);
                return Err(DriveError::invalid("thumbnail_processes", why));
            }
            self.thumbnails.push((name.clone(), process.clone()));
        }
        Ok(self)
    }

    /// With URLs that are good for as long as the parameter `url_expire_sec` says: 10 to 14,400 seconds.
    ///
    /// # Errors
    /// `InvalidParameter.url_expire_sec`.
    pub(crate) fn with_lifetime(mut self, seconds: Option<i32>) -> Result<Self, DriveError> {
        if let Some(seconds) = seconds {
            if !Self::LIFETIME.contains(&seconds) {
                let why = format!("it is not from {} to {}", Self::LIFETIME.start(), Self::LIFETIME.end());
                return Err(DriveError::invalid("url_expire_sec", why));
            }
            self.lifetime = u64::try_from(seconds).ok().map(Duration::from_secs);
        }
        Ok(self)
    }

    /// Whether the stored text is all that is sent.
    pub(crate) fn is_scan_default(&self) -> bool {
        *self == Self::scan_default()
    }

    /// Whether the stored text and the paths are all that is sent.
    pub(crate) fn is_whole(&self) -> bool {
        *self == Self::whole()
    }
}

#[cfg(test)]
mod tests {
    use assay_wire::pds::File;

    use super::*;

    fn refused(fields: Result<Fields, DriveError>) -> String {
        match fields {
            Err(DriveError::Api(error)) => format!("{} {}", error.code(), error.message()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn no_name_is_the_default_and_a_star_is_all() {
        for text in [None, Some(""), Some(" , ")] {
            assert!(Fields::select(text).expect("default").is_scan_default());
            assert_eq!(Fields::parse(text).expect("stored"), Fields::stored());
        }
        assert!(Fields::select(Some("*")).expect("all").is_whole());
        assert!(Fields::parse(Some("*")).expect("all").is_whole());
        assert!(Fields::select(Some("name, *")).expect("all").is_whole());
    }

    #[test]
    fn unknown_names_are_refused_by_name() {
        let refused = refused(Fields::select(Some("file_id,nonsense")));
        assert!(
            refused.starts_with("InvalidParameter.fields") && refused.contains("'nonsense'"),
            "{refused}"
        );
    }

    #[test]
    fn every_field_of_the_record_and_of_the_document_is_known() {
        let document = "domain_id drive_id file_id name type content_type created_at updated_at description \
            trashed_at file_extension mime_type mime_extension hidden size starred status user_meta labels \
            upload_id parent_file_id crc64_hash content_hash content_hash_name download_url thumbnail category \
            local_created_at local_modified_at revision_id investigation_info thumbnail_urls \
            image_media_metadata ex_fields_info content_uri streams_info user_tags revision_version \
            video_media_metadata punish_flag id_path name_path creator_type creator_id creator_name \
            last_modifier_type last_modifier_id last_modifier_name dir_size_info trashed action_list location \
            semantic_result sync_flag sync_device_flag origin_parent_file_id url custom_field_1 \
            custom_field_2 auto_delete_left_sec";
        for name in document.split_whitespace().chain(File::DEFAULT_FIELDS) {
            assert!(Fields::select(Some(name)).is_ok(), "{name}");
        }
    }

    #[test]
    fn limits_hold_at_their_edges() {
        let process =
            ImageProcess { image_thumbnail_process: Some("image/resize,w_1".into()), ..Default::default() };
        let mut map: BTreeMap<_, _> = (0..5).map(|n| (n.to_string(), process.clone())).collect();
        assert_eq!(Fields::stored().with_thumbnails(Some(&map)).expect("five").thumbnails.len(), 5);
        map.insert("x".into(), process);
        assert!(refused(Fields::stored().with_thumbnails(Some(&map))).contains("thumbnail_processes"));
        for (seconds, is_fine) in [(9, false), (10, true), (14_400, true), (14_401, false)] {
            assert_eq!(Fields::stored().with_lifetime(Some(seconds)).is_ok(), is_fine, "{seconds}");
        }
    }
}
