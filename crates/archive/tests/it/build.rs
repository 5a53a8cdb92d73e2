//! Builders of archives, honest and lying, and a walk that remembers everything.

use std::{
    io::Write as _,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use assay_archive::Walked;
use assay_findings::{Decompress, ExamineLimits, IncompleteReason, Place};
use flate2::{Compression, write::DeflateEncoder, write::GzEncoder};

/// A member as a visitor saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) parent: Option<usize>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) place: Option<Place>,
    pub(crate) labels: Vec<String>,
    pub(crate) reasons: Vec<IncompleteReason>,
    pub(crate) is_container: bool,
}

impl Seen {
    /// Whether its place is one in the container, and what lies there as it is, is its content.
    fn lies_where_it_says(&self, container: &[u8]) -> bool {
        let Some(place) = self.place else { return true };
        let start = usize::try_from(place.offset).unwrap();
        let there = container.get(start..start + usize::try_from(place.length).unwrap());
        there.is_some_and(|there| place.packed || there == self.bytes)
    }
}

pub(crate) struct Walk {
    pub(crate) decompress: Decompress,
    pub(crate) limits: ExamineLimits,
    pub(crate) time: Duration,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            decompress: Decompress { max_layers: 5, max_files: 1000 },
            limits: ExamineLimits::default(),
            time: Duration::from_mins(1),
        }
    }
}

impl Walk {
    pub(crate) fn run(&self, bytes: &[u8]) -> (Vec<Seen>, Walked) {
        let mut seen: Vec<Seen> = Vec::new();
        let deadline = Instant::now() + self.time;
        let walked = assay_archive::walk(bytes, self.decompress, &self.limits, deadline, &mut |visit| {
            seen.push(Seen {
                path: visit.path.to_owned(),
                parent: visit.parent,
                bytes: visit.bytes.to_vec(),
                place: visit.place,
                labels: visit.labels.iter().map(ToString::to_string).collect(),
                reasons: visit.incomplete.iter().map(|item| item.reason).collect(),
                is_container: visit.is_container,
            });
            ControlFlow::Continue(())
        });
        for member in &seen {
            let container = member.parent.map_or(bytes, |parent| &seen[parent].bytes);
            assert!(member.lies_where_it_says(container), "{} {:?}", member.path, member.place);
        }
        (seen, walked)
    }
}

/// Walks with generous limits.
pub(crate) fn walk(bytes: &[u8]) -> (Vec<Seen>, Walked) {
    Walk::default().run(bytes)
}

pub(crate) fn paths(seen: &[Seen]) -> Vec<&str> {
    seen.iter().map(|member| member.path.as_str()).collect()
}

pub(crate) fn reasons(walked: &Walked) -> Vec<IncompleteReason> {
    walked.incomplete.iter().map(|item| item.reason).collect()
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What a zip says of one member; every number can lie.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) name: Vec<u8>,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) crc32: u32,
    pub(crate) packed: u32,
    pub(crate) unpacked: u32,
    pub(crate) extra: Vec<u8>,
}

impl Record {
    pub(crate) fn of(name: &str, content: &[u8], method: u16, packed: &[u8]) -> Self {
        Self {
            name: name.as_bytes().to_vec(),
            flags: 0,
            method,
            crc32: crc32fast::hash(content),
            packed: u32::try_from(packed.len()).unwrap(),
            unpacked: u32::try_from(content.len()).unwrap(),
            extra: Vec::new(),
        }
    }

    fn numbers(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(self.flags.to_le_bytes());
        out.extend(self.method.to_le_bytes());
        out.extend([0; 4]);
        out.extend(self.crc32.to_le_bytes());
        out.extend(self.packed.to_le_bytes());
        out.extend(self.unpacked.to_le_bytes());
        out.extend(u16::try_from(self.name.len()).unwrap().to_le_bytes());
        out.extend(u16::try_from(self.extra.len()).unwrap().to_le_bytes());
        out
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ZipBuilder {
    pub(crate) bytes: Vec<u8>,
    central: Vec<u8>,
    count: u16,
}

impl ZipBuilder {
    /// A local header with its content; where it lies.
    pub(crate) fn local(&mut self, record: &Record, content: &[u8]) -> u32 {
        let at = u32::try_from(self.bytes.len()).unwrap();
        self.bytes.extend(b"PK\x03\x04\x14\0");
        self.bytes.extend(record.numbers());
        self.bytes.extend(&record.name);
        self.bytes.extend(&record.extra);
        self.bytes.extend(content);
        at
    }

    /// An entry of the directory.
    pub(crate) fn entry(&mut self, record: &Record, local: u32) {
        self.central.extend(b"PK\x01\x02\x14\x03\x14\0");
        self.central.extend(record.numbers());
        self.central.extend([0; 10]);
        self.central.extend(local.to_le_bytes());
        self.central.extend(&record.name);
        self.central.extend(&record.extra);
        self.count = self.count.wrapping_add(1);
    }

    /// A member that both accounts agree on.
    pub(crate) fn member(&mut self, name: &str, content: &[u8], method: u16) -> &mut Self {
        let packed = if method == 8 { deflate(content) } else { content.to_vec() };
        let record = Record::of(name, content, method, &packed);
        let at = self.local(&record, &packed);
        self.entry(&record, at);
        self
    }

    /// A member whose sizes follow it.
    pub(crate) fn streamed(&mut self, name: &str, content: &[u8], method: u16, listed: bool) -> &mut Self {
        let packed = if method == 8 { deflate(content) } else { content.to_vec() };
        let mut record = Record::of(name, content, method, &packed);
        record.flags |= 8;
        let open = Record { crc32: 0, packed: 0, unpacked: 0, ..record.clone() };
        let at = self.local(&open, &packed);
        self.bytes.extend(b"PK\x07\x08");
        self.bytes.extend(record.crc32.to_le_bytes());
        self.bytes.extend(record.packed.to_le_bytes());
        self.bytes.extend(record.unpacked.to_le_bytes());
        if listed {
            self.entry(&record, at);
        }
        self
    }

    pub(crate) fn finish(&self) -> Vec<u8> {
        let mut out = self.bytes.clone();
        let start = u32::try_from(out.len()).unwrap();
        out.extend(&self.central);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(self.count.to_le_bytes());
        out.extend(self.count.to_le_bytes());
        out.extend(u32::try_from(self.central.len()).unwrap().to_le_bytes());
        out.extend(start.to_le_bytes());
        out.extend([0, 0]);
        out
    }
}

/// A zip of deflated members.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ZipBuilder::default();
    for (name, content) in members {
        builder.member(name, content, 8);
    }
    builder.finish()
}

/// One tar header with a fitting check sum, and its content padded to blocks.
pub(crate) fn tar_member(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    let mut out = tar_header(name, kind, &format!("{:011o}\0", content.len()), "");
    out.extend(content);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

pub(crate) fn tar_header(name: &str, kind: u8, size: &str, link: &str) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[100..108].copy_from_slice(b"0000644\0");
    block[124..124 + size.len()].copy_from_slice(size.as_bytes());
    block[136..148].copy_from_slice(b"00000000000\0");
    block[156] = kind;
    block[157..157 + link.len()].copy_from_slice(link.as_bytes());
    block[257..265].copy_from_slice(b"ustar\x0000");
    seal(&mut block);
    block
}

/// Writes the check sum.
pub(crate) fn seal(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out: Vec<u8> =
        members.iter().flat_map(|(name, content)| tar_member(name, b'0', content)).collect();
    out.extend([0; 1024]);
    out
}

/// Bytes that do not compress, the same in every run.
pub(crate) fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}
