//! Permissions and share links: who may do what with files that are not theirs.
