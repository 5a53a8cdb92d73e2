//! What a pax header or a GNU long name says about the next member, over its own header.

use crate::path;

/// Values that replace a header's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Overrides {
    name: Option<String>,
    link: Option<String>,
    pub(super) size: Option<u64>,
    /// The member is a sparse file in one of GNU's pax formats.
    pub(super) sparse: bool,
}

impl Overrides {
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(super) fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    pub(super) fn set_long_name(&mut self, text: &[u8]) {
        self.name = Some(c_text(text));
    }

    pub(super) fn set_long_link(&mut self, text: &[u8]) {
        self.link = Some(c_text(text));
    }

    /// Reads pax records, `LENGTH KEY=VALUE\n` each; stops at the first that is none.
    pub(super) fn read(&mut self, mut records: &[u8]) {
        while let Some((record, rest)) = record(records) {
            records = rest;
            let Some(equals) = memchr::memchr(b'=', record) else { continue };
            let (key, value) = record.split_at(equals);
            let value = value.get(1..).unwrap_or_default();
            match key {
                b"path" | b"GNU.sparse.name" => self.name = Some(c_text(value)),
                b"linkpath" => self.link = Some(c_text(value)),
                b"size" => self.size = std::str::from_utf8(value).ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
            self.sparse |= key.starts_with(b"GNU.sparse.");
        }
    }
}

/// Splits the first record off, without its length and newline.
fn record(records: &[u8]) -> Option<(&[u8], &[u8])> {
    // A length has few digits: what is longer is no record.
    let space = records.iter().take(8).position(|&byte| byte == b' ')?;
    let len: usize = std::str::from_utf8(records.get(..space)?).ok()?.parse().ok()?;
    let record = records.get(space + 1..len)?.strip_suffix(b"\n")?;
    Some((record, records.get(len..)?))
}

fn c_text(text: &[u8]) -> String {
    let text = text.split(|&byte| byte == 0).next().unwrap_or_default();
    path::utf8_or_cp437(text).into_owned()
}
