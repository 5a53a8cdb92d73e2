//! The names of files and of what is followed: `oss://bucket/key`, `pds://domains/D/drives/V/files/F/revisions/R`.

use std::fmt;

use assay_types::{DomainId, DriveId, FileId, RevisionId};

use crate::MediaError;

/// The longest URI, in bytes: the longest bucket's name and key, and room.
pub(crate) const URI_BYTES_MAX: usize = 1200;

/// The longest key, in bytes.
const KEY_BYTES_MAX: usize = 1023;

/// What a file's URI may look like, for messages.
const FILE_FORMS: &str =
    "it is oss://BUCKET/KEY or pds://domains/DOMAIN/drives/DRIVE/files/FILE/revisions/REVISION";

/// What can be followed, for messages.
const PLACE_FORMS: &str = "it is oss://BUCKET, oss://BUCKET/PREFIX or pds://domains/DOMAIN/drives/DRIVE";

/// Names a file. Its text is the one that it was read from: one file, one text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum FileUri {
    /// An object of a bucket.
    Object {
        /// The bucket's name.
        bucket: String,
        /// The object's.
        key: String,
    },
    /// A file of a drive, with one content.
    Drive {
        /// The domain.
        domain: DomainId,
        /// The drive.
        drive: DriveId,
        /// The file.
        file: FileId,
        /// The content.
        revision: RevisionId,
    },
}

/// Names what a binding follows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum PlaceUri {
    /// The objects of a bucket whose keys begin with `prefix`.
    Bucket {
        /// The bucket's name.
        bucket: String,
        /// How keys begin; may be empty.
        prefix: String,
    },
    /// The files of a drive.
    Drive {
        /// The domain.
        domain: DomainId,
        /// The drive.
        drive: DriveId,
    },
}

impl FileUri {
    /// Reads a URI; `parameter` names it in the refusal.
    ///
    /// # Errors
    /// `InvalidArgument` for other schemes (`http` among them) and forms.
    pub(crate) fn parse(parameter: &str, text: &str) -> Result<Self, MediaError> {
        let refused = || MediaError::invalid(parameter, FILE_FORMS);
        if text.len() > URI_BYTES_MAX {
            return Err(MediaError::invalid(
                parameter,
                format_args!("a URI has at most {URI_BYTES_MAX} bytes"),
            ));
        }
        if let Some(rest) = text.strip_prefix("oss://") {
            let (bucket, key) = rest.split_once('/').ok_or_else(refused)?;
            check_bucket(bucket).ok_or_else(refused)?;
            let is_part = |part: &str| !matches!(part, "" | "." | "..");
            if key.len() > KEY_BYTES_MAX || key.contains('\0') || !key.split('/').all(is_part) {
                return Err(MediaError::invalid(
                    parameter,
                    "an object's key has 1 to 1023 bytes, no NUL, and no part that is empty, '.' or '..'",
                ));
            }
            return Ok(Self::Object { bucket: bucket.to_owned(), key: key.to_owned() });
        }
        let parts: Vec<_> = text.strip_prefix("pds://").ok_or_else(refused)?.split('/').collect();
        let ["domains", domain, "drives", drive, "files", file, "revisions", revision] = parts[..] else {
            return Err(refused());
        };
        let (domain, drive) = domain_and_drive(domain, drive).ok_or_else(refused)?;
        let file = file.parse().ok().filter(|file| *file != FileId::ROOT).ok_or_else(refused)?;
        let revision = revision.parse().map_err(|_| refused())?;
        Ok(Self::Drive { domain, drive, file, revision })
    }
}

impl fmt::Display for FileUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object { bucket, key } => write!(f, "oss://{bucket}/{key}"),
            Self::Drive { domain, drive, file, revision } => {
                write!(f, "pds://domains/{domain}/drives/{drive}/files/{file}/revisions/{revision}")
            }
        }
    }
}

