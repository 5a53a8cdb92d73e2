//! Looking a hash up in the file.

use std::{fs::File, os::unix::fs::FileExt as _};

use super::{BUCKETS, ENTRIES_MAX, HEADER_BYTES, HashCounts, HashListError, MAGIC, TABLE_BYTES, WIDTHS};

/// Entries that are read at once, when a search has come down to so many.
const READ_ENTRIES: u64 = 128;

/// A list that [`super::build`] made, open for looking up. It reads the file at positions only, so that processes may
/// share its descriptor.
#[derive(Debug)]
pub struct HashList {
    file: File,
    /// One for each of [`WIDTHS`].
    sections: [Section; 3],
    stamp: [u8; 32],
}

#[derive(Debug, Default)]
struct Section {
    width: usize,
    count: u64,
    /// Where the entries begin.
    start: u64,
    /// For each two first bytes, how many entries there are up to and with theirs; empty without entries.
    ends: Vec<u32>,
}

impl HashList {
    /// Reads a file's tables.
    ///
    /// # Errors
    /// [`HashListError::Malformed`] when its length is not what it says.
    pub fn open(file: File) -> Result<Self, HashListError> {
        let malformed = HashListError::Malformed;
        let length = file.metadata()?.len();
        let mut header = [0; HEADER_BYTES];
        if length < HEADER_BYTES as u64 {
            return Err(malformed("it is too short"));
        }
        file.read_exact_at(&mut header, 0)?;
        let Some(rest) = header.strip_prefix(MAGIC) else { return Err(malformed("its first bytes")) };
        let mut sections = [Section::default(), Section::default(), Section::default()];
        let mut start = HEADER_BYTES as u64;
        let (counts, stamp) = rest.as_chunks::<8>().0.split_at(3);
        for ((section, count), width) in sections.iter_mut().zip(counts).zip(WIDTHS) {
            let count = u64::from_le_bytes(*count);
            if count == 0 {
                continue;
            }
            // Bounded by 2^32 × 32, so nothing here overflows.
            if count > ENTRIES_MAX || start + TABLE_BYTES + count * width as u64 > length {
                return Err(malformed("it is too short"));
            }
            *section = Section { width, count, start: start + TABLE_BYTES, ends: table(&file, start)? };
            start += TABLE_BYTES + count * width as u64;
        }
        if start != length {
            return Err(malformed("it is too long"));
        }
        let stamp = stamp.as_flattened().try_into().map_err(|_| malformed("its header"))?;
        Ok(Self { file, sections, stamp })
    }

    /// Names the list: two lists of one stamp have the same entries.
    pub fn stamp(&self) -> &[u8; 32] {
        &self.stamp
    }

    /// How many hashes there are of each kind.
    pub fn counts(&self) -> HashCounts {
        let [md5, sha1, sha256] = &self.sections;
        HashCounts { md5: md5.count, sha1: sha1.count, sha256: sha256.count }
    }

    /// Whether this hash is in the list; its length says which kind it is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn contains(&self, hash: &[u8]) -> std::io::Result<bool> {
        let Some(section) = self.sections.iter().find(|section| section.width == hash.len()) else {
            return Ok(false);
        };
        let [first, second, ..] = hash else { return Ok(false) };
        let bucket = usize::from(u16::from_be_bytes([*first, *second]));
        let end = |at: usize| section.ends.get(at).copied().map_or(0, u64::from).min(section.count);
        let (mut low, mut high) = (bucket.checked_sub(1).map_or(0, end), end(bucket));
        let mut entry = vec![0; section.width];
        while high.saturating_sub(low) > READ_ENTRIES {
            let middle = low + (high - low) / 2;
            self.file.read_exact_at(&mut entry, section.position(middle))?;
            match entry.as_slice().cmp(hash) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        let left = usize::try_from(high.saturating_sub(low)).unwrap_or(0);
        let mut entries = vec![0; left * section.width];
        self.file.read_exact_at(&mut entries, section.position(low))?;
        Ok(entries.chunks_exact(section.width).any(|entry| entry == hash))
    }
}

impl Section {
    /// Where an entry is.
    fn position(&self, number: u64) -> u64 {
        self.start + number * self.width as u64
    }
}

