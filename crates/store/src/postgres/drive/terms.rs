//! What the index of names holds: pieces of names, and labels, as numbers.
//!
//! A term is 32 bits of a hash over the drive, what it is, and the piece: so an index that every drive shares is
//! looked up under keys that one drive has, without an extension that could index two columns at once. Two pieces
//! that meet in one number make a candidate too many, and candidates are checked. The hash is part of the schema:
//! another one needs a migration that makes all terms anew.

use assay_types::DriveId;

use crate::{Columns, drive::grams, postgres::statement::text};

/// What a term is made of.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Name = 0,
    Label = 1,
}

/// The terms of an available file, each once.
pub(super) fn of(drive: DriveId, columns: &Columns) -> Vec<i32> {
    let names = grams::of_name(&grams::fold(&text(&columns.name)));
    let names = names.iter().map(|piece| term(drive, Piece::Name, piece));
    let mut terms: Vec<_> = names.chain(of_labels(drive, &columns.labels)).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Terms that every name has that contains these words.
pub(super) fn of_words(drive: DriveId, words: &[String]) -> Vec<i32> {
    grams::of_words(words).iter().map(|piece| term(drive, Piece::Name, piece)).collect()
}

/// The terms of labels.
pub(super) fn of_labels(drive: DriveId, labels: &[String]) -> impl Iterator<Item = i32> {
    labels.iter().map(move |label| term(drive, Piece::Label, label))
}

/// FNV-1a over 64 bits, folded to 32.
fn term(drive: DriveId, kind: Piece, piece: &str) -> i32 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = drive.0.to_le_bytes().into_iter().chain([kind as u8]).chain(piece.bytes());
    let hash = bytes.fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    let [low, high] = [hash & 0xffff_ffff, hash >> 32].map(|half| u32::try_from(half).unwrap_or_default());
    (low ^ high).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(name: &str, labels: &[&str]) -> Columns {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        Columns { name: name.to_owned(), labels, ..Columns::default() }
    }

    #[test]
    fn terms_are_what_the_tables_hold() {
        assert_eq!(term(DriveId(1), Piece::Name, "abc"), 524_397_502);
    }

    #[test]
    fn a_file_has_the_terms_of_its_words_and_labels() {
        let file = of(DriveId(1), &columns("Jahresbericht 年报.PDF", &["rot", "blau"]));
        for words in [["bericht"], ["年报"], [".pdf"]] {
            let looked_for = of_words(DriveId(1), &words.map(str::to_owned));
            assert!(!looked_for.is_empty() && looked_for.iter().all(|term| file.contains(term)));
        }
        assert!(of_labels(DriveId(1), &["blau".to_owned()]).all(|term| file.contains(&term)));
        assert!(of_words(DriveId(2), &["bericht".to_owned()]).iter().all(|term| !file.contains(term)));
        assert!(of(DriveId(1), &columns("ab", &[])).is_empty());
    }
}
