//! Documents: made here, and those that Debian's packages bring.

use std::{
    io::{Cursor, Write as _},
    path::Path,
    time::{Duration, Instant},
};

use assay_findings::media::{ProbeReport, ProbeTask};

use crate::make;

/// A zip of stored members.
fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let at = u32::try_from(file.len()).expect("small");
        let len = u32::try_from(content.len()).expect("small").to_le_bytes();
        let name_len = u16::try_from(name.len()).expect("small").to_le_bytes();
        let crc = [0; 4];
        file.extend(
            [&b"PK\x03\x04"[..], &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0], &crc, &len, &len, &name_len, &[0, 0]]
                .concat(),
        );
        file.extend(name.as_bytes());
        file.extend(content.as_bytes());
        directory.extend(
            [
                &b"PK\x01\x02"[..],
                &[20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                &crc,
                &len,
                &len,
                &name_len,
                &[0; 12],
                &at.to_le_bytes(),
            ]
            .concat(),
        );
        directory.extend(name.as_bytes());
    }
    let at = u32::try_from(file.len()).expect("small").to_le_bytes();
    let len = u32::try_from(directory.len()).expect("small").to_le_bytes();
    file.extend(&directory);
    let count = u16::try_from(members.len()).expect("few").to_le_bytes();
    file.write_all(&[&b"PK\x05\x06"[..], &[0; 4], &count, &count, &len, &at, &[0, 0]].concat())
        .expect("written");
    file
}

fn probe(bytes: &[u8], name: &str, text_max_bytes: u64) -> ProbeReport {
    let task =
        ProbeTask { name: Some(name.to_owned()), text_max_bytes, digest: true, ..ProbeTask::default() };
    let deadline = Instant::now() + Duration::from_mins(1);
    assay_probe::probe(Cursor::new(bytes), bytes.len() as u64, &task, deadline)
}

const CORE: &str = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>A &amp; B</dc:title>
    <dc:creator>Jane</dc:creator><dc:language>en-US</dc:language>
    <dcterms:created>2020-08-19T17:11:11Z</dcterms:created></cp:coreProperties>"#;

#[test]
fn office_documents_say_their_pages_and_their_text() {
    let types = ("[Content_Types].xml", "<Types/>");
    let core = ("docProps/core.xml", CORE);
    let app = ("docProps/app.xml", "<Properties><Pages>5</Pages></Properties>");
    let word = zip(&[
        types,
        core,
        app,
        (
            "word/document.xml",
            "<w:p xmlns:w='w'><w:t>Hello</w:t><w:t xml:space='preserve'> world</w:t></w:p><w:p><w:t>second</w:t></w:p>",
        ),
    ]);
    let sheets = zip(&[
        types,
        core,
        ("xl/workbook.xml", "<workbook><sheets><sheet/><sheet/></sheets></workbook>"),
        ("xl/sharedStrings.xml", "<sst><si><t>one</t></si><si><t>two</t></si></sst>"),
    ]);
    let slides = zip(&[
        types,
        core,
        ("ppt/presentation.xml", "<p/>"),
        ("ppt/slides/slide10.xml", "<a:p xmlns:a='a'><a:t>ten</a:t></a:p>"),
        ("ppt/slides/slide2.xml", "<a:p xmlns:a='a'><a:t>two</a:t></a:p>"),
    ]);
    for (bytes, name, kind, pages, text) in [
        (&word, "a.docx", "wordprocessingml.document", 5, "Hello world\nsecond"),
        (&sheets, "a.xlsx", "spreadsheetml.sheet", 2, "one\ntwo"),
        (&slides, "a.pptx", "presentationml.presentation", 2, "two\nten"),
    ] {
        let report = probe(bytes, name, 1000);
        let metadata = report.metadata;
        assert_eq!(report.damage, None, "{name}");
        assert!(metadata.content_type.is_some_and(|mime| mime.ends_with(kind)), "{name}");
        assert_eq!(metadata.media_type.as_deref(), Some("document"), "{name}");
        assert_eq!(metadata.title.as_deref(), Some("A & B"), "{name}");
        assert_eq!(metadata.artist.as_deref(), Some("Jane"), "{name}");
        assert_eq!(metadata.language.as_deref(), Some("eng"), "{name}");
        assert_eq!(metadata.produce_time.as_deref(), Some("2020-08-19T17:11:11Z"), "{name}");
        assert_eq!(metadata.page_count, Some(pages), "{name}");
        assert_eq!(report.text.as_deref(), Some(text), "{name}");
        assert_eq!(report.digest, Some(assay_types::ContentDigest::of(bytes)), "{name}");
        assert!(report.crc64.is_some(), "{name}");
    }
    // The limit of text is kept, and none is given where none is wanted.
    assert_eq!(probe(&word, "a.docx", 5).text.as_deref(), Some("Hello"));
    assert_eq!(probe(&word, "a.docx", 0).text, None);
}

