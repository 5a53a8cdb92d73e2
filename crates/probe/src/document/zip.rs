//! A zip read by position: its directory, and single members. What a document's zip needs, and no more; archives are
//! opened elsewhere.

use std::io::Read as _;

use crate::{
    bytes::{u16_le, u32_le},
    source::{Source, Stop},
};

/// The end of the central directory: its length without a comment, and with the longest.
const END_BYTES: usize = 22;
const END_BYTES_MAX: usize = END_BYTES + 65_535;
/// The most bytes of a directory, and the most members of it.
const DIRECTORY_BYTES_MAX: usize = 16 << 20;
const MEMBERS_MAX: usize = 100_000;

#[derive(Debug)]
struct Member {
    name: String,
    method: u16,
    packed: u64,
    local_at: u64,
}

/// A zip's directory.
#[derive(Debug)]
pub(crate) struct Zip {
    members: Vec<Member>,
}

impl Zip {
    pub(crate) fn open(source: &mut Source<'_>) -> Result<Self, Stop> {
        let tail_at = source.size().saturating_sub(END_BYTES_MAX as u64);
        let tail = source.some(tail_at, END_BYTES_MAX)?;
        let end =
            memchr::memmem::rfind(tail, b"PK\x05\x06").and_then(|at| tail.get(at..)).ok_or(Stop::Cut)?;
        let (Some(len), Some(at)) = (u32_le(end, 12), u32_le(end, 16)) else { return Err(Stop::Cut) };
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        if len > DIRECTORY_BYTES_MAX {
            return Err(Stop::Limit("its directory is larger than 16 MiB"));
        }
        let directory = source.exact(u64::from(at), len)?;
        Ok(Self { members: members(directory) })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name)
    }

    /// The names that begin with `start` and end with `end`.
    pub(crate) fn names<'a>(&'a self, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
        let names = self.members.iter().map(|member| member.name.as_str());
        names.filter(move |name| name.starts_with(start) && name.ends_with(end))
    }

    /// A member's content, up to `max` bytes of it; `None` where there is none, or it cannot be unpacked.
    pub(crate) fn bytes(&self, source: &mut Source<'_>, name: &str, max: usize) -> Option<Vec<u8>> {
        let member = self.members.iter().find(|member| member.name == name)?;
        let head = source.exact(member.local_at, 30).ok()?;
        let skip = u64::from(u16_le(head, 26)?) + u64::from(u16_le(head, 28)?);
        let at = member.local_at + 30 + skip;
        let packed = usize::try_from(member.packed).ok()?;
        match member.method {
            0 => source.some(at, packed.min(max)).ok().map(<[u8]>::to_vec),
            8 => {
                let packed = source.some(at, packed.min(max)).ok()?;
                let mut unpacked = Vec::new();
                // What is damaged ends where it is.
                let result =
                    flate2::read::DeflateDecoder::new(packed).take(max as u64).read_to_end(&mut unpacked);
                (result.is_ok() || !unpacked.is_empty()).then_some(unpacked)
            }
            _ => None,
        }
    }

    /// A member's text.
    pub(crate) fn text(&self, source: &mut Source<'_>, name: &str, max: usize) -> Option<String> {
        self.bytes(source, name, max).map(|bytes| crate::xml::decoded(&bytes))
    }
}

fn members(mut directory: &[u8]) -> Vec<Member> {
    let mut members = Vec::new();
    while directory.starts_with(b"PK\x01\x02") && members.len() < MEMBERS_MAX {
        let Some((member, len)) = member(directory) else { break };
        members.push(member);
        directory = directory.get(len..).unwrap_or_default();
    }
    members
}

fn member(entry: &[u8]) -> Option<(Member, usize)> {
    let name_len = usize::from(u16_le(entry, 28)?);
    let name = entry.get(46..46 + name_len)?;
    let len = 46 + name_len + usize::from(u16_le(entry, 30)?) + usize::from(u16_le(entry, 32)?);
    let member = Member {
        name: String::from_utf8_lossy(name).into_owned(),
        method: u16_le(entry, 10)?,
        packed: u64::from(u32_le(entry, 20)?),
        local_at: u64::from(u32_le(entry, 42)?),
    };
    Some((member, len))
}
