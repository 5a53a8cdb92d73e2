//! From a picture's bytes to its pixels: JPEG, PNG, WebP and GIF (their first frame), BMP and TIFF.
//!
//! Decoding is the `image` crate's; what a picture may cost is decided here, from its header, before a pixel is
//! decoded. Colours are taken as sRGB. No threads: some who decode may start none.

mod kind;
mod limits;
mod picture;

pub use kind::Unread;
pub use limits::Limits;
pub use picture::{Picture, on_white};

/// Why there are no pixels. The text is for the client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PixelError {
    /// Nothing that is known as a picture.
    #[error("not a picture of a known format (JPEG, PNG, WebP, TIFF, BMP and GIF are)")]
    Unknown,
    /// A picture of a format that is known by name and not decoded.
    #[error("{0} pictures are not decoded here; JPEG, PNG, WebP, TIFF, BMP and GIF are")]
    Unread(Unread),
    /// Too many pixels.
    #[error(
        "the picture has {width} x {height} pixels, which are too many: {max_pixels} are allowed, and {max_side} a side"
    )]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// The most that are allowed.
        max_pixels: u64,
        /// The most that are allowed a side.
        max_side: u32,
    },
    /// Few enough pixels, but of so many bits that decoding would take too much memory.
    #[error("the picture takes more than {max_bytes} bytes to decode")]
    TooHeavy {
        /// The most that are allowed.
        max_bytes: u64,
    },
    /// Damaged; why.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
}
