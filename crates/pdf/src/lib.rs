//! Scans put together to a PDF that can be searched: each scan a page, its encoded picture as it is, and its words over
//! it, unseen.
//!
//! A page is written as soon as it is there, so that hundreds of them take the memory of one. The same scans make the
//! same bytes: there are no dates in them.

mod document;
mod font;
mod picture;
mod text;

pub use document::Document;

/// Why a scan does not become a page.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// It cannot be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Its picture is none that a PDF can hold as it is.
    #[error("the scan cannot be put into a PDF: {0}")]
    Picture(&'static str),
}
