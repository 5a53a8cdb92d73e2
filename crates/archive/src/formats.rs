//! The table of formats: how each is recognised, and how it is opened.

use assay_findings::Label;

use crate::{
    gzip,
    members::{Members, Stop},
    tar, zip,
};

/// A container whose structure has been read, ready to show its members.
pub(crate) trait Container {
    /// What the structure says about the container itself.
    fn labels(&self) -> Vec<Label>;

    /// Shows the members, and notes what cannot be read.
    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop>;
}

/// What the opener may know about the container beyond its bytes.
#[derive(Clone, Copy)]
pub(crate) struct Hints<'a> {
    /// Its own last name, if it is a member.
    pub(crate) name: Option<&'a str>,
    /// Members that may still be shown: nobody needs to list many more.
    pub(crate) files_left: usize,
}

/// One format.
struct Format {
    /// Whether the bytes begin as this format does.
    starts: fn(&[u8]) -> bool,
    /// Whether the format is behind something else, such as a program that unpacks it.
    follows: fn(&[u8]) -> bool,
    open: for<'a> fn(&'a [u8], Hints<'_>) -> Box<dyn Container + 'a>,
}

/// Every format that is opened, in the order in which a polyglot's members are shown.
const FORMATS: &[Format] = &[
    Format { starts: zip::starts, follows: zip::follows, open: zip::open },
    Format { starts: gzip::starts, follows: |_| false, open: gzip::open },
    Format { starts: tar::starts, follows: |_| false, open: tar::open },
];

/// The formats that these bytes are: usually none or one, several for a polyglot.
fn matching(bytes: &[u8]) -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| (format.starts)(bytes) || (format.follows)(bytes))
}

pub(crate) fn is_container(bytes: &[u8]) -> bool {
    matching(bytes).next().is_some()
}

/// Opens these bytes as everything that they are.
pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Vec<Box<dyn Container + 'a>> {
    matching(bytes).map(|format| (format.open)(bytes, hints)).collect()
}
