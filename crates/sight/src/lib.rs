//! What is in a picture, from its pixels: QR and bar codes, a score, crops, and what a reader of texts is given.
//!
//! Decoding is the `image` crate's; what a picture may cost is decided here, from its header, before a pixel is
//! decoded. All boxes are in pixels of the picture as it is looked at: turned the way its orientation says.

mod codes;
mod crop;
mod decode;
mod page;
mod plane;
mod score;

#[cfg(test)]
mod sample;

pub use decode::{Picture, SightError};
pub use page::Page;
