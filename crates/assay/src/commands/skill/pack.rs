//! A folder as one archive in memory, as a Skill is handed around.
//!
//! POSIX.1-2017 `ustar` headers, with GNU's records for long names: what the archive engine reads. Links are
//! not followed, and are named as links, so that the judge sees them.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, Write},
    path::Path,
};

use anyhow::{Context as _, Result, bail};
use rustix::fs::MemfdFlags;

/// The most that a folder may hold, in bytes.
const BYTES_MAX: u64 = 256 << 20;
/// The most files and folders in it.
const ENTRIES_MAX: usize = 20_000;
/// A block of the format.
const BLOCK: usize = 512;

/// Packs `root`, in the order of the names. A folder of version control is left out: no agent reads it.
pub(super) fn folder(root: &Path) -> Result<File> {
    let out = rustix::fs::memfd_create("skill", MemfdFlags::CLOEXEC).map_err(io::Error::from)?;
    let mut out = File::from(out);
    let mut waiting = vec![root.to_path_buf()];
    let (mut entries, mut bytes) = (0, 0);
    while let Some(path) = waiting.pop() {
        let about = |what: &str| format!("{}: {what}", path.display());
        let metadata = path.symlink_metadata().with_context(|| about("cannot be looked at"))?;
        entries += 1;
        if entries > ENTRIES_MAX {
            bail!("there are more than {ENTRIES_MAX} files in it");
        }
        if metadata.is_dir() || path == root {
            let mut inside: Vec<_> = path
                .read_dir()
                .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>())
                .with_context(|| about("cannot be listed"))?;
            inside.retain(|path: &std::path::PathBuf| path.file_name().is_none_or(|name| name != ".git"));
            inside.sort_by(|a, b| b.cmp(a));
            waiting.extend(inside);
            continue;
        }
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        if metadata.is_symlink() {
            let target = fs::read_link(&path).unwrap_or_default().to_string_lossy().into_owned();
            member(&mut out, &name, b'2', &target, &[])?;
        } else if metadata.is_file() {
            bytes += metadata.len();
            if bytes > BYTES_MAX {
                bail!("there are more than {BYTES_MAX} bytes in it");
            }
            let mut content = Vec::new();
            File::open(&path)
                .and_then(|file| file.take(BYTES_MAX).read_to_end(&mut content))
                .with_context(|| about("cannot be read"))?;
            member(&mut out, &name, b'0', "", &content)?;
        }
    }
    out.write_all(&[0; 2 * BLOCK])?;
    out.rewind()?;
    Ok(out)
}

/// Writes one member, with records before it for what does not fit its header.
fn member(out: &mut impl Write, name: &str, kind: u8, target: &str, content: &[u8]) -> io::Result<()> {
    for (long, kind) in [(name, b'L'), (target, b'K')] {
        if long.len() > 99 {
            let mut text = long.as_bytes().to_vec();
            text.push(0);
            block(out, "././@LongLink", kind, "", &text)?;
        }
    }
    block(out, name, kind, target, content)
}

fn block(out: &mut impl Write, name: &str, kind: u8, target: &str, content: &[u8]) -> io::Result<()> {
    let mut header = [0_u8; BLOCK];
    put(&mut header, 0, &name.as_bytes()[..name.len().min(99)]);
    put(&mut header, 100, b"0000644\0");
    put(&mut header, 108, b"0000000\0");
    put(&mut header, 116, b"0000000\0");
    put(&mut header, 124, format!("{:011o}\0", content.len()).as_bytes());
    put(&mut header, 136, b"00000000000\0");
    put(&mut header, 148, b"        ");
    put(&mut header, 156, &[kind]);
    put(&mut header, 157, &target.as_bytes()[..target.len().min(99)]);
    put(&mut header, 257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    put(&mut header, 148, format!("{sum:06o}\0 ").as_bytes());
    out.write_all(&header)?;
    out.write_all(content)?;
    let rest = content.len() % BLOCK;
    out.write_all(&[0; BLOCK][..if rest == 0 { 0 } else { BLOCK - rest }])
}

fn put(header: &mut [u8; BLOCK], at: usize, bytes: &[u8]) {
    if let Some(field) = header.get_mut(at..at + bytes.len()) {
        field.copy_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_packed_as_the_system_s_tar_unpacks_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let deep = dir.path().join("a".repeat(80)).join("b".repeat(80));
        fs::create_dir_all(&deep).expect("made");
        fs::write(deep.join("x.md"), "hello").expect("written");
        fs::write(dir.path().join("SKILL.md"), vec![b'x'; 1000]).expect("written");
        let mut packed = Vec::new();
        folder(dir.path()).expect("packed").read_to_end(&mut packed).expect("read");
        let archive = dir.path().join("out.tar");
        fs::write(&archive, &packed).expect("written");
        let listed = std::process::Command::new("tar").arg("-tvf").arg(&archive).output().expect("tar");
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        assert!(
            listed.contains("/x.md") && listed.contains("1000") && listed.contains("SKILL.md"),
            "{listed}"
        );
    }
}
