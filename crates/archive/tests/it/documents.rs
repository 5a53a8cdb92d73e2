//! Documents, texts and programs that hold files, written here byte by byte.

use std::fmt::Write as _;

use assay_findings::IncompleteReason;

use crate::build::{Walk, gzip, paths, reasons, walk, zip};

const PAYLOAD: &[u8] = b"MZ this begins as a program does, and is none; it is long enough to be taken for a file of its own, though";

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize] as char;
            out.push(if at > group.len() { '=' } else { letter });
        }
    }
    out
}

/// One member with the payload, somewhere.
#[track_caller]
fn assert_holds(bytes: &[u8], path: &str) {
    let (seen, walked) = walk(bytes);
    assert!(walked.is_container && assay_archive::is_container(bytes));
    let found = seen.iter().find(|member| member.bytes == PAYLOAD);
    assert_eq!(found.map(|member| member.path.as_str()), Some(path), "{:?}", paths(&seen));
}

#[track_caller]
fn assert_no_container(bytes: &[u8]) {
    let (seen, walked) = walk(bytes);
    assert!(!walked.is_container && seen.is_empty() && walked.incomplete.is_empty(), "{:?}", paths(&seen));
    assert!(!assay_archive::is_container(bytes));
}

#[test]
fn mail_is_read_as_mail_programs_read_it() {
    let body = base64(PAYLOAD);
    let head = "From: a@b.c\r\nTo: d@e.f\r\nMIME-Version: 1.0\r\n";
    let part = format!(
        "Content-Type: application/x; name=\"x.exe\"\r\nContent-Transfer-Encoding: Base64\r\n\r\n{body}\r\n"
    );
    let closed = format!(
        "{head}Content-Type: multipart/mixed; boundary=\"b b\"\r\n\r\n--b b\r\n\r\ntext\r\n--b b\r\n{part}--b b--\r\n"
    );
    assert_holds(closed.as_bytes(), "x.exe");
    // Never closed, the boundary without quotes, lines ended as Unix does, headers folded, a comment.
    let open = format!("{head}Content-Type: multipart/mixed;\r\n\tboundary=bb (x)\r\n\r\n--bb\r\n{part}")
        .replace("\r\n", "\n");
    assert_holds(open.as_bytes(), "x.exe");
    // Parts in parts.
    let inner = format!("Content-Type: multipart/related; boundary=in\r\n\r\n--in\r\n{part}--in--\r\n");
    let nested =
        format!("{head}Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n{inner}--out--\r\n");
    assert_holds(nested.as_bytes(), "x.exe");
    // Two types: the one that makes parts is obeyed by some program.
    let twice = format!(
        "{head}Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n{part}--bb--\r\n"
    );
    assert_holds(twice.as_bytes(), "x.exe");
    // The whole mail is the file.
    assert_holds(format!("{head}{part}").as_bytes(), "x.exe");
    // A mail in a mail, and two in a mailbox.
    let forwarded = format!(
        "{head}Content-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\nContent-Type: message/rfc822\r\n\r\n{closed}--bb--\r\n"
    );
    assert_holds(forwarded.as_bytes(), "part-1.eml/x.exe");
    let mailbox = format!("From x\n{head}\ntext\n\nFrom y\n{closed}").replace("\r\n", "\n");
    assert_holds(mailbox.as_bytes(), "message-2.eml/x.exe");
    // A name in encoded words, and one in percents.
    let named = part.replace("name=\"x.exe\"", "name=\"=?utf-8?B?w7wuZXhl?=\"");
    assert_holds(format!("{head}{named}").as_bytes(), "ü.exe");
    let named = part.replace("name=\"x.exe\"", "name*=utf-8''%c3%bc.exe");
    assert_holds(format!("{head}{named}").as_bytes(), "ü.exe");
    assert_no_container(format!("{head}Subject: x\r\n\r\nonly text\r\n").as_bytes());
}

#[test]
fn parts_in_parts_without_end_end() {
    let mut mail = String::from("From: a\nTo: b\n");
    for depth in 0..5000 {
        let _ = write!(mail, "Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n");
    }
    let (_, walked) = walk(mail.as_bytes());
    assert_eq!(reasons(&walked), [IncompleteReason::DecompressMaxLayer]);
}

#[test]
fn texts_hold_files() {
    let uu = "text\nbegin 644 x.bin\n%:&5L;&\\\n`\nend\n";
    let (seen, _) = walk(uu.as_bytes());
    assert_eq!((paths(&seen), seen[0].bytes.as_slice()), (vec!["x.bin"], &b"hello"[..]));
    assert_no_container(b"A story:\nbegin 644 times\nand nothing came of it.\n");
    let moved: Vec<u8> = b"hello".iter().map(|byte| byte.wrapping_add(42)).collect();
    let yenc =
        [b"=ybegin line=128 size=5 name=y.bin\r\n", moved.as_slice(), b"\r\n=yend size=5\r\n"].concat();
    let (seen, _) = walk(&yenc);
    assert_eq!((paths(&seen), seen[0].bytes.as_slice()), (vec!["y.bin"], &b"hello"[..]));
    let page = format!("<html><a href='data:application/x;base64,{}'>x</a></html>", base64(PAYLOAD));
    assert_holds(page.as_bytes(), "base64-1");
    let script = format!("var a = \"{}\";", base64(PAYLOAD).replace("IH", "IH\" +\n  \""));
    let script = script.replace(&base64(b"MZ ")[..4], "TVqQ");
    let (seen, _) = walk(script.as_bytes());
    assert_eq!(paths(&seen), ["base64-1"]);
    let picture = format!("<img src='data:image/png;base64,{}'>", base64(&[0x89; 300]));
    assert_no_container(picture.as_bytes());
}

