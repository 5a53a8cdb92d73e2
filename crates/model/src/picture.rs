//! From a picture to the numbers that a network is given, and from its coordinates back to the picture's.

use image::{RgbImage, imageops};
use rten::Value;

use crate::{
    manifest::{Colours, Fit, Layout, PictureInput},
    network::tensor,
    number::real,
};

/// Where what a network was given came from: `picture = given * scale + offset`, on each axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placement {
    pub(crate) scale: [f32; 2],
    pub(crate) offset: [f32; 2],
}

impl Placement {
    /// A point of the picture.
    pub(crate) fn point(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [scale_x, scale_y] = self.scale;
        let [left, top] = self.offset;
        [x * scale_x + left, y * scale_y + top]
    }
}

/// What the network is given for a picture.
pub(crate) fn given(picture: &RgbImage, input: &PictureInput) -> (Value, Placement) {
    let (fitted, placement) = fit(picture, input);
    (numbers(&fitted, input), placement)
}

/// What it is given for a picture that has its size already.
pub(crate) fn numbers(fitted: &RgbImage, input: &PictureInput) -> Value {
    let order: [usize; 3] = match input.colours {
        Colours::Rgb => [0, 1, 2],
        Colours::Bgr => [2, 1, 0],
    };
    let [width, height] = [fitted.width() as usize, fitted.height() as usize];
    let mut out = Vec::with_capacity(width * height * 3);
    let number = |channel: usize, byte: u8| {
        (f32::from(byte) / input.scale - input.mean[channel]) / input.deviation[channel]
    };
    match input.layout {
        Layout::Nchw => {
            for (channel, colour) in order.into_iter().enumerate() {
                out.extend(fitted.pixels().map(|pixel| number(channel, pixel.0[colour])));
            }
            tensor(&[1, 3, height, width], out)
        }
        Layout::Nhwc => {
            for pixel in fitted.pixels() {
                out.extend(order.into_iter().enumerate().map(|(at, colour)| number(at, pixel.0[colour])));
            }
            tensor(&[1, height, width, 3], out)
        }
    }
}

fn fit(picture: &RgbImage, input: &PictureInput) -> (RgbImage, Placement) {
    let (from, to) = (picture.dimensions(), (input.width, input.height));
    let ratios = (real(from.0) / real(to.0), real(from.1) / real(to.1));
    match input.fit {
        Fit::Stretch => {
            let placement = Placement { scale: [ratios.0, ratios.1], offset: [0.0; 2] };
            (scaled(picture, to), placement)
        }
        Fit::Crop => {
            let ratio = ratios.0.min(ratios.1);
            let piece = (side(real(to.0) * ratio, from.0), side(real(to.1) * ratio, from.1));
            let at = ((from.0 - piece.0) / 2, (from.1 - piece.1) / 2);
            let cut = imageops::crop_imm(picture, at.0, at.1, piece.0, piece.1).to_image();
            let scale = [real(piece.0) / real(to.0), real(piece.1) / real(to.1)];
            (scaled(&cut, to), Placement { scale, offset: [real(at.0), real(at.1)] })
        }
        Fit::Pad => {
            let ratio = ratios.0.max(ratios.1);
            let whole = (side(real(from.0) / ratio, to.0), side(real(from.1) / ratio, to.1));
            let at = ((to.0 - whole.0) / 2, (to.1 - whole.1) / 2);
            let mut frame = RgbImage::new(to.0, to.1);
            imageops::replace(&mut frame, &scaled(picture, whole), at.0.into(), at.1.into());
            let scale = [real(from.0) / real(whole.0), real(from.1) / real(whole.1)];
            (frame, Placement { scale, offset: [-real(at.0) * scale[0], -real(at.1) * scale[1]] })
        }
    }
}

/// A side of 1 to `most` pixels.
fn side(length: f32, most: u32) -> u32 {
    u32::try_from(crate::number::whole(length, 1, most)).unwrap_or(most)
}

/// The picture in another size: a box filter where it shrinks much, which is as good and many times faster.
pub(crate) fn scaled(picture: &RgbImage, (width, height): (u32, u32)) -> RgbImage {
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    let rough = (width.saturating_mul(3), height.saturating_mul(3));
    if picture.width() > rough.0 && picture.height() > rough.1 {
        let small = imageops::thumbnail(picture, rough.0, rough.1);
        return imageops::resize(&small, width, height, imageops::FilterType::Triangle);
    }
    imageops::resize(picture, width, height, imageops::FilterType::Triangle)
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::prelude::*;
    use rten_tensor::AsView as _;

    use super::*;

    fn input(width: u32, height: u32, fit: Fit) -> PictureInput {
        PictureInput {
            input: None,
            width,
            height,
            fit,
            layout: Layout::Nchw,
            colours: Colours::Rgb,
            scale: 255.0,
            mean: [0.0; 3],
            deviation: [1.0; 3],
        }
    }

    fn list(value: Value) -> Vec<f32> {
        value.into_tensor::<f32>().expect("numbers").to_vec()
    }

    #[test]
    fn layout_order_and_scale_are_the_manifests() {
        let picture = RgbImage::from_pixel(2, 1, Rgb([255, 51, 0]));
        let asked = input(2, 1, Fit::Stretch);
        assert_eq!(list(numbers(&picture, &asked)), [1.0, 1.0, 0.2, 0.2, 0.0, 0.0]);
        let asked = PictureInput {
            layout: Layout::Nhwc,
            colours: Colours::Bgr,
            mean: [0.0, 0.0, 0.5],
            deviation: [1.0, 1.0, 0.5],
            ..asked
        };
        assert_eq!(list(numbers(&picture, &asked)), [0.0, 0.2, 1.0, 0.0, 0.2, 1.0]);
    }

    #[test]
    fn padding_is_black_and_crops_are_of_the_middle() {
        let white = RgbImage::from_pixel(40, 20, Rgb([255; 3]));
        let (padded, _) = fit(&white, &input(8, 8, Fit::Pad));
        assert_eq!((padded.get_pixel(4, 0).0, padded.get_pixel(4, 4).0), ([0; 3], [255; 3]));
        let mut halves = white;
        for (x, _, pixel) in halves.enumerate_pixels_mut() {
            *pixel = Rgb(if (10..30).contains(&x) { [255; 3] } else { [0; 3] });
        }
        let (cropped, _) = fit(&halves, &input(4, 4, Fit::Crop));
        assert!(cropped.pixels().all(|pixel| pixel.0[0] == 255));
    }

    proptest! {
        #[test]
        fn what_is_given_has_the_size_asked_for_and_its_middle_is_the_pictures(
            (width, height) in (1_u32..90, 1_u32..90), (to_width, to_height) in (1_u32..50, 1_u32..50),
            how in prop::sample::select(vec![Fit::Stretch, Fit::Crop, Fit::Pad]),
        ) {
            let picture = RgbImage::new(width, height);
            let (fitted, placement) = fit(&picture, &input(to_width, to_height, how));
            prop_assert_eq!(fitted.dimensions(), (to_width, to_height));
            let [x, y] = placement.point([real(to_width) / 2.0, real(to_height) / 2.0]);
            // Padding and cropping by whole pixels may be off by half a one, on the coarser side.
            let slack = (real(width) / real(to_width)).max(real(height) / real(to_height)).max(1.0);
            prop_assert!((x - real(width) / 2.0).abs() <= slack, "{}", x);
            prop_assert!((y - real(height) / 2.0).abs() <= slack, "{}", y);
        }
    }
}
