//! From a text to the file, with bounded memory: sorted runs are put aside and merged.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
};

use sha2::{Digest as _, Sha256};

use super::{BUCKETS, ENTRIES_MAX, HEADER_BYTES, HashListError, MAGIC, TABLE_BYTES, WIDTHS};

/// Entries that are sorted in memory at once: 32 MiB.
const RUN_ENTRIES: usize = 1 << 20;

/// The longest line that is looked at; what is behind that of a longer one is not.
const LINE_MAX_BYTES: u64 = 64 << 10;

/// Characters of a wrong line that are shown.
const SHOWN: usize = 60;

/// A hash with zeros behind it, so that all kinds sort alike.
type Padded = [u8; 32];

/// How many hashes of each kind a list has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HashCounts {
    /// MD5.
    pub md5: u64,
    /// SHA-1.
    pub sha1: u64,
    /// SHA-256.
    pub sha256: u64,
}

/// Writes the list that a text makes to `out`, from its beginning.
///
/// Of each line the first word counts that is the hex of an MD5, a SHA-1 or a SHA-256: plain lists, `sha256sum`'s
/// output, ClamAV's `.hdb` and the CSV of public feeds are all read so. Empty lines and those that begin with `#`
/// are left out. `scratch` gives an empty file of its own for each million hashes.
///
/// # Errors
/// [`HashListError::Lines`] when a line has no hash: half a list is no list.
pub fn build<S: Read + Write + Seek>(
    text: impl BufRead,
    out: &mut (impl Write + Seek),
    mut scratch: impl FnMut() -> std::io::Result<S>,
) -> Result<HashCounts, HashListError> {
    let mut runs: [Runs<S>; 3] = [Runs::default(), Runs::default(), Runs::default()];
    let mut wrong: Option<HashListError> = None;
    let mut number = 0;
    each_line(text, |line| {
        number += 1;
        if line.trim_ascii().is_empty() || line.trim_ascii_start().starts_with(b"#") {
            return Ok(());
        }
        if let Some((kind, hash)) = hash_in(line) {
            return runs.get_mut(kind).map_or(Ok(()), |runs| runs.push(hash, &mut scratch));
        }
        if let Some(HashListError::Lines { count, .. }) = &mut wrong {
            *count += 1;
        } else {
            let text = String::from_utf8_lossy(line).trim().chars().take(SHOWN).collect();
            wrong = Some(HashListError::Lines { count: 1, first: number, text });
        }
        Ok(())
    })?;
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    write(runs, out)
}

fn each_line(
    mut text: impl BufRead,
    mut visit: impl FnMut(&[u8]) -> Result<(), HashListError>,
) -> Result<(), HashListError> {
    let mut line = Vec::new();
    while (&mut text).take(LINE_MAX_BYTES).read_until(b'\n', &mut line)? > 0 {
        visit(&line)?;
        let mut ended = line.ends_with(b"\n");
        while !ended {
            line.clear();
            let more = (&mut text).take(LINE_MAX_BYTES).read_until(b'\n', &mut line)?;
            ended = more == 0 || line.ends_with(b"\n");
        }
        line.clear();
    }
    Ok(())
}

/// The first hash in a line, with the number of its kind.
fn hash_in(line: &[u8]) -> Option<(usize, Padded)> {
    line.split(|byte| !byte.is_ascii_alphanumeric()).find_map(|word| {
        let kind = WIDTHS.iter().position(|width| width * 2 == word.len())?;
        let mut hash = Padded::default();
        hex::decode_to_slice(word, hash.get_mut(..word.len() / 2)?).ok()?;
        Some((kind, hash))
    })
}

/// The hashes of one kind: those in memory, and sorted runs of the earlier ones.
struct Runs<S> {
    fresh: Vec<Padded>,
    files: Vec<S>,
}

impl<S> Default for Runs<S> {
    fn default() -> Self {
        Self { fresh: Vec::new(), files: Vec::new() }
    }
}

