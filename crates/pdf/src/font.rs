//! A font without shapes, for text that is there to be found and copied, not to be seen.
//!
//! Every character is half as wide as it is high. Its number in the font is given when it is first used, and a table
//! says which character that is (ISO 32000-1, section 9.10.3), so that any script can be copied. The idea is
//! tesseract's, whose PDFs are read by all viewers; the font file itself is made here: six tables, one empty shape.

use std::collections::BTreeMap;

use pdf_writer::{
    Chunk, Finish as _, Name, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};

const NAME: Name<'static> = Name(b"Unseen");
/// Of a character, in thousandths of its height.
pub(crate) const WIDTH: u16 = 500;
const HEIGHT: u16 = 1000;
const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The characters that were used, and their numbers: from 1.
#[derive(Debug, Default)]
pub(crate) struct Letters(BTreeMap<char, u16>);

impl Letters {
    /// The characters' numbers, two bytes each.
    pub(crate) fn encode(&mut self, text: &str) -> Vec<u8> {
        let number = |letter: char| {
            let next = u16::try_from(self.0.len() + 1);
            // A document of more than 65,535 different characters has some that cannot be found.
            self.0
                .get(&letter)
                .copied()
                .or_else(|| next.ok().inspect(|next| _ = self.0.insert(letter, *next)))
        };
        text.chars().map(number).flat_map(|number| number.unwrap_or_default().to_be_bytes()).collect()
    }

    /// The font's objects, each in a chunk of its own.
    pub(crate) fn objects(&self, font: Ref, mut next: impl FnMut() -> Ref) -> Vec<(Ref, Chunk)> {
        let [letters, descendant, descriptor, file, shapes] = std::array::from_fn(|_| next());
        let mut objects = Vec::new();
        let mut write = |id: Ref, write: &dyn Fn(&mut Chunk)| {
            let mut chunk = Chunk::new();
            write(&mut chunk);
            objects.push((id, chunk));
        };
        write(font, &|chunk| {
            let mut font = chunk.type0_font(font);
            font.base_font(NAME).encoding_predefined(Name(b"Identity-H"));
            font.descendant_font(descendant).to_unicode(letters);
        });
        write(descendant, &|chunk| {
            let mut font = chunk.cid_font(descendant);
            font.subtype(CidFontType::Type2).base_font(NAME).system_info(SYSTEM).font_descriptor(descriptor);
            font.default_width(WIDTH.into()).cid_to_gid_map_stream(shapes);
        });
        write(descriptor, &|chunk| {
            let mut about = chunk.font_descriptor(descriptor);
            about.name(NAME).flags(FontFlags::FIXED_PITCH | FontFlags::SYMBOLIC);
            about.bbox(Rect::new(0.0, 0.0, WIDTH.into(), HEIGHT.into())).italic_angle(0.0);
            about.ascent(HEIGHT.into()).descent(0.0).cap_height(HEIGHT.into()).stem_v(80.0).font_file2(file);
        });
        write(file, &|chunk| {
            let bytes = font_file();
            let length = i32::try_from(bytes.len()).unwrap_or_default();
            chunk.stream(file, &bytes).pair(Name(b"Length1"), length).finish();
        });
        // Whatever its number, a character has the one shape, the empty one.
        write(shapes, &|chunk| drop(chunk.stream(shapes, &vec![0; (self.0.len() + 1) * 2])));
        write(letters, &|chunk| {
            let mut table = UnicodeCmap::new(Name(b"Unseen-UTF16"), SYSTEM);
            let mut by_number: Vec<_> = self.0.iter().map(|(letter, number)| (*number, *letter)).collect();
            by_number.sort_unstable();
            for (number, letter) in by_number {
                table.pair(number, letter);
            }
            chunk.cmap(letters, &table.finish());
        });
        objects
    }
}

/// A TrueType font (ISO/IEC 14496-22) of one shape, which is empty.
fn font_file() -> Vec<u8> {
    let words = |words: &[u16]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
    // Version 1, revision 1, no checksum, the magic number, no flags, units of a character's height, two times of eight
    // bytes, the box, no style, legible from 8 pixels on, mixed directions, short places, the one format.
    let mut head = words(&[1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, HEIGHT]);
    head.extend([0; 16]);
    head.extend(words(&[0, 0, WIDTH, HEIGHT, 0, 8, 2, 0, 0]));
    // Version 1, ascent, descent, gap, the widest; bearings, extent, an upright caret; one width.
    let mut hhea = words(&[1, 0, HEIGHT, 0, 0, WIDTH, 0, 0, 0, 1, 0, 0]);
    hhea.extend(words(&[0, 0, 0, 0, 0, 1]));
    let mut maxp = words(&[1, 0, 1]);
    maxp.extend([0; 26]);
    // By name.
    let tables: [(&[u8; 4], Vec<u8>); 6] = [
        (b"glyf", vec![0; 4]),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", words(&[WIDTH, 0])),
        (b"loca", words(&[0, 0])),
        (b"maxp", maxp),
    ];
    // Six tables: the largest power of two below is four, of which what follows is made.
    let mut file = words(&[1, 0, 6, 64, 2, 32]);
    let mut at = 12 + 16 * tables.len();
    let mut contents = Vec::new();
    for (name, table) in tables {
        let length = table.len();
        let mut padded = table;
        padded.resize(length.next_multiple_of(4), 0);
        let sum = padded
            .as_chunks::<4>()
            .0
            .iter()
            .fold(0_u32, |sum, word| sum.wrapping_add(u32::from_be_bytes(*word)));
        let number = |number: usize| u32::try_from(number).unwrap_or_default().to_be_bytes();
        file.extend(name.iter().copied().chain(sum.to_be_bytes()).chain(number(at)).chain(number(length)));
        at += padded.len();
        contents.extend(padded);
    }
    file.extend(contents);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_has_one_number_wherever_it_is_used() {
        let mut letters = Letters::default();
        assert_eq!(letters.encode("abca"), [0, 1, 0, 2, 0, 3, 0, 1]);
        assert_eq!(letters.encode("智a𠀀"), [0, 4, 0, 1, 0, 5]);
    }

    #[test]
    fn the_font_files_tables_lie_where_it_says() {
        let file = font_file();
        assert_eq!(file.len() % 4, 0);
        for entry in file[12..12 + 96].as_chunks::<16>().0 {
            let number = |at: usize| u32::from_be_bytes(entry[at..at + 4].try_into().expect("four")) as usize;
            assert!(number(8) + number(12) <= file.len());
            let length = match &entry[..4] {
                b"head" => 54,
                b"hhea" => 36,
                b"maxp" => 32,
                _ => 4,
            };
            assert_eq!(number(12), length);
        }
    }
}
