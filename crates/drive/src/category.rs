//! What a file's name says about it: extension, category, media type. What the content says comes later and wins
//! where it is known.

use assay_wire::pds::Category;

/// Longer "extensions" are the end of a sentence.
const MAX_EXTENSION_BYTES: usize = 32;

/// The media type of what nothing is known about.
pub(crate) const OCTET_STREAM: &str = "application/octet-stream";

/// The bare extension of a file's name in lower case: `gz` of `a.tar.GZ`, none of `.profile` or `a.`.
pub(crate) fn extension_of(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_one = !stem.is_empty()
        && !extension.is_empty()
        && extension.len() <= MAX_EXTENSION_BYTES
        && !extension.contains(char::is_whitespace);
    is_one.then(|| extension.to_lowercase())
}

/// What a file of this extension is for.
pub(crate) fn category_of(extension: Option<&str>) -> Category {
    extension.and_then(known).map_or(Category::Others, |(_, category, _)| *category)
}

/// The media type that goes with an extension.
pub(crate) fn media_type_of(extension: Option<&str>) -> &'static str {
    extension.and_then(known).map_or(OCTET_STREAM, |(_, _, media_type)| media_type)
}

fn known(extension: &str) -> Option<&'static (&'static str, Category, &'static str)> {
    let at = KNOWN.binary_search_by(|(known, _, _)| (*known).cmp(extension)).ok()?;
    KNOWN.get(at)
}