impl PlaceUri {
    /// Reads a URI; `parameter` names it in the refusal.
    ///
    /// # Errors
    /// `InvalidArgument` for other schemes and forms.
    pub(crate) fn parse(parameter: &str, text: &str) -> Result<Self, MediaError> {
        let refused = || MediaError::invalid(parameter, PLACE_FORMS);
        if let Some(rest) = text.strip_prefix("oss://").filter(|_| text.len() <= URI_BYTES_MAX) {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            check_bucket(bucket).ok_or_else(refused)?;
            let folder = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
            let is_part = |part: &str| !matches!(part, "" | "." | "..");
            if prefix.contains('\0')
                || (!folder.is_empty() && !folder.split('/').all(is_part))
                || prefix.starts_with('/')
            {
                return Err(MediaError::invalid(
                    parameter,
                    "a prefix has no NUL and no part that is empty, '.' or '..'",
                ));
            }
            return Ok(Self::Bucket { bucket: bucket.to_owned(), prefix: prefix.to_owned() });
        }
        let parts: Vec<_> = text.strip_prefix("pds://").ok_or_else(refused)?.split('/').collect();
        let ["domains", domain, "drives", drive] = parts[..] else { return Err(refused()) };
        let (domain, drive) = domain_and_drive(domain, drive).ok_or_else(refused)?;
        Ok(Self::Drive { domain, drive })
    }

    /// How the URIs of what is in it begin; these are in byte order as [`crate::Media::list_source`] lists them.
    pub(crate) fn uri_prefix(&self) -> String {
        match self {
            Self::Bucket { bucket, prefix } => format!("oss://{bucket}/{prefix}"),
            Self::Drive { domain, drive } => format!("pds://domains/{domain}/drives/{drive}/files/"),
        }
    }
}

fn check_bucket(name: &str) -> Option<()> {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_name = name.len() <= 63
        && name.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
        && name.bytes().all(is_inner);
    is_name.then_some(())
}

fn domain_and_drive(domain: &str, drive: &str) -> Option<(DomainId, DriveId)> {
    Some((domain.parse().ok()?, drive.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DRIVE_FILE: &str = "pds://domains/bj1/drives/7/files/00000000000000ab/revisions/00000000000000cd";

    #[test]
    fn uris_read_back() {
        for text in ["oss://b/k", "oss://photos-1/a/b c.jpg", "oss://b/图片/%20.jpg", DRIVE_FILE] {
            assert_eq!(FileUri::parse("URI", text).expect(text).to_string(), text);
        }
        for text in ["oss://b", "oss://b/", "oss://b/a/x", "pds://domains/bj1/drives/7"] {
            let place = PlaceUri::parse("URI", text).expect(text);
            assert!(place.uri_prefix().starts_with(text.trim_end_matches('/')), "{text}");
        }
    }

    #[test]
    fn other_uris_are_refused() {
        let long = format!("oss://b/{}", "k".repeat(1024));
        for text in [
            "",
            "http://b/k",
            "https://b/k",
            "oss://",
            "oss://b",
            "oss://b/",
            "oss:///k",
            "oss://b//k",
            "oss://b/../k",
            "oss://b/k\0",
            "OSS://b/k",
            "file:///etc/passwd",
            "pds://domains/bj1/drives/7",
            &long,
            &DRIVE_FILE.replace("/7/", "/07/"),
            &DRIVE_FILE.replace("00000000000000ab", "root"),
            &format!("{DRIVE_FILE}/x"),
        ] {
            assert!(matches!(FileUri::parse("URI", text), Err(MediaError::Api(_))), "{text:?}");
        }
        for text in ["", "http://b", "oss://", "oss://b//", "oss://b/../x", "pds://domains/bj1", DRIVE_FILE] {
            assert!(matches!(PlaceUri::parse("URI", text), Err(MediaError::Api(_))), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_the_text(text in "(oss|pds)://\\PC{0,30}|oss://[a-c]{1,3}/[a-c./]{1,9}") {
            if let Ok(uri) = FileUri::parse("URI", &text) {
                prop_assert_eq!(uri.to_string(), text.clone());
            }
            let _ = PlaceUri::parse("URI", &text);
        }
    }
}
