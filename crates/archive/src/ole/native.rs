//! Files packaged into documents: the stream `Ole10Native` of the packager ([MS-OLEDS] 2.3.6, and what it leaves out).

use crate::{le, path};

/// A packaged file.
pub(crate) struct Package<'a> {
    pub(crate) name: String,
    pub(crate) content: &'a [u8],
}

/// Reads a package, with or without the length before it. What is none is given back whole: other programs put their
/// own data into that stream.
pub(crate) fn package(bytes: &[u8]) -> Option<Package<'_>> {
    let stated = le::u32(bytes, 0).and_then(|len| usize::try_from(len).ok())?;
    let inner = le::slice_upto(bytes, 4, stated as u64);
    read(inner)
        .or_else(|| read(bytes))
        .or_else(|| (!inner.is_empty()).then(|| Package { name: "package".to_owned(), content: inner }))
}

fn read(bytes: &[u8]) -> Option<Package<'_>> {
    const EMBEDDED: u16 = 2;
    if le::u16(bytes, 0)? != EMBEDDED {
        return None;
    }
    let mut at = 2;
    let mut text = || -> Option<&[u8]> {
        let rest = bytes.get(at..)?;
        let text = rest.get(..memchr::memchr(0, rest.get(..rest.len().min(4096))?)?)?;
        at += text.len() + 1;
        Some(text)
    };
    let label = text()?;
    let file = text()?;
    // Two numbers, then the length of a path with its zero, and the path.
    let path_bytes = usize::try_from(le::u32(bytes, at + 4)?).ok()?;
    let at = at.checked_add(8)?.checked_add(path_bytes)?;
    let len = le::u32(bytes, at)?;
    let name = if label.is_empty() { file } else { label };
    let name = path::utf8_or_cp437(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    Some(Package { name, content: le::slice_upto(bytes, at + 4, u64::from(len)) })
}