fn package(name: &str) -> Vec<u8> {
    let mut inner = b"\x02\0".to_vec();
    for text in [name, "C:\\x\\y.exe"] {
        inner.extend(text.bytes().chain([0]));
    }
    inner.extend([0, 0, 3, 0]);
    inner.extend(5_u32.to_le_bytes());
    inner.extend(b"C:\\x\0");
    inner.extend(u32::try_from(PAYLOAD.len()).unwrap().to_le_bytes());
    inner.extend(PAYLOAD);
    [u32::try_from(inner.len()).unwrap().to_le_bytes().as_slice(), &inner].concat()
}

fn rtf_object() -> String {
    let native = package("x.exe");
    let mut object = Vec::new();
    object.extend([1, 5, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0]);
    object.extend(b"Package\0");
    object.extend([0; 8]);
    object.extend(u32::try_from(native.len()).unwrap().to_le_bytes());
    object.extend(&native);
    object.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn objects_of_rich_text_are_read_past_what_hides_them() {
    let digits = rtf_object();
    let (first, rest) = digits.split_at(31);
    for data in [
        digits.clone(),
        digits.to_uppercase(),
        format!("{first}\r\n\t {rest}"),
        format!("{first}{{\\*\\unknown 4142}}{rest}"),
        format!("{first}\\'41\\par{{}} {rest}"),
        format!("{first}{{{rest}}}"),
    ] {
        let document = format!("{{\\rtf1{{\\object\\objemb{{\\*\\objdata {data}}}}}}}");
        assert_holds(document.as_bytes(), "x.exe");
        // Word takes a header that is cut, too.
        assert_holds(document.replacen("rtf1", "rt", 1).as_bytes(), "x.exe");
    }
    assert_no_container(b"{\\rtf1 only text}");
}

#[test]
fn attachments_of_outlook_and_onenote() {
    let attribute = |id: u32, value: &[u8]| {
        let mut out = vec![2];
        out.extend(id.to_le_bytes());
        out.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        out.extend(value);
        out.extend([0, 0]);
        out
    };
    let tnef = [
        b"\x78\x9f\x3e\x22\0\0".to_vec(),
        attribute(0x0006_9002, &[0; 14]),
        attribute(0x0001_8010, b"x.exe\0"),
        attribute(0x0006_800f, PAYLOAD),
    ];
    assert_holds(&tnef.concat(), "x.exe");

    let mut note = b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3".to_vec();
    note.resize(1024, 0);
    assert_no_container(&note);
    note.extend(b"\xe7\x16\xe3\xbd\x65\x26\x11\x45\xa4\xc4\x8d\x4d\x0b\x7a\x9e\xac");
    note.extend((PAYLOAD.len() as u64).to_le_bytes());
    note.extend([0; 12]);
    note.extend(PAYLOAD);
    assert_holds(&note, "file-1");
}

#[test]
fn the_compressor_of_old_windows() {
    let mut packed = b"SZDD\x88\xf0\x27\x33Ae".to_vec();
    packed.extend(u32::try_from(PAYLOAD.len()).unwrap().to_le_bytes());
    for group in PAYLOAD.chunks(8) {
        packed.push(0xff);
        packed.extend(group);
    }
    let (seen, walked) = walk(&zip(&[("x.ex_", &packed)]));
    assert_eq!(paths(&seen), ["x.ex_", "x.ex_/x.exe"]);
    assert_eq!((seen[1].bytes.as_slice(), walked.incomplete), (PAYLOAD, vec![]));
}

/// A cabinet of one stored file.
fn cabinet() -> Vec<u8> {
    let len = u32::try_from(PAYLOAD.len()).unwrap();
    let mut out = b"MSCF\0\0\0\0".to_vec();
    let files = 36 + 8;
    let blocks = files + 16 + 6;
    out.extend((blocks + 8 + len).to_le_bytes());
    out.extend([0; 4]);
    out.extend(files.to_le_bytes());
    out.extend([0, 0, 0, 0, 3, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    out.extend(blocks.to_le_bytes());
    out.extend([1, 0, 0, 0]);
    out.extend(len.to_le_bytes());
    out.extend([0; 12]);
    out.extend(b"x.exe\0");
    out.extend([0; 4]);
    out.extend([u8::try_from(len).unwrap(), 0].repeat(2));
    out.extend(PAYLOAD);
    out
}

/// A program of one section with a resource, and room behind it.
fn program(resource: &[u8]) -> Vec<u8> {
    let mut out = vec![0; 0x400];
    out[..2].copy_from_slice(b"MZ");
    out[60] = 0x80;
    out[0x80..0x84].copy_from_slice(b"PE\0\0");
    out[0x86] = 1;
    out[0x94] = 0xe0;
    out[0x98..0x9a].copy_from_slice(&[0x0b, 1]);
    // The directory of resources, at the section's beginning.
    out[0x98 + 112..0x98 + 116].copy_from_slice(&0x1000_u32.to_le_bytes());
    let section = 0x98 + 0xe0;
    for (at, value) in [(8, 0x1000_u32), (12, 0x1000), (16, 0x400), (20, 0x400)] {
        out[section + at..section + at + 4].copy_from_slice(&value.to_le_bytes());
    }
    let mut resources = vec![0; 0x400];
    for (folder, next, id) in [(0, 0x8000_0020_u32, 10_u32), (0x20, 0x8000_0040, 1), (0x40, 0x60, 1033)] {
        resources[folder + 14] = 1;
        resources[folder + 16..folder + 20].copy_from_slice(&id.to_le_bytes());
        resources[folder + 20..folder + 24].copy_from_slice(&next.to_le_bytes());
    }
    resources[0x60..0x64].copy_from_slice(&0x1080_u32.to_le_bytes());
    resources[0x64..0x68].copy_from_slice(&u32::try_from(resource.len()).unwrap().to_le_bytes());
    resources[0x80..0x80 + resource.len()].copy_from_slice(resource);
    out.extend(resources);
    out
}

#[test]
fn programs_carry_files() {
    assert_no_container(&program(b"only text, which is seen where it is, however long this text is"));
    assert_holds(&program(PAYLOAD), "resources/RCDATA/1/1033");
    let unpacking = [program(b""), cabinet()].concat();
    assert_holds(&unpacking, "overlay-1.cab/x.exe");
    let script = [b"#!/bin/sh\ntail -n +3 $0 | tar xz\nexit\n".as_slice(), &gzip(PAYLOAD)].concat();
    assert_holds(&script, "overlay-1.gz/overlay-1");
}

#[test]
fn whoever_has_no_files_left_is_told() {
    let mut few = Walk::default();
    few.decompress.max_files = 1;
    let mail = "From: a\nTo: b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n";
    let (seen, walked) = few.run(mail.as_bytes());
    assert_eq!((seen.len(), reasons(&walked)), (1, vec![IncompleteReason::DecompressMaxFileCount]));
}

/// A document of these objects, one behind the other, without a table at its end.
fn pdf(objects: &[&[u8]]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    for (index, object) in objects.iter().enumerate() {
        out.extend(format!("{} 0 obj\n", index + 1).bytes());
        out.extend(*object);
        out.extend(b"\nendobj\n");
    }
    out
}

#[test]
fn what_documents_of_pdf_hold_is_found_without_their_table() {
    let stream = |dictionary: &str, content: &[u8]| {
        let head = format!("<<{dictionary}/Length {}>>\nstream\n", content.len());
        [head.as_bytes(), content, b"\nendstream"].concat()
    };
    let attached: &[u8] = b"<</Type/Filespec/UF(x.exe)/EF<</F 2 0 R>>>>";
    assert_holds(&pdf(&[attached, &stream("/Type/EmbeddedFile", PAYLOAD)]), "x.exe");
    // Names written with escapes, digits over digits.
    let digits = PAYLOAD.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X} ");
        text
    });
    let twice = digits.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let coded = stream("/Type/Embedded#46ile/Filter[/AHx/ASCII#48exDecode]", twice.as_bytes());
    assert_holds(&pdf(&[attached, &coded]), "x.exe");
    // A file that nobody points to.
    assert_holds(&pdf(&[&stream("", PAYLOAD)]), "stream-1");
    // A string that is never closed hides nothing, nor does a stream without its end.
    let open = [b"(".as_slice(), &[b'x'; 5000]].concat();
    assert_holds(&pdf(&[&open, &stream("", PAYLOAD)]), "stream-2");
    let (seen, _) = walk(&pdf(&[b"<</S/JavaScript/JS(app.alert\\(1\\))>>"]));
    assert_eq!((paths(&seen), seen[0].bytes.as_slice()), (vec!["javascript-1.js"], &b"app.alert(1)"[..]));
    assert_no_container(&pdf(&[b"<</Type/Page>>", &stream("", b"BT (text) Tj ET")]));
}

#[test]
fn objects_of_pdf_without_end_end() {
    let mut pairs = String::new();
    for number in 0..20_000 {
        let _ = write!(pairs, "{number} 0 ");
    }
    let content = [pairs.as_bytes(), &vec![b'['; 50_000], &vec![b'('; 2_000_000]].concat();
    let head = format!("<</Type/ObjStm/N 20000/First {}/Length {}>>\nstream\n", pairs.len(), content.len());
    let object = [head.as_bytes(), &content, b"\nendstream"].concat();
    let start = std::time::Instant::now();
    assert_no_container(&pdf(&[&object]));
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}
