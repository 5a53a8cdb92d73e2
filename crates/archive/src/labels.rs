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
