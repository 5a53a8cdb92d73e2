//! xar archives, Apple's installer packages (`.pkg`) among them: a header, a packed list of files in XML, and a heap of
//! their contents, each packed by itself (the format's page in the wiki of the project xar).

use assay_findings::{IncompleteReason, Label};
use flate2::read::ZlibDecoder;
use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};

use crate::{
    compressors,
    formats::{Container, Hints},
    le,
    members::{Filled, Members, Stop},
    source::{Plain, Source, Unpacking},
};

const MAGIC: &[u8] = b"xar!";
/// The largest list that is read, unpacked.
const LIST_MAX_BYTES: u64 = 32 << 20;
/// Pieces of the list that are read, and folders in folders.
const PIECES_MAX: usize = 2_000_000;
const DEPTH_MAX: usize = 64;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) && header(bytes).is_some()
}

/// Bytes of the header, and of the list behind it.
fn header(bytes: &[u8]) -> Option<(usize, u64)> {
    let header = u16::from_be_bytes(le::array(bytes, 4)?);
    let list = u64::from_be_bytes(le::array(bytes, 8)?);
    (header >= 28).then_some((header.into(), list))
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Xar { bytes, files_left: hints.files_left })
}

struct Xar<'a> {
    bytes: &'a [u8],
    files_left: usize,
}

/// A file of the list.
#[derive(Debug, Default)]
struct File {
    name: String,
    is_folder: bool,
    /// Where its content lies in the heap: offset and length.
    place: Option<(u64, u64)>,
}

impl Container for Xar<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let Some((start, packed_len)) = header(self.bytes) else { return Ok(()) };
        let packed = le::slice_upto(self.bytes, start, packed_len);
        let mut list = Vec::new();
        let mut unpacking = Unpacking::new(ZlibDecoder::new(packed), packed.len());
        let filled = out.take(&mut unpacking, &mut list, LIST_MAX_BYTES);
        let (files, whole) = files(&String::from_utf8_lossy(&list), self.files_left.saturating_add(1));
        if filled != Filled::Ended || !whole {
            out.note(IncompleteReason::Damaged);
        }
        let heap = self.bytes.get(start + packed.len()..).unwrap_or_default();
        for file in files {
            let Some((offset, len)) = file.place.filter(|_| !file.is_folder) else { continue };
            let content = usize::try_from(offset).map_or(&[][..], |at| le::slice_upto(heap, at, len));
            let mut member = out.begin(&file.name)?;
            if (content.len() as u64) < len {
                member.incomplete(IncompleteReason::Damaged);
            }
            let mut source: Box<dyn Source + '_> = if is_zlib(content) {
                Box::new(Unpacking::new(ZlibDecoder::new(content), content.len()))
            } else if compressors::bzip2_starts(content) {
                compressors::bzip2(content)
            } else if compressors::xz_starts(content) {
                compressors::xz(content)
            } else {
                // What is not packed by these is there as it is, or has a signature of its own.
                Box::new(Plain::new(content))
            };
            if is_zlib(content) {
                out.lies_in(&mut member, content);
            }
            if out.fill(&mut member, source.as_mut(), u64::MAX) == Filled::Damaged {
                member.incomplete(IncompleteReason::Damaged);
            }
            out.finish(member)?;
        }
        Ok(())
    }
}

/// Whether a stream of zlib begins here, which the format calls gzip.
fn is_zlib(bytes: &[u8]) -> bool {
    le::array(bytes, 0)
        .is_some_and(|head: [u8; 2]| head[0] == 0x78 && u16::from_be_bytes(head).is_multiple_of(31))
}

/// The files of a list with their paths, and whether all of it was read.
fn files(list: &str, max: usize) -> (Vec<File>, bool) {
    let mut reader = Reader::from_str(list);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut files = Vec::new();
    // Files in folders, and the elements that are open inside the innermost.
    let mut open: Vec<File> = Vec::new();
    let mut inside: Vec<String> = Vec::new();
    let mut text = String::new();
    for _ in 0..PIECES_MAX {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                text.clear();
                let name = element.local_name().as_ref().to_owned();
                if name == "file" {
                    if open.len() >= DEPTH_MAX {
                        return (files, false);
                    }
                    open.push(File::default());
                    inside.clear();
                } else if inside.len() < DEPTH_MAX {
                    inside.push(name);
                }
            }
            Ok(Event::Text(part)) => text.push_str(&part),
            Ok(Event::CData(part)) => text.push_str(&part),
            Ok(Event::GeneralRef(part)) => match part.resolve_char_ref() {
                Ok(Some(letter)) => text.push(letter),
                _ => text.push_str(resolve_predefined_entity(&part).unwrap_or_default()),
            },
            Ok(Event::End(element)) if element.local_name().as_ref() == "file" => {
                inside.clear();
                let Some(mut file) = open.pop() else { continue };
                let folders: Vec<&str> = open.iter().map(|folder| folder.name.as_str()).collect();
                file.name = folders.into_iter().chain([file.name.as_str()]).collect::<Vec<_>>().join("/");
                files.push(file);
                if files.len() >= max {
                    return (files, true);
                }
            }
            Ok(Event::End(_)) => {
                if let Some(file) = open.last_mut() {
                    set(file, &inside, text.trim());
                }
                inside.pop();
                text.clear();
            }
            Ok(Event::Eof) => return (files, true),
            Ok(_) => {}
            Err(_) => return (files, false),
        }
    }
    (files, false)
}

/// Takes the text of an element of a file's.
fn set(file: &mut File, inside: &[String], text: &str) {
    let names: Vec<&str> = inside.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["name"] => text.clone_into(&mut file.name),
        ["type"] => file.is_folder = text == "directory",
        ["data", "offset"] => file.place.get_or_insert_default().0 = text.parse().unwrap_or(u64::MAX),
        ["data", "length"] => file.place.get_or_insert_default().1 = text.parse().unwrap_or(0),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_the_paths_of_their_folders() {
        let list = "<xar><toc><file id='1'><name>a &amp; b</name><type>directory</type><file id='2'><data><length>5</length>\
                    <offset>20</offset><size>7</size></data><name>c</name><type>file</type></file></file></toc></xar>";
        let (files, whole) = files(list, 10);
        let found: Vec<_> =
            files.iter().map(|file| (file.name.as_str(), file.is_folder, file.place)).collect();
        assert_eq!(found, [("a & b/c", false, Some((20, 5))), ("a & b", true, None)]);
        assert!(whole);
    }

    proptest::proptest! {
        #[test]
        fn any_list_ends(list: String) {
            files(&list, 100);
        }
    }
}
