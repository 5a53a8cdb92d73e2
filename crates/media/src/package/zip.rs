//! Writes a zip of stored members: APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
//!
//! Lengths and checksum of a member are known before it is written, so that also readers that only go forward can read
//! it. What does not fit into 32 (or 16) bits goes into zip64's fields, only then.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const LOCATOR64: u32 = 0x0706_4b50;
/// The version that reads zip64, and the one before.
const VERSION: [u16; 2] = [20, 45];
/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
/// Made by Unix, with the rights of a plain file.
const UNIX: u16 = 3 << 8;
const PLAIN_FILE: u32 = 0o100_644 << 16;
/// The extra field with what does not fit.
const EXTRA64: u16 = 1;

/// A member that is about to be written, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// At most 65,535 bytes.
    pub(super) name: String,
    pub(super) size_bytes: u64,
    pub(super) crc32: u32,
    pub(super) modified_at: Option<Timestamp>,
}

/// What was written so far: makes the headers, and keeps the directory.
#[derive(Debug, Default)]
pub(super) struct ZipWriter {
    offset: u64,
    directory: Vec<u8>,
    entries: u64,
}

impl ZipWriter {
    /// What goes before a member's bytes, which must be as many as the entry says.
    pub(super) fn begin(&mut self, entry: &Entry) -> Vec<u8> {
        let is_large = entry.size_bytes >= u64::from(u32::MAX);
        let mut header = Vec::with_capacity(64 + entry.name.len());
        put32(&mut header, LOCAL);
        put16(&mut header, version(is_large));
        Self::common(&mut header, entry);
        let sizes = [entry.size_bytes, entry.size_bytes];
        // In a local header both or none.
        let extra = if is_large { extra64(&sizes) } else { Vec::new() };
        put16(&mut header, length(extra.len()));
        header.extend_from_slice(entry.name.as_bytes());
        header.extend_from_slice(&extra);

        let is_far = self.offset >= u64::from(u32::MAX);
        let mut beyond = Vec::new();
        if is_large {
            beyond.extend(sizes);
        }
        if is_far {
            beyond.push(self.offset);
        }
        let extra = extra64(&beyond);
        let directory = &mut self.directory;
        put32(directory, CENTRAL);
        put16(directory, UNIX | version(is_large || is_far));
        put16(directory, version(is_large || is_far));
        Self::common(directory, entry);
        put16(directory, length(extra.len()));
        // No comment, the first disk, no inner attributes.
        directory.extend_from_slice(&[0; 6]);
        put32(directory, PLAIN_FILE);
        put32(directory, capped(self.offset));
        directory.extend_from_slice(entry.name.as_bytes());
        directory.extend_from_slice(&extra);

        self.entries += 1;
        self.offset += header.len() as u64 + entry.size_bytes;
        header
    }

    /// What goes after the last member.
    pub(super) fn finish(self) -> Vec<u8> {
        let Self { offset, directory, entries } = self;
        let size = directory.len() as u64;
        let mut end = directory;
        let needs64 =
            entries >= u64::from(u16::MAX) || offset >= u64::from(u32::MAX) || size >= u64::from(u32::MAX);
        if needs64 {
            put32(&mut end, END64);
            put64(&mut end, 44);
            put16(&mut end, UNIX | version(true));
            put16(&mut end, version(true));
            put32(&mut end, 0);
            put32(&mut end, 0);
            put64(&mut end, entries);
            put64(&mut end, entries);
            put64(&mut end, size);
            put64(&mut end, offset);
            put32(&mut end, LOCATOR64);
            put32(&mut end, 0);
            put64(&mut end, offset + size);
            put32(&mut end, 1);
        }
        put32(&mut end, END);
        put16(&mut end, 0);
        put16(&mut end, 0);
        let counted = u16::try_from(entries).unwrap_or(u16::MAX);
        put16(&mut end, counted);
        put16(&mut end, counted);
        put32(&mut end, capped(size));
        put32(&mut end, capped(offset));
        put16(&mut end, 0);
        end
    }

