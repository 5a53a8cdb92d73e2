//! Unix ar, in System V's, GNU's and BSD's ways of writing names; Debian packages are that.

use assay_findings::{IncompleteReason, Label};

use crate::{
    formats::{Container, Hints},
    le,
    members::{Members, Stop},
    path,
    source::Plain,
};

const MAGIC: &[u8] = b"!<arch>\n";
const HEADER_BYTES: usize = 60;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Ar { bytes })
}

struct Ar<'a> {
    bytes: &'a [u8],
}

impl Container for Ar<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let mut at = MAGIC.len();
        let mut long_names: &[u8] = &[];
        while let Some(header) = le::slice(self.bytes, at, HEADER_BYTES) {
            let Some(size) = number(header.get(48..58)).filter(|_| header.ends_with(b"`\n")) else {
                out.note(IncompleteReason::Damaged);
                return Ok(());
            };
            at += HEADER_BYTES;
            let content = le::slice_upto(self.bytes, at, size);
            let cut = (content.len() as u64) < size;
            // Contents begin at even places.
            at = at.saturating_add(content.len()).saturating_add(content.len() & 1);
            let name = header.get(..16).unwrap_or_default().trim_ascii_end();
            match name {
                b"//" => long_names = content,
                // Tables of symbols: structure, which the archive's own bytes show.
                b"/" | b"/SYM64/" | b"__.SYMDEF" | b"__.SYMDEF SORTED" => {}
                _ => {
                    let (name, content) = resolve(name, content, long_names);
                    let mut member = out.begin(&path::latin1(name))?;
                    out.fill(&mut member, &mut Plain::new(content), u64::MAX);
                    if cut {
                        member.incomplete(IncompleteReason::Damaged);
                    }
                    out.finish(member)?;
                }
            }
        }
        if at < self.bytes.len() {
            out.note(IncompleteReason::Damaged);
        }
        Ok(())
    }
}

fn number(digits: Option<&[u8]>) -> Option<u64> {
    std::str::from_utf8(digits?.trim_ascii()).ok()?.parse().ok()
}

/// The name that is meant, and the content without a name that stands before it.
fn resolve<'a>(name: &'a [u8], content: &'a [u8], long_names: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    // BSD: `#1/20`, and 20 bytes of name before the content.
    if let Some(len) = number(name.strip_prefix(b"#1/")).and_then(|len| usize::try_from(len).ok())
        && let Some((long, rest)) = content.split_at_checked(len)
    {
        let end = memchr::memchr(0, long).unwrap_or(long.len());
        return (long.get(..end).unwrap_or_default(), rest);
    }
    // GNU: `/123`, and the name at 123 of the table, up to a slash and a line's end.
    if let Some(at) = number(name.strip_prefix(b"/")).and_then(|at| usize::try_from(at).ok())
        && let Some(long) = long_names.get(at..)
    {
        let end = memchr::memchr2(b'\n', 0, long).unwrap_or(long.len());
        let long = long.get(..end).unwrap_or_default();
        return (long.strip_suffix(b"/").unwrap_or(long), content);
    }
    (name.strip_suffix(b"/").unwrap_or(name), content)
}
