//! The photo of a paper in, a clean scan out.
//!
//! Pure: pixels in, pixels out. The stages, in order, one module each:
//!
//! 1. [`photo`]: decode, within limits that the header is held against, and turn as the camera says;
//! 2. [`find`]: where the page is, or that there is none;
//! 3. [`unbend`]: the page's surface, flat in perspective or curled;
//! 4. [`upright`]: which way up, and how far askew;
//! 5. [`warp`]: the page as it lies flat, in one sampling of the photo;
//! 6. [`clean`]: light divided out, noise taken out, strokes kept;
//! 7. [`encode`].
//!
//! [`pipeline`] puts them together. Distances are in pixels; x grows to the right and y downwards; a pixel is a square
//! of side one whose upper left corner has its whole coordinates, so that the middle of the first is at (0.5, 0.5).
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::many_single_char_names,
    reason = "pixel arithmetic: sides are below 2^16, values below 2^8, and `as` saturates; corners are a, b, c and d"
)]

mod clean;
mod density;
mod draw;
mod encode;
mod find;
mod geometry;
mod net;
mod photo;
mod pipeline;
mod read;
mod size;
mod spread;
mod stages;
mod unbend;
mod upright;
mod warp;

pub use net::warm_up;
pub use pipeline::{Reader, flatten};
