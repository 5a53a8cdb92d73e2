//! From bytes to pixels, within bounds, turned as the camera says.

use assay_findings::TaskError;
use assay_pixels::{Limits, Picture, on_white};
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{RgbImage, imageops, metadata::Orientation};
use rayon::prelude::*;

/// The most pixels that are worked on: a photo that has more is made smaller at once. At 24 megapixels a page of A4 that
/// fills the photo has some 480 dots per inch.
const PIXELS_KEPT: u64 = 24_000_000;

/// Rows that one thread turns at a time: as many pixels lie beside each other where they are read.
const STRIPE_ROWS: usize = 32;

/// A photo as its camera's orientation shows it.
#[derive(Debug, Clone)]
pub(crate) struct Photo {
    pub(crate) pixels: RgbImage,
    /// The clockwise turn, in degrees, that the camera's orientation made of the stored pixels: 0, 90, 180 or 270. What
    /// a mirrored orientation turns is counted, that it mirrors is not.
    pub(crate) turned: u16,
    /// Width and height in pixels before it was made smaller.
    pub(crate) size: (u32, u32),
}

impl Photo {
    /// Decodes a photo.
    ///
    /// # Errors
    /// [`TaskError::Unsuitable`] for what is not a picture, is a damaged one, or is too large.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, TaskError> {
        let picture =
            Picture::decode(bytes, Limits::LARGE).map_err(|err| TaskError::Unsuitable(err.to_string()))?;
        let (width, height) = picture.size();
        let orientation = picture.orientation;
        let pixels = upright(within(on_white(picture.pixels), PIXELS_KEPT), orientation);
        let (turned, lies) = match orientation {
            Orientation::NoTransforms | Orientation::FlipHorizontal => (0, false),
            Orientation::Rotate90 | Orientation::Rotate90FlipH => (90, true),
            Orientation::Rotate180 | Orientation::FlipVertical => (180, false),
            Orientation::Rotate270 | Orientation::Rotate270FlipH => (270, true),
        };
        Ok(Self { pixels, turned, size: if lies { (height, width) } else { (width, height) } })
    }

    /// How many pixels of the photo, before it was made smaller, are one of its pixels: across and down.
    pub(crate) fn shrunk(&self) -> (f64, f64) {
        let (width, height) = self.pixels.dimensions();
        (f64::from(self.size.0) / f64::from(width), f64::from(self.size.1) / f64::from(height))
    }
}

/// The picture, made smaller if it has more pixels than this.
fn within(picture: RgbImage, pixels: u64) -> RgbImage {
    let (width, height) = picture.dimensions();
    let has = u64::from(width) * u64::from(height);
    if has <= pixels {
        return picture;
    }
    let scale = (pixels as f64 / has as f64).sqrt();
    let side = |side: u32| ((f64::from(side) * scale) as u32).max(1);
    let (to_width, to_height) = (side(width), side(height));
    let mut smaller = Image::new(to_width, to_height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Hamming));
    let resized = ImageRef::new(width, height, picture.as_raw(), PixelType::U8x3)
        .ok()
        .and_then(|from| Resizer::new().resize(&from, &mut smaller, &options).ok());
    let smaller = resized.and_then(|()| RgbImage::from_raw(to_width, to_height, smaller.into_vec()));
    // Neither the sizes nor the kinds of pixels differ, so that nothing fails.
    smaller.unwrap_or(picture)
}

/// The picture, turned and mirrored as an orientation wants it. Those that lie are turned by all threads: most
/// photos of telephones do.
fn upright(mut picture: RgbImage, orientation: Orientation) -> RgbImage {
    let (flip_columns, flip_rows) = match orientation {
        Orientation::NoTransforms => return picture,
        Orientation::Rotate180 => {
            imageops::rotate180_in_place(&mut picture);
            return picture;
        }
        Orientation::FlipHorizontal => {
            imageops::flip_horizontal_in_place(&mut picture);
            return picture;
        }
        Orientation::FlipVertical => {
            imageops::flip_vertical_in_place(&mut picture);
            return picture;
        }
        Orientation::Rotate90FlipH => (false, false),
        Orientation::Rotate90 => (false, true),
        Orientation::Rotate270 => (true, false),
        Orientation::Rotate270FlipH => (true, true),
    };
    transposed(&picture, flip_columns, flip_rows)
}

/// Rows become columns and columns rows; first the columns are put in opposite order, or the rows are.
fn transposed(picture: &RgbImage, flip_columns: bool, flip_rows: bool) -> RgbImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = picture.as_raw().as_slice();
    let mut turned = RgbImage::new(picture.height(), picture.width());
    turned.par_chunks_mut((STRIPE_ROWS * height * 3).max(1)).enumerate().for_each(|(stripe, rows)| {
        let first = stripe * STRIPE_ROWS;
        let count = rows.len() / (height * 3);
        for x in 0..height {
            let from = if flip_rows { height - 1 - x } else { x };
            for y in 0..count {
                let column = if flip_columns { width - 1 - (first + y) } else { first + y };
                let (to, at) = ((y * height + x) * 3, (from * width + column) * 3);
                rows[to..to + 3].copy_from_slice(&pixels[at..at + 3]);
            }
        }
    });
    turned
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat, Rgb};

    use super::*;

    fn speckled(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, (x * 7 + y * 13) as u8]))
    }

    #[test]
    fn every_orientation_is_what_it_is_to_others() {
        for (width, height) in [(1, 1), (1, 70), (70, 1), (97, 65), (64, 128)] {
            let picture = speckled(width, height);
            for exif in 1..=8 {
                let orientation = Orientation::from_exif(exif).expect("an orientation");
                let mut expected = DynamicImage::ImageRgb8(picture.clone());
                expected.apply_orientation(orientation);
                assert_eq!(upright(picture.clone(), orientation), expected.into_rgb8(), "{exif}");
            }
        }
    }

    #[test]
    fn what_is_larger_than_is_kept_is_made_smaller_in_its_proportions() {
        let picture = RgbImage::from_pixel(400, 300, Rgb([10, 20, 30]));
        assert_eq!(within(picture.clone(), 120_000).dimensions(), (400, 300));
        let smaller = within(picture, 30_000);
        assert_eq!(smaller.dimensions(), (200, 150));
        assert!(smaller.pixels().all(|pixel| pixel.0 == [10, 20, 30]));
        assert_eq!(within(RgbImage::new(1000, 1), 10).dimensions(), (100, 1));
    }

    #[test]
    fn a_photo_tells_its_size_and_turn() {
        let mut jpeg = Vec::new();
        let picture = speckled(40, 20);
        picture.write_to(&mut std::io::Cursor::new(&mut jpeg), ImageFormat::Jpeg).expect("encoded");
        // A segment of EXIF that says nothing but the orientation: 6, turned clockwise.
        let exif = b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        jpeg.splice(2..2, exif.iter().copied());
        let photo = Photo::decode(&jpeg).expect("decoded");
        assert_eq!((photo.size, photo.pixels.dimensions(), photo.turned), ((20, 40), (20, 40), 90));
        assert_eq!(photo.shrunk(), (1.0, 1.0));
        assert!(matches!(Photo::decode(b"no picture"), Err(TaskError::Unsuitable(_))));
    }
}