#[test]
fn open_documents_and_books_are_read() {
    let mime = ("mimetype", "application/vnd.oasis.opendocument.text");
    let meta = "<m xmlns:dc='d' xmlns:meta='m'><dc:title>T</dc:title><meta:initial-creator>Ann</meta:initial-creator>\
                <meta:document-statistic meta:page-count='7'/></m>";
    let content = "<o:c xmlns:o='o' xmlns:text='t'><o:body><text:p>one<text:s/>two</text:p></o:body></o:c>";
    let report = probe(&zip(&[mime, ("meta.xml", meta), ("content.xml", content)]), "a.odt", 100);
    assert_eq!(report.metadata.page_count, Some(7));
    assert_eq!(report.metadata.artist.as_deref(), Some("Ann"));
    assert_eq!(report.text.as_deref(), Some("one two"));

    let package = "<package xmlns:dc='d'><dc:title>Book</dc:title><dc:language>zh-CN</dc:language><manifest>\
                   <item id='a' href='a.xhtml'/></manifest><spine><itemref idref='a'/></spine></package>";
    let book = zip(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<c><rootfile full-path='o/c.opf'/></c>"),
        ("o/c.opf", package),
        ("o/a.xhtml", "<html><body><p>第一章</p></body></html>"),
    ]);
    let report = probe(&book, "book", 100);
    assert_eq!(report.metadata.content_type.as_deref(), Some("application/epub+zip"));
    assert_eq!(report.metadata.language.as_deref(), Some("zho"));
    assert_eq!(report.text.as_deref(), Some("第一章"));
}

#[test]
fn rtf_is_read_with_its_information() {
    let rtf = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title A title}{\author Jane}{\creatim\yr2020\mo5\dy6\hr7\min8}{\nofpages3}}\f0 Hello \b world\b0\par caf\'e9 \u20013? end\par}";
    let report = probe(rtf, "a.rtf", 100);
    assert_eq!(report.damage, None);
    assert_eq!(report.metadata.title.as_deref(), Some("A title"));
    assert_eq!(report.metadata.page_count, Some(3));
    assert_eq!(report.metadata.produce_time.as_deref(), Some("2020-05-06T07:08:00Z"));
    assert_eq!(report.text.as_deref(), Some("Hello world\ncafé 中 end"));
    assert!(probe(&rtf[..100], "a.rtf", 100).damage.is_some());
}

/// A PDF of an installed package, where there is one, against exiftool.
#[test]
fn a_pdf_has_its_pages_and_its_text() {
    let path = Path::new("/usr/share/doc/shared-mime-info/shared-mime-info-spec.pdf");
    if !path.exists() || !make::installed("exiftool") {
        eprintln!("skipped: no PDF to read, or no exiftool");
        return;
    }
    let report = make::probe(path);
    assert_eq!(report.damage, None);
    let pages = make::run("exiftool", &["-s3", "-PageCount", &path.to_string_lossy()], Path::new("/"));
    assert_eq!(report.metadata.page_count.map(|pages| pages.to_string()).as_deref(), Some(pages.trim()));
    assert!(report.text.is_some_and(|text| text.contains("Shared MIME-info Database")));
    assert_eq!(report.metadata.language.as_deref(), Some("eng"));
}
