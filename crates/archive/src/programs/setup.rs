//! InstallShield's programs with cabinets: behind the program stand its files, each behind its name, its path, a version
//! and its length, as texts that end with a zero.

use crate::{
    archives::iscab,
    le,
    members::{Members, Stop},
    path,
};

/// Files behind one program.
const FILES_MAX: usize = 1000;
/// The longest of the texts.
const TEXT_MAX_BYTES: usize = 260;

/// A file.
struct File<'a> {
    name: String,
    content: &'a [u8],
}

/// Whether such files begin here.
pub(super) fn starts(bytes: &[u8]) -> bool {
    record(bytes, 0).is_some()
}

/// The file whose texts begin there, and where the next one is.
fn record(bytes: &[u8], at: usize) -> Option<(File<'_>, usize)> {
    let mut at = at;
    let mut text = || {
        let rest = le::slice_upto(bytes, at, TEXT_MAX_BYTES as u64);
        let text = rest.get(..memchr::memchr(0, rest)?)?;
        at += text.len() + 1;
        (!text.is_empty() && !text.iter().any(u8::is_ascii_control)).then_some(text)
    };
    let (name, folder, version, len) = (text()?, text()?, text()?, text()?);
    let len: u64 = std::str::from_utf8(len).ok()?.parse().ok()?;
    let is_version = version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    if !is_version || !folder.ends_with(name) {
        return None;
    }
    let content = le::slice(bytes, at, usize::try_from(len).ok()?)?;
    Some((File { name: path::latin1(folder), content }, at + content.len()))
}

/// Shows the files, and those in their cabinets.
pub(super) fn show(bytes: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut files = Vec::new();
    let mut at = 0;
    while let Some((file, next)) = record(bytes, at).filter(|_| files.len() < FILES_MAX) {
        files.push(file);
        at = next;
    }
    for file in &files {
        if !iscab::starts(file.content) {
            out.show(&file.name, file.content, &[], &[])?;
        } else if iscab::has_list(file.content) {
            show_cabinet(file, &files, out)?;
        } else if !files
            .iter()
            .any(|list| iscab::has_list(list.content) && stem(&list.name) == stem(&file.name))
        {
            out.show(&file.name, file.content, &[], &[])?;
        }
    }
    Ok(())
}

/// A cabinet's files, out of all its volumes.
fn show_cabinet(list: &File<'_>, files: &[File<'_>], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let volumes: Vec<_> = files
        .iter()
        .filter(|file| {
            stem(&file.name) == stem(&list.name) && file.name.to_ascii_lowercase().ends_with(".cab")
        })
        .filter_map(|file| Some((number(&file.name)?, file.content)))
        .collect();
    let volumes = if volumes.is_empty() { vec![(1, list.content)] } else { volumes };
    iscab::show(list.content, &volumes, &format!("{}/", list.name), out)
}

/// A path without its ending and the volume's number: what all volumes of a cabinet have in common.
fn stem(name: &str) -> String {
    let name = name.rsplit(['\\', '/']).next().unwrap_or_default().to_ascii_lowercase();
    let name = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
    name.trim_end_matches(|digit: char| digit.is_ascii_digit()).to_owned()
}

/// The number of a volume, which its name ends with.
fn number(name: &str) -> Option<u16> {
    let (name, _) = name.rsplit_once('.')?;
    let digits = name.len() - name.trim_end_matches(|digit: char| digit.is_ascii_digit()).len();
    name.get(name.len() - digits..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_behind_their_texts() {
        let bytes = b"a.txt\0Disk1\\a.txt\x001.0.0.0\x005\0helloc.txt\0c.txt\x000\x000\0";
        let (file, next) = record(bytes, 0).unwrap();
        assert_eq!((file.name.as_str(), file.content), ("Disk1\\a.txt", &b"hello"[..]));
        let (file, next) = record(bytes, next).unwrap();
        assert_eq!((file.name.as_str(), file.content, next), ("c.txt", &b""[..], bytes.len()));
        assert!(record(bytes, next).is_none());
        assert!(record(b"a.txt\0a.txt\x001.0\x009999\0hello", 0).is_none());
    }

    #[test]
    fn volumes_belong_to_their_cabinet() {
        assert_eq!(stem("Disk1\\data1.hdr"), "data");
        assert_eq!(number("Disk1\\data2.cab"), Some(2));
        assert_eq!(number("setup.cab"), None);
    }
}