/// The common extensions, in order.
const KNOWN: &[(&str, Category, &str)] = &[
    ("3gp", Category::Video, "video/3gpp"),
    ("7z", Category::Zip, "application/x-7z-compressed"),
    ("aac", Category::Audio, "audio/aac"),
    ("ai", Category::Image, "application/postscript"),
    ("aif", Category::Audio, "audio/aiff"),
    ("aiff", Category::Audio, "audio/aiff"),
    ("amr", Category::Audio, "audio/amr"),
    ("ape", Category::Audio, "audio/x-ape"),
    ("apk", Category::App, "application/vnd.android.package-archive"),
    ("asf", Category::Video, "video/x-ms-asf"),
    ("avi", Category::Video, "video/x-msvideo"),
    ("avif", Category::Image, "image/avif"),
    ("bat", Category::App, OCTET_STREAM),
    ("bmp", Category::Image, "image/bmp"),
    ("bz2", Category::Zip, "application/x-bzip2"),
    ("c", Category::Doc, "text/x-c"),
    ("cab", Category::Zip, "application/vnd.ms-cab-compressed"),
    ("cpp", Category::Doc, "text/x-c++"),
    ("cr2", Category::Image, "image/x-canon-cr2"),
    ("css", Category::Doc, "text/css"),
    ("csv", Category::Doc, "text/csv"),
    ("deb", Category::App, "application/vnd.debian.binary-package"),
    ("dll", Category::App, "application/vnd.microsoft.portable-executable"),
    ("dmg", Category::App, "application/x-apple-diskimage"),
    ("dng", Category::Image, "image/x-adobe-dng"),
    ("doc", Category::Doc, "application/msword"),
    ("docm", Category::Doc, "application/vnd.ms-word.document.macroenabled.12"),
    ("docx", Category::Doc, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("dot", Category::Doc, "application/msword"),
    ("eml", Category::Doc, "message/rfc822"),
    ("epub", Category::Doc, "application/epub+zip"),
    ("exe", Category::App, "application/vnd.microsoft.portable-executable"),
    ("flac", Category::Audio, "audio/flac"),
    ("flv", Category::Video, "video/x-flv"),
    ("gif", Category::Image, "image/gif"),
    ("go", Category::Doc, "text/x-go"),
    ("gz", Category::Zip, "application/gzip"),
    ("h", Category::Doc, "text/x-c"),
    ("heic", Category::Image, "image/heic"),
    ("heif", Category::Image, "image/heif"),
    ("htm", Category::Doc, "text/html"),
    ("html", Category::Doc, "text/html"),
    ("ico", Category::Image, "image/x-icon"),
    ("ipa", Category::App, OCTET_STREAM),
    ("iso", Category::Zip, "application/x-iso9660-image"),
    ("jar", Category::App, "application/java-archive"),
    ("java", Category::Doc, "text/x-java"),
    ("jfif", Category::Image, "image/jpeg"),
    ("jpe", Category::Image, "image/jpeg"),
    ("jpeg", Category::Image, "image/jpeg"),
    ("jpg", Category::Image, "image/jpeg"),
    ("js", Category::Doc, "text/javascript"),
    ("json", Category::Doc, "application/json"),
    ("key", Category::Doc, "application/vnd.apple.keynote"),
    ("log", Category::Doc, "text/plain"),
    ("lz", Category::Zip, "application/x-lzip"),
    ("m3u8", Category::Video, "application/vnd.apple.mpegurl"),
    ("m4a", Category::Audio, "audio/mp4"),
    ("m4v", Category::Video, "video/x-m4v"),
    ("md", Category::Doc, "text/markdown"),
    ("mid", Category::Audio, "audio/midi"),
    ("midi", Category::Audio, "audio/midi"),
    ("mkv", Category::Video, "video/x-matroska"),
    ("mov", Category::Video, "video/quicktime"),
    ("mp3", Category::Audio, "audio/mpeg"),
    ("mp4", Category::Video, "video/mp4"),
    ("mpeg", Category::Video, "video/mpeg"),
    ("mpg", Category::Video, "video/mpeg"),
    ("msi", Category::App, "application/x-msi"),
    ("mts", Category::Video, "video/mp2t"),
    ("nef", Category::Image, "image/x-nikon-nef"),
    ("numbers", Category::Doc, "application/vnd.apple.numbers"),
    ("odp", Category::Doc, "application/vnd.oasis.opendocument.presentation"),
    ("ods", Category::Doc, "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", Category::Doc, "application/vnd.oasis.opendocument.text"),
    ("ogg", Category::Audio, "audio/ogg"),
    ("opus", Category::Audio, "audio/opus"),
    ("pages", Category::Doc, "application/vnd.apple.pages"),
    ("pdf", Category::Doc, "application/pdf"),
    ("php", Category::Doc, "text/x-php"),
    ("pkg", Category::App, OCTET_STREAM),
    ("png", Category::Image, "image/png"),
    ("pot", Category::Doc, "application/vnd.ms-powerpoint"),
    ("pps", Category::Doc, "application/vnd.ms-powerpoint"),
    ("ppt", Category::Doc, "application/vnd.ms-powerpoint"),
    ("pptm", Category::Doc, "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
    ("pptx", Category::Doc, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("psd", Category::Image, "image/vnd.adobe.photoshop"),
    ("py", Category::Doc, "text/x-python"),
    ("rar", Category::Zip, "application/vnd.rar"),
    ("raw", Category::Image, OCTET_STREAM),
    ("rm", Category::Video, "application/vnd.rn-realmedia"),
    ("rmvb", Category::Video, "application/vnd.rn-realmedia-vbr"),
    ("rpm", Category::App, "application/x-rpm"),
    ("rs", Category::Doc, "text/x-rust"),
    ("rtf", Category::Doc, "application/rtf"),
    ("sh", Category::Doc, "application/x-sh"),
    ("sql", Category::Doc, "application/sql"),
    ("svg", Category::Image, "image/svg+xml"),
    ("tar", Category::Zip, "application/x-tar"),
    ("tgz", Category::Zip, "application/gzip"),
    ("tif", Category::Image, "image/tiff"),
    ("tiff", Category::Image, "image/tiff"),
    ("toml", Category::Doc, "application/toml"),
    ("ts", Category::Video, "video/mp2t"),
    ("txt", Category::Doc, "text/plain"),
    ("vob", Category::Video, "video/mpeg"),
    ("wav", Category::Audio, "audio/wav"),
    ("webm", Category::Video, "video/webm"),
    ("webp", Category::Image, "image/webp"),
    ("wma", Category::Audio, "audio/x-ms-wma"),
    ("wmv", Category::Video, "video/x-ms-wmv"),
    ("wps", Category::Doc, "application/vnd.ms-works"),
    ("xls", Category::Doc, "application/vnd.ms-excel"),
    ("xlsm", Category::Doc, "application/vnd.ms-excel.sheet.macroenabled.12"),
    ("xlsx", Category::Doc, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", Category::Doc, "application/xml"),
    ("xz", Category::Zip, "application/x-xz"),
    ("yaml", Category::Doc, "application/yaml"),
    ("yml", Category::Doc, "application/yaml"),
    ("zip", Category::Zip, "application/zip"),
    ("zst", Category::Zip, "application/zstd"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(KNOWN.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn extensions_are_bare_and_in_lower_case() {
        let extension = |name| extension_of(name);
        assert_eq!(extension("a.tar.GZ").as_deref(), Some("gz"));
        assert_eq!(extension("图.PNG").as_deref(), Some("png"));
        for none in ["a", ".profile", "a.", "Dr. Who", "", "."] {
            assert_eq!(extension(none), None, "{none}");
        }
        assert_eq!(extension(&format!("a.{}", "x".repeat(33))), None);
    }

    #[test]
    fn names_tell_categories_and_types() {
        assert_eq!(category_of(Some("jpg")), Category::Image);
        assert_eq!(category_of(Some("nonsense")), Category::Others);
        assert_eq!(category_of(None), Category::Others);
        assert_eq!(media_type_of(Some("pdf")), "application/pdf");
        assert_eq!(media_type_of(None), OCTET_STREAM);
    }
}