fn table(file: &File, start: u64) -> Result<Vec<u32>, HashListError> {
    let mut bytes = vec![0; BUCKETS * 4];
    file.read_exact_at(&mut bytes, start)?;
    Ok(bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        io::{Seek as _, Write as _},
    };

    use proptest::prelude::*;

    use super::{super::build, *};

    fn list(text: &str) -> Result<HashList, HashListError> {
        let mut file = tempfile::tempfile().expect("a file");
        build(text.as_bytes(), &mut file, tempfile::tempfile)?;
        HashList::open(file)
    }

    #[test]
    fn hashes_are_found_in_all_the_usual_texts() {
        let (md5, sha1, sha256) = ("a".repeat(32), "B".repeat(40), "0c".repeat(32));
        let text = format!(
            "# a comment\n\n{md5}\n{md5}:68:Eicar-Test\n  {sha1}  file name\r\n\"2024-01-01\",\"{sha256}\",\"x\""
        );
        let list = list(&text).expect("a list");
        assert_eq!(list.counts(), HashCounts { md5: 1, sha1: 1, sha256: 1 });
        for hash in [&md5, &sha1, &sha256] {
            assert!(list.contains(&hex::decode(hash).expect("hex")).expect("read"), "{hash}");
        }
        for hash in ["00".repeat(16), "bb".repeat(19), "0c".repeat(31) + "0d", String::new()] {
            assert!(!list.contains(&hex::decode(&hash).expect("hex")).expect("read"), "{hash}");
        }
    }

    #[test]
    fn a_line_without_a_hash_makes_no_list() {
        let text = format!("{}\nnot a hash\n{}\n\n", "a".repeat(32), "g".repeat(32));
        let err = list(&text).expect_err("two lines are wrong").to_string();
        assert!(err.contains("2 lines") && err.contains("line 2: \"not a hash\""), "{err}");
        assert!(matches!(list("# nothing\n"), Err(HashListError::Empty)));
    }

    #[test]
    fn equal_entries_have_equal_stamps_however_they_were_written() {
        let (one, two) = ("ab".repeat(16), "cd".repeat(32));
        let stamp = |text: &str| *list(text).expect("a list").stamp();
        assert_eq!(
            stamp(&format!("{one}\n{two}\n")),
            stamp(&format!("{}\n{one}\n{one}", two.to_uppercase()))
        );
        assert_ne!(stamp(&one), stamp(&two));
    }

    #[test]
    fn entries_of_one_beginning_are_found_too() {
        let lines: Vec<String> = (0..2000_u32).map(|n| format!("{:032x}", n * 3)).collect();
        let list = list(&lines.join("\n")).expect("a list");
        for n in 0..6000_u128 {
            assert_eq!(list.contains(&n.to_be_bytes()).expect("read"), n % 3 == 0, "{n}");
        }
    }

    proptest! {
        #[test]
        fn what_is_in_is_found_and_nothing_else(
            hashes in prop::collection::btree_set(prop::array::uniform20(0_u8..3), 1..200),
            others in prop::collection::vec(prop::array::uniform20(0_u8..3), 50),
        ) {
            let hashes: BTreeSet<[u8; 20]> = hashes;
            let text: String = hashes.iter().rev().map(|hash| hex::encode(hash) + "\n").collect();
            let list = list(&text).expect("a list");
            for hash in hashes.iter().chain(&others) {
                prop_assert_eq!(list.contains(hash).expect("read"), hashes.contains(hash));
            }
        }

        #[test]
        fn a_file_of_anything_is_refused_or_answers(mut bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..400_000) {
            let mut file = tempfile::tempfile().expect("a file");
            file.write_all(&bytes).expect("written");
            prop_assert!(HashList::open(file).is_err());
            // And a list with a byte changed anywhere.
            let mut file = tempfile::tempfile().expect("a file");
            build("ab".repeat(16).as_bytes(), &mut file, tempfile::tempfile).expect("built");
            bytes.truncate(1);
            file.seek(std::io::SeekFrom::Start(at as u64 % 262_000)).expect("sought");
            file.write_all(&bytes).expect("written");
            if let Ok(list) = HashList::open(file) {
                let _ = list.contains(&[0xab; 16]);
                let _ = list.contains(&[0; 16]);
            }
        }
    }
}
