//! The long tail: pictures, sound, video, fonts and the like, by the library's signatures.

use assay_findings::Label;
use file_format::{FileFormat, Kind};

use crate::{LabelSet, le, names};

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    let format = FileFormat::from_bytes(le::head(bytes, 64 << 10));
    if format == FileFormat::ExtensibleBinaryMetaLanguage {
        // Its document type is in the first element.
        let is_webm = memchr::memmem::find(le::head(bytes, 64), b"webm").is_some();
        labels.add(Label::new(if is_webm { "WebM" } else { "MKV" }));
        return;
    }
    if format == FileFormat::PemPrivateKey {
        labels.add(names::PRIVATE_KEY);
        return;
    }
    // These kinds can stand beside anything, a polyglot's other half; the others are read by probes
    // of our own, and only count where those saw nothing.
    let beside = matches!(format.kind(), Kind::Audio | Kind::Font | Kind::Image | Kind::Video);
    let unknown = matches!(
        format,
        FileFormat::ArbitraryBinaryData
            | FileFormat::Empty
            | FileFormat::PlainText
            | FileFormat::ScalableVectorGraphics
    );
    // Three letters that DOS programs begin with are no program: our own probe judged that.
    let ours = matches!(format.kind(), Kind::Executable) && bytes.starts_with(b"MZ");
    if unknown || ours || !(beside || labels.is_empty()) {
        return;
    }
    labels.add(Label::from_text(format.short_name().unwrap_or(format.name())));
}
