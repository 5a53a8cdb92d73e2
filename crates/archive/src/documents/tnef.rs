//! TNEF ([MS-OXTNEF]): the attachments that Outlook packs into `winmail.dat`.

use assay_findings::{IncompleteReason, Label};

use crate::{
    formats::{Container, Hints},
    le,
    members::{Members, Stop},
    path,
};

const MAGIC: &[u8] = b"\x78\x9f\x3e\x22";
/// Attributes, with the kind of their value in the upper half.
const RENDERING: u32 = 0x0006_9002;
const TITLE: u32 = 0x0001_8010;
const DATA: u32 = 0x0006_800f;
const PROPERTIES: u32 = 0x0006_9005;
const BODY: u32 = 0x0002_800c;
/// Attributes that are read.
const ATTRIBUTES_MAX: usize = 100_000;

pub(crate) fn probe(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Tnef { bytes })
}

struct Tnef<'a> {
    bytes: &'a [u8],
}

#[derive(Default)]
struct Attachment<'a> {
    title: &'a [u8],
    data: &'a [u8],
    /// The object in the attachment's properties: what is attached as a message or an OLE file.
    object: &'a [u8],
}

impl Attachment<'_> {
    fn show(&self, index: usize, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let title = path::latin1(self.title.split(|&byte| byte == 0).next().unwrap_or_default());
        let name = if title.is_empty() { format!("attachment-{index}") } else { title };
        if !self.data.is_empty() {
            out.show(&name, self.data, &[], &[])?;
        }
        if self.object.is_empty() {
            Ok(())
        } else {
            out.show(&format!("{name}.object"), self.object, &[], &[])
        }
    }
}

impl Container for Tnef<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let mut at = 6;
        let mut current: Option<Attachment<'_>> = None;
        let mut index = 0;
        for _ in 0..ATTRIBUTES_MAX {
            // Mail programs leave a little behind the last one.
            if self.bytes.len().saturating_sub(at) < 9 {
                break;
            }
            let (Some(id), Some(len)) = (le::u32(self.bytes, at + 1), le::u32(self.bytes, at + 5)) else {
                out.note(IncompleteReason::Damaged);
                break;
            };
            let value = le::slice_upto(self.bytes, at + 9, u64::from(len));
            if (value.len() as u64) < u64::from(len) {
                out.note(IncompleteReason::Damaged);
            }
            // A check sum of two bytes follows.
            at = at + 9 + value.len() + 2;
            match id {
                RENDERING => {
                    if let Some(attachment) = current.replace(Attachment::default()) {
                        index += 1;
                        attachment.show(index, out)?;
                    }
                }
                TITLE => current.get_or_insert_default().title = value,
                DATA => current.get_or_insert_default().data = value,
                PROPERTIES => current.get_or_insert_default().object = object(value).unwrap_or_default(),
                BODY => out.show("body.txt", value, &[], &[])?,
                _ => {}
            }
        }
        match current {
            Some(attachment) => attachment.show(index + 1, out),
            None => Ok(()),
        }
    }
}

/// The value of `PidTagAttachDataObject`, 0x3701, in an attachment's properties: found by its tag, which stands
/// aligned before a count, a length and 16 bytes of class.
fn object(properties: &[u8]) -> Option<&[u8]> {
    const OBJECT: &[u8] = b"\x0d\0\x01\x37\x01\0\0\0";
    let at = memchr::memmem::find(properties, OBJECT)? + OBJECT.len();
    let len = le::u32(properties, at)?;
    Some(le::slice_upto(properties, at + 4 + 16, u64::from(len.checked_sub(16)?)))
}
