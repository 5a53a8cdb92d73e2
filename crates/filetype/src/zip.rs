//! Zip, and the many formats that are a zip with certain members.

use assay_archive::zip::{Directory, Entry};
use memchr::memmem;

use crate::{LabelSet, le, names};

/// Members whose names are looked at: formats show themselves early, and `encrypted` may not.
const ENTRIES_MAX: usize = 2048;

/// Head that is searched for the member that names an OpenDocument or EPUB type.
const MIMETYPE_BYTES: usize = 256;

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    let starts = bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"PK\x05\x06") && bytes.len() >= 22
        || bytes.starts_with(b"PK00PK\x03\x04")
        || bytes.starts_with(b"PK\x07\x08PK\x03\x04");
    let directory = Directory::find(bytes).filter(|directory| starts || directory.is_anchored());
    if !starts && directory.is_none() {
        return;
    }
    labels.add(names::ZIP);
    let mut seen = Seen::default();
    match directory {
        Some(directory) => directory.entries().take(ENTRIES_MAX).for_each(|entry| seen.entry(&entry)),
        // Cut off: the first local header is all that there is.
        None => seen.encrypted = le::u16(bytes, 6).is_some_and(|flags| flags & 1 != 0),
    }
    seen.add_to(labels);
    mimetype(le::head(bytes, MIMETYPE_BYTES), labels);
}

/// What the members' names tell.
#[derive(Default)]
struct Seen {
    encrypted: bool,
    content_types: bool,
    word: bool,
    excel: bool,
    powerpoint: bool,
    visio: bool,
    fixed_document: bool,
    macros: bool,
    ole_object: bool,
    manifest: bool,
    android: bool,
    dex: bool,
    web: bool,
    ios: bool,
    appx: bool,
    signed: bool,
}

impl Seen {
    fn entry(&mut self, entry: &Entry<'_>) {
        self.encrypted |= entry.is_encrypted();
        // Names are compared as Windows does: a document's programs open them so.
        let name = entry.name.to_ascii_lowercase();
        let name = name.as_slice();
        self.content_types |= name == b"[content_types].xml";
        self.word |= name.starts_with(b"word/");
        self.excel |= name.starts_with(b"xl/");
        self.powerpoint |= name.starts_with(b"ppt/");
        self.visio |= name.starts_with(b"visio/");
        self.fixed_document |= name == b"fixeddocumentsequence.fdseq" || name.starts_with(b"documents/1/");
        // `Basic/` holds the macros of OpenDocument.
        self.macros |= name.ends_with(b"vbaproject.bin")
            || name.starts_with(b"xl/macrosheets/")
            || name.starts_with(b"basic/");
        self.ole_object |= memmem::find(name, b"embeddings/oleobject").is_some();
        self.manifest |= name == b"meta-inf/manifest.mf";
        self.android |= name == b"androidmanifest.xml";
        self.dex |= name.starts_with(b"classes") && name.ends_with(b".dex");
        self.web |= name.starts_with(b"web-inf/");
        self.ios |= name.starts_with(b"payload/") && memmem::find(name, b".app/").is_some();
        self.appx |= name == b"appxmanifest.xml";
        self.signed |= name.starts_with(b"meta-inf/") && (name.ends_with(b".rsa") || name.ends_with(b".dsa"));
    }

    fn add_to(&self, labels: &mut LabelSet) {
        labels.add_if(self.encrypted, names::ENCRYPTED);
        if self.content_types {
            labels.add(names::OOXML);
            labels.add_if(self.word, names::DOCX);
            labels.add_if(self.excel, names::XLSX);
            labels.add_if(self.powerpoint, names::PPTX);
            labels.add_if(self.visio, names::VSDX);
            labels.add_if(self.fixed_document, names::XPS);
            labels.add_if(self.appx, names::APPX);
        }
        labels.add_if(self.macros, names::MACRO);
        labels.add_if(self.ole_object, names::OLE_OBJECT);
        let android = self.android && (self.dex || self.manifest);
        labels.add_if(android, names::APK);
        labels.add_if(self.manifest && !android, names::JAR);
        labels.add_if(self.web, names::WAR);
        labels.add_if(self.ios, names::IPA);
        labels.add_if(self.signed, names::SIGNED);
    }
}

/// OpenDocument and EPUB put a stored member `mimetype` first, so that its content has a fixed place.
fn mimetype(head: &[u8], labels: &mut LabelSet) {
    let Some(at) = memmem::find(le::head(head, 64), b"mimetypeapplication/") else { return };
    let kind = head.get(at + "mimetypeapplication/".len()..).unwrap_or_default();
    if kind.starts_with(b"epub+zip") {
        labels.add(names::EPUB);
    }
    let Some(kind) = kind.strip_prefix(b"vnd.oasis.opendocument.") else { return };
    labels.add(names::ODF);
    labels.add_if(kind.starts_with(b"text"), names::ODT);
    labels.add_if(kind.starts_with(b"spreadsheet"), names::ODS);
    labels.add_if(kind.starts_with(b"presentation"), names::ODP);
}