impl<S: Read + Write + Seek> Runs<S> {
    fn push(
        &mut self,
        hash: Padded,
        scratch: &mut impl FnMut() -> std::io::Result<S>,
    ) -> Result<(), HashListError> {
        self.fresh.push(hash);
        if self.fresh.len() < RUN_ENTRIES {
            return Ok(());
        }
        self.fresh.sort_unstable();
        self.fresh.dedup();
        let mut file = scratch()?;
        let mut writer = BufWriter::new(&mut file);
        for hash in self.fresh.drain(..) {
            writer.write_all(&hash)?;
        }
        writer.flush()?;
        drop(writer);
        file.seek(SeekFrom::Start(0))?;
        self.files.push(file);
        Ok(())
    }

    /// Hands out all hashes, sorted, each once.
    fn merge(
        mut self,
        mut visit: impl FnMut(&Padded) -> Result<(), HashListError>,
    ) -> Result<(), HashListError> {
        self.fresh.sort_unstable();
        let mut fresh = self.fresh.into_iter();
        let mut files: Vec<_> = self.files.into_iter().map(BufReader::new).collect();
        let last = files.len();
        let mut next = |at: usize| -> std::io::Result<Option<Padded>> {
            let Some(file) = files.get_mut(at) else { return Ok(fresh.next()) };
            if file.fill_buf()?.is_empty() {
                return Ok(None);
            }
            let mut hash = Padded::default();
            file.read_exact(&mut hash)?;
            Ok(Some(hash))
        };
        let mut heap = BinaryHeap::new();
        for at in 0..=last {
            heap.extend(next(at)?.map(|hash| Reverse((hash, at))));
        }
        let mut before = None;
        while let Some(Reverse((hash, at))) = heap.pop() {
            if before != Some(hash) {
                visit(&hash)?;
                before = Some(hash);
            }
            heap.extend(next(at)?.map(|hash| Reverse((hash, at))));
        }
        Ok(())
    }
}

fn write<S: Read + Write + Seek>(
    runs: [Runs<S>; 3],
    out: &mut (impl Write + Seek),
) -> Result<HashCounts, HashListError> {
    let mut counts = [0_u64; 3];
    let mut stamp = Sha256::new();
    let mut out = BufWriter::new(out);
    let mut start = HEADER_BYTES as u64;
    for (kind, (runs, count)) in runs.into_iter().zip(&mut counts).enumerate() {
        let width = WIDTHS.get(kind).copied().unwrap_or_default();
        let mut table = vec![0_u32; BUCKETS];
        out.seek(SeekFrom::Start(start + TABLE_BYTES))?;
        runs.merge(|hash| {
            *count += 1;
            let entry = hash.get(..width).unwrap_or(hash);
            let total = u32::try_from(*count).map_err(|_| HashListError::TooMany)?;
            if let Some(end) = table.get_mut(usize::from(u16::from_be_bytes([hash[0], hash[1]]))) {
                *end = total;
            }
            stamp.update([u8::try_from(kind).unwrap_or_default()]);
            stamp.update(entry);
            Ok(out.write_all(entry)?)
        })?;
        if *count == 0 {
            continue;
        }
        out.seek(SeekFrom::Start(start))?;
        let mut end = 0;
        for bucket in table {
            end = bucket.max(end);
            out.write_all(&end.to_le_bytes())?;
        }
        start += TABLE_BYTES + *count * width as u64;
    }
    if counts.iter().all(|count| *count == 0) {
        return Err(HashListError::Empty);
    }
    debug_assert!(counts.iter().all(|count| *count <= ENTRIES_MAX));
    out.seek(SeekFrom::Start(0))?;
    out.write_all(MAGIC)?;
    for count in counts {
        out.write_all(&count.to_le_bytes())?;
    }
    out.write_all(&stamp.finalize())?;
    out.flush()?;
    let [md5, sha1, sha256] = counts;
    Ok(HashCounts { md5, sha1, sha256 })
}