    /// The fields that both headers have in this order, up to the name's length.
    fn common(to: &mut Vec<u8>, entry: &Entry) {
        let (date, time) = dos_time(entry.modified_at);
        put16(to, UTF8);
        put16(to, 0);
        put16(to, time);
        put16(to, date);
        put32(to, entry.crc32);
        put32(to, capped(entry.size_bytes));
        put32(to, capped(entry.size_bytes));
        put16(to, length(entry.name.len()));
    }
}

fn version(is_zip64: bool) -> u16 {
    let [plain, zip64] = VERSION;
    if is_zip64 { zip64 } else { plain }
}

/// A number, or the mark that it is in the extra field.
fn capped(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn length(bytes: usize) -> u16 {
    u16::try_from(bytes).unwrap_or(u16::MAX)
}

fn extra64(numbers: &[u64]) -> Vec<u8> {
    let mut extra = Vec::new();
    if !numbers.is_empty() {
        put16(&mut extra, EXTRA64);
        put16(&mut extra, length(numbers.len() * 8));
        for number in numbers {
            put64(&mut extra, *number);
        }
    }
    extra
}

/// Date and time as MS-DOS had them, in UTC: years 1980 to 2107, every other second.
fn dos_time(at: Option<Timestamp>) -> (u16, u16) {
    let civil =
        at.map_or(DateTime::constant(1980, 1, 1, 0, 0, 0, 0), |at| at.to_zoned(TimeZone::UTC).datetime());
    let Some(year) = u16::try_from(civil.year() - 1980).ok().filter(|year| *year < 128) else {
        return (0x21, 0);
    };
    let number = |value: i8| u16::from(value.unsigned_abs());
    let date = year << 9 | number(civil.month()) << 5 | number(civil.day());
    let time = number(civil.hour()) << 11 | number(civil.minute()) << 5 | (number(civil.second()) / 2);
    (date, time)
}

fn put16(to: &mut Vec<u8>, number: u16) {
    to.extend_from_slice(&number.to_le_bytes());
}

fn put32(to: &mut Vec<u8>, number: u32) {
    to.extend_from_slice(&number.to_le_bytes());
}

fn put64(to: &mut Vec<u8>, number: u64) {
    to.extend_from_slice(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, size_bytes: u64) -> Entry {
        let modified_at = Some(Timestamp::constant(1_700_000_000, 0));
        Entry { name: name.to_owned(), size_bytes, crc32: 0x3524_41c2, modified_at }
    }

    /// Against what Python's `zipfile` writes of the same member.
    #[test]
    fn a_small_archive_has_the_plain_form() {
        let mut writer = ZipWriter::default();
        assert_eq!(
            hex::encode(writer.begin(&entry("ä", 3))),
            "504b0304140000080000aab16e57c2412435030000000300000002000000c3a4"
        );
        assert_eq!(
            hex::encode(writer.finish()),
            "504b01021403140000080000aab16e57c24124350300000003000000020000000000000000000000a481\
            00000000c3a4504b0506000000000100010030000000230000000000"
        );
    }

    #[test]
    fn what_does_not_fit_goes_into_the_fields_of_zip64() {
        let mut writer = ZipWriter::default();
        let large = u64::from(u32::MAX);
        assert_eq!(writer.begin(&entry("a", large - 1)).len(), 31);
        assert_eq!(writer.begin(&entry("b", large)).len(), 31 + 20);
        writer.begin(&entry("c", 1));
        // The second has lengths and, like the third, an offset beyond.
        let end = writer.finish();
        assert_eq!(end.len(), (46 + 1) + (46 + 1 + 28) + (46 + 1 + 12) + 56 + 20 + 22);
    }

    #[test]
    fn times_before_and_after_dos_are_its_first() {
        for at in [None, Some(Timestamp::UNIX_EPOCH), Some(Timestamp::MAX)] {
            assert_eq!(dos_time(at), (0x21, 0));
        }
        assert_eq!(dos_time(Some(Timestamp::constant(1_700_000_000, 0))), (0x576e, 0xb1aa));
    }
}
