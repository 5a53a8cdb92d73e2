//! The labels that a container's structure gives: what its members' bytes alone would not show.

use assay_findings::Label;

/// Encrypted, or holding an encrypted member.
pub const ENCRYPTED: Label = Label::new("encrypted");
/// Two readers would see two different things: a zip's directory and its local headers disagree.
pub const MISMATCH: Label = Label::new("Mismatch");
/// Members share bytes of the container, as in a zip bomb.
pub const OVERLAP: Label = Label::new("Overlap");
/// The member's name climbs out of the folder that it is unpacked to.
pub const TRAVERSAL: Label = Label::new("Traversal");
/// A symbolic link; its content is the link's target.
pub const SYMLINK: Label = Label::new("Symlink");
/// Source of a macro.
pub const MACRO: Label = Label::new("VBA");
/// A script of a document.
pub const SCRIPT: Label = Label::new("JavaScript");

/// A program, or memory of it, as its own unpacking code left it.
pub const UNPACKED: Label = Label::new("Unpacked");

/// A script of AutoIt.
pub const AUTOIT: Label = Label::new("AutoIt");

/// [`OVERLAP`], when members share bytes. They come as the part of the container that they lie in, the place there and
/// the length, by part and then by place.
pub(crate) fn overlap(members: impl Iterator<Item = (u64, u64, u64)>) -> Vec<Label> {
    let mut last: Option<(u64, u64)> = None;
    for (part, offset, bytes) in members.filter(|(_, _, bytes)| *bytes > 0) {
        if last.is_some_and(|(before, end)| before == part && end > offset) {
            return vec![OVERLAP];
        }
        last = Some((part, offset.saturating_add(bytes)));
    }
    Vec::new()
}
