//! What is in a picture, from its pixels: QR and bar codes, a score, crops, and what a reader of texts is given.
//!
//! All boxes are in pixels of the picture as it is looked at: turned the way its orientation says.

mod codes;
mod crop;
mod decode;
mod page;
mod plane;
mod score;

#[cfg(test)]
mod sample;

pub use assay_pixels::PixelError;
pub use decode::Picture;
pub use page::Page;
