//! From the labels of a content to its media type, extension and category.

use assay_wire::pds::Category;

/// What a content is, to those who open files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    label: &'static str,
    /// Its media type.
    pub(super) mime_type: &'static str,
    /// The extension that files of it usually have.
    pub(super) extension: &'static str,
    /// What it is for.
    pub(super) category: Category,
}

/// The kind that most narrowly describes a content: the first of the table that it is labelled as.
pub(super) fn kind_of(labels: &[String]) -> Option<Kind> {
    KINDS.iter().find(|kind| labels.iter().any(|label| label == kind.label)).copied()
}

const fn kind(
    label: &'static str,
    mime_type: &'static str,
    extension: &'static str,
    category: Category,
) -> Kind {
    Kind { label, mime_type, extension, category }
}

/// A narrower kind stands before the wider ones that its contents are labelled as too: an APK is a JAR and a zip.
const KINDS: &[Kind] = {
    use Category::{App, Audio, Doc, Image, Others, Video, Zip};
    &[
        kind("APK", "application/vnd.android.package-archive", "apk", App),
        kind("IPA", "application/x-ios-app", "ipa", App),
        kind("WAR", "application/java-archive", "war", App),
        kind("JAR", "application/java-archive", "jar", App),
        kind("CRX", "application/x-chrome-extension", "crx", App),
        kind("APPX", "application/appx", "appx", App),
        kind("Docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", Doc),
        kind("Xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", Doc),
        kind(
            "Pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "pptx",
            Doc,
        ),
        kind("Vsdx", "application/vnd.ms-visio.drawing", "vsdx", Doc),
        kind("XPS", "application/vnd.ms-xpsdocument", "xps", Doc),
        kind("ODT", "application/vnd.oasis.opendocument.text", "odt", Doc),
        kind("ODS", "application/vnd.oasis.opendocument.spreadsheet", "ods", Doc),
        kind("ODP", "application/vnd.oasis.opendocument.presentation", "odp", Doc),
        kind("EPUB", "application/epub+zip", "epub", Doc),
        kind("Msi", "application/x-msi", "msi", App),
        kind("Msg", "application/vnd.ms-outlook", "msg", Doc),
        kind("Doc", "application/msword", "doc", Doc),
        kind("Xls", "application/vnd.ms-excel", "xls", Doc),
        kind("Ppt", "application/vnd.ms-powerpoint", "ppt", Doc),
        kind("Vsd", "application/vnd.visio", "vsd", Doc),
        kind("HWP", "application/x-hwp", "hwp", Doc),
        kind("PDF", "application/pdf", "pdf", Doc),
        kind("RTF", "application/rtf", "rtf", Doc),
        kind("OneNote", "application/onenote", "one", Doc),
        kind("CHM", "application/vnd.ms-htmlhelp", "chm", Doc),
        kind("PE32", "application/vnd.microsoft.portable-executable", "exe", App),
        kind("PE32+", "application/vnd.microsoft.portable-executable", "exe", App),
        kind("ELF32", "application/x-executable", "", App),
        kind("ELF64", "application/x-executable", "", App),
        kind("Mach-O", "application/x-mach-binary", "", App),
        kind("DEX", "application/x-dex", "dex", App),
        kind("Deb", "application/vnd.debian.binary-package", "deb", App),
        kind("RPM", "application/x-rpm", "rpm", App),
        kind("DMG", "application/x-apple-diskimage", "dmg", App),
        kind("JPEG", "image/jpeg", "jpg", Image),
        kind("PNG", "image/png", "png", Image),
        kind("APNG", "image/apng", "apng", Image),
        kind("GIF", "image/gif", "gif", Image),
        kind("WebP", "image/webp", "webp", Image),
        kind("BMP", "image/bmp", "bmp", Image),
        kind("TIFF", "image/tiff", "tiff", Image),
        kind("HEIC", "image/heic", "heic", Image),
        kind("HEIF", "image/heif", "heif", Image),
        kind("AVIF", "image/avif", "avif", Image),
        kind("SVG", "image/svg+xml", "svg", Image),
        kind("ICO", "image/x-icon", "ico", Image),
        kind("PSD", "image/vnd.adobe.photoshop", "psd", Image),
        kind("MP4", "video/mp4", "mp4", Video),
        kind("M4V", "video/x-m4v", "m4v", Video),
        kind("MOV", "video/quicktime", "mov", Video),
        kind("QTFF", "video/quicktime", "mov", Video),
        kind("WebM", "video/webm", "webm", Video),
        kind("MKV", "video/x-matroska", "mkv", Video),
        kind("AVI", "video/x-msvideo", "avi", Video),
        kind("FLV", "video/x-flv", "flv", Video),
        kind("WMV", "video/x-ms-wmv", "wmv", Video),
        kind("ASF", "video/x-ms-asf", "asf", Video),
        kind("3GP", "video/3gpp", "3gp", Video),
        kind("MP3", "audio/mpeg", "mp3", Audio),
        kind("M4A", "audio/mp4", "m4a", Audio),
        kind("FLAC", "audio/flac", "flac", Audio),
        kind("WAV", "audio/wav", "wav", Audio),
        kind("OGG", "audio/ogg", "ogg", Audio),
        kind("OGA", "audio/ogg", "oga", Audio),
        kind("OPUS", "audio/opus", "opus", Audio),
        kind("AAC", "audio/aac", "aac", Audio),
        kind("AIFF", "audio/aiff", "aiff", Audio),
        kind("MIDI", "audio/midi", "mid", Audio),
        kind("7z", "application/x-7z-compressed", "7z", Zip),
        kind("RAR", "application/vnd.rar", "rar", Zip),
        kind("Cab", "application/vnd.ms-cab-compressed", "cab", Zip),
        kind("ISO", "application/x-iso9660-image", "iso", Zip),
        kind("Tar", "application/x-tar", "tar", Zip),
        kind("Gzip", "application/gzip", "gz", Zip),
        kind("Bzip2", "application/x-bzip2", "bz2", Zip),
        kind("XZ", "application/x-xz", "xz", Zip),
        kind("Zstd", "application/zstd", "zst", Zip),
        kind("LHA", "application/x-lzh-compressed", "lzh", Zip),
        kind("ARJ", "application/x-arj", "arj", Zip),
        kind("ACE", "application/x-ace-compressed", "ace", Zip),
        kind("Zip", "application/zip", "zip", Zip),
        kind("SQLite", "application/vnd.sqlite3", "sqlite", Others),
        kind("PHP", "application/x-httpd-php", "php", Others),
        kind("HTML", "text/html", "html", Doc),
        kind("Python", "text/x-python", "py", Others),
        kind("Shell", "application/x-sh", "sh", Others),
        kind("PowerShell", "text/x-powershell", "ps1", Others),
        kind("XML", "application/xml", "xml", Others),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_kind_wins() {
        let labels = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let docx = kind_of(&labels(&["Zip", "OOXML", "Docx"])).expect("known");
        assert_eq!((docx.extension, docx.category), ("docx", Category::Doc));
        assert_eq!(kind_of(&labels(&["Zip"])).expect("known").category, Category::Zip);
        assert_eq!(kind_of(&labels(&["Text", "Encrypted"])), None);
        for (at, kind) in KINDS.iter().enumerate() {
            assert!(
                KINDS[..at].iter().all(|other| other.label != kind.label),
                "{} is there twice",
                kind.label
            );
        }
    }
}
