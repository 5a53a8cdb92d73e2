//! Office, OpenDocument, OLE, PDF, RTF and their active parts.

use crate::{labels, zip};

#[test]
fn zips_with_a_meaning() {
    let office = |members: &[&str]| {
        let members: Vec<(&str, &[u8])> = std::iter::once("[Content_Types].xml")
            .chain(members.iter().copied())
            .map(|name| (name, &b"x"[..]))
            .collect();
        labels(&zip(0, &members))
    };
    assert_eq!(office(&["word/document.xml"]), ["Docx", "OOXML", "Zip"]);
    assert_eq!(office(&["word/document.xml", "word/vbaProject.bin"]), ["Docx", "Macro", "OOXML", "Zip"]);
    assert_eq!(office(&["xl/workbook.xml", "xl/macrosheets/sheet1.xml"]), ["Macro", "OOXML", "Xlsx", "Zip"]);
    assert_eq!(
        office(&["ppt/presentation.xml", "ppt/embeddings/oleObject1.bin"]),
        ["OLEObject", "OOXML", "Pptx", "Zip"]
    );
    let named = |names: &[&str]| {
        let members: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &b"x"[..])).collect();
        labels(&zip(0, &members))
    };
    assert_eq!(named(&["META-INF/MANIFEST.MF", "A.class"]), ["JAR", "Zip"]);
    assert_eq!(named(&["META-INF/MANIFEST.MF", "WEB-INF/web.xml"]), ["JAR", "WAR", "Zip"]);
    assert_eq!(named(&["AndroidManifest.xml", "classes.dex", "META-INF/CERT.RSA"]), ["APK", "Signed", "Zip"]);
    assert_eq!(labels(&zip(0, &[("mimetype", b"application/epub+zip"), ("x", b"x")])), ["EPUB", "Zip"]);
    let odt = zip(
        0,
        &[("mimetype", b"application/vnd.oasis.opendocument.text"), ("Basic/Standard/script-lc.xml", b"x")],
    );
    assert_eq!(labels(&odt), ["Macro", "ODF", "ODT", "Zip"]);
}

/// A compound file with these entries: name, kind, first sector, length. Sector 0 is the allocation
/// table, 1 the directory, 2 a stream.
fn ole(entries: &[(&str, u8, u32, u32)], stream: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[30] = 9;
    header[48] = 1;
    header[76..512].fill(0xff);
    header[76..80].fill(0);
    let mut table = vec![0xff; 512];
    table[4..8].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    let mut directory = Vec::new();
    for (name, kind, start, len) in entries {
        let mut entry = vec![0; 128];
        for (index, unit) in name.encode_utf16().enumerate() {
            entry[index * 2..index * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64] = u8::try_from(name.encode_utf16().count() * 2 + 2).unwrap();
        entry[66] = *kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&len.to_le_bytes());
        directory.extend(entry);
    }
    directory.resize(512, 0);
    let mut stream = stream.to_vec();
    stream.resize(512, 0);
    [header, table, directory, stream].concat()
}

#[test]
fn compound_files() {
    let root = ("Root Entry", 5, 0, 0);
    assert_eq!(labels(&ole(&[root, ("Workbook", 2, 2, 100)], b"")), ["OLE", "Xls"]);
    assert_eq!(
        labels(&ole(&[root, ("WordDocument", 2, 2, 100), ("Macros", 1, 0, 0)], b"")),
        ["Doc", "Macro", "OLE"]
    );
    assert_eq!(labels(&ole(&[root, ("PowerPoint Document", 2, 2, 9)], b"")), ["OLE", "Ppt"]);
    assert_eq!(labels(&ole(&[root, ("__properties_version1.0", 2, 2, 9)], b"")), ["Msg", "OLE"]);
    assert_eq!(labels(&ole(&[root, ("EncryptedPackage", 2, 2, 9)], b"")), ["OLE", "encrypted"]);
    assert_eq!(labels(&ole(&[root, ("\u{4840}\u{3f3f}", 2, 2, 9)], b"")), ["Msi", "OLE"]);
}

#[test]
fn encrypted_word_and_excel() {
    let root = ("Root Entry", 5, 0, 0);
    let word = |flags: u16| {
        let mut stream = vec![0; 12];
        stream[..2].copy_from_slice(&0xa5ec_u16.to_le_bytes());
        stream[10..].copy_from_slice(&flags.to_le_bytes());
        labels(&ole(&[root, ("WordDocument", 2, 2, 4096)], &stream))
    };
    assert_eq!(word(0x100), ["Doc", "OLE", "encrypted"]);
    assert_eq!(word(0), ["Doc", "OLE"]);
    let book = b"\x09\x08\x02\0\0\x06\x2f\0\x02\0\x01\0";
    assert_eq!(labels(&ole(&[root, ("Workbook", 2, 2, 4096)], book)), ["OLE", "Xls", "encrypted"]);
}

#[test]
fn a_directory_that_bites_its_tail_ends() {
    let mut bytes = ole(&[("Root Entry", 5, 0, 0)], b"");
    bytes[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(labels(&bytes), ["OLE"]);
}

#[test]
fn pdf_names_even_when_escaped() {
    assert_eq!(labels(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>"), ["PDF"]);
    assert_eq!(
        labels(b"%PDF-1.7\n<</OpenAction 2 0 R /S/JavaScript/JS(x)>>"),
        ["EmbeddedJavaScript", "OpenAction", "PDF"]
    );
    assert_eq!(labels(b"%PDF-1.7\n<</#4a#61vaScr#69pt (x)>>"), ["EmbeddedJavaScript", "PDF"]);
    assert_eq!(
        labels(b"\0\0%PDF-1.4\ntrailer<</Encrypt 5 0 R/Names<</EmbeddedFiles 3 0 R>>>>"),
        ["EmbeddedFile", "PDF", "encrypted"]
    );
    assert_eq!(labels(b"%PDF-1.7\n<</Launcher 1/JSON 2/Encrypted 3>>"), ["PDF"]);
    let mut long = b"%PDF-1.7\n".to_vec();
    long.resize(5 << 20, b' ');
    long.extend(b"<</S/Launch>>");
    assert_eq!(labels(&long), ["Launch", "PDF"]);
}

#[test]
fn rich_text_and_its_objects() {
    assert_eq!(labels(b"{\\rtf1\\ansi hello}"), ["RTF"]);
    assert_eq!(
        labels(b"{\\rt\\object\\objupdate{\\*\\objdata 0105000002000000}"),
        ["OLEObject", "OpenAction", "RTF"]
    );
}

#[test]
fn shortcuts_mail_and_notes() {
    let lnk = [&b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"[..], &[0; 60]].concat();
    assert_eq!(labels(&lnk), ["LNK"]);
    let mail = b"Received: from a by b\r\n\twith c\r\nFrom: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nhi";
    assert_eq!(labels(mail), ["Email", "Text"]);
    assert_eq!(labels(b"From: the beginning\nit was clear to all.\nSubject: none\n"), ["Text"]);
}
