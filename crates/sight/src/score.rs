//! How good a picture is, by measures that anybody can compute. Not a model of taste.
//!
//! The score is the weighted mean of four numbers from 0 to 1, all taken from a copy of at most [`SIDE`] pixels:
//! - **sharpness**: the variance of the Laplacian (Pech-Pacheco et al. 2000), on a logarithmic scale up to
//!   [`SHARPNESS_FULL`];
//! - **exposure**: how near the mean brightness is to the middle, less what is burnt out or drowned beyond a twentieth;
//! - **contrast**: the standard deviation of brightness, up to [`CONTRAST_FULL`];
//! - **colour**: the colourfulness of Hasler and Süsstrunk (2003), up to [`COLOUR_FULL`].

use assay_findings::media::ImageScore;

use crate::{
    Picture,
    plane::{Plane, luma},
};

/// The longest side that is measured.
const SIDE: u32 = 768;
/// The variance of the Laplacian of a picture that could not be sharper.
const SHARPNESS_FULL: f64 = 2000.0;
/// The standard deviation of brightness that is contrast enough.
const CONTRAST_FULL: f64 = 64.0;
/// What Hasler and Süsstrunk's observers called highly colourful.
const COLOUR_FULL: f64 = 82.0;
/// Weights of sharpness, exposure, contrast and colour.
const WEIGHTS: [f64; 4] = [0.4, 0.25, 0.2, 0.15];
/// The share of pixels that may be black or white.
const CLIPPED_FREE: f64 = 0.05;

impl Picture {
    /// How good the picture is, from 0 to 1.
    pub fn score(&self) -> ImageScore {
        let (pixels, _) = self.within(SIDE);
        let grey = Plane::of(&pixels, luma);
        let (brightness, contrast) = grey.spread();
        let measures = [
            sharpness(&grey),
            exposure(&grey, brightness),
            (contrast / CONTRAST_FULL).min(1.0),
            (colourfulness(&pixels) / COLOUR_FULL).min(1.0),
        ];
        let score: f64 = measures.iter().zip(WEIGHTS).map(|(measure, weight)| measure * weight).sum();
        // Three digits: more would say nothing.
        ImageScore { overall_quality_score: Some((score.clamp(0.0, 1.0) * 1000.0).round() / 1000.0) }
    }
}

fn sharpness(grey: &Plane) -> f64 {
    let laplacian = grey.map(|x, y| {
        let around = grey.at(x.saturating_sub(1), y)
            + grey.at(x + 1, y)
            + grey.at(x, y.saturating_sub(1))
            + grey.at(x, y + 1);
        around - 4.0 * grey.at(x, y)
    });
    let (_, deviation) = laplacian.spread();
    ((1.0 + deviation.powi(2)).ln() / (1.0 + SHARPNESS_FULL).ln()).min(1.0)
}

fn exposure(grey: &Plane, brightness: f64) -> f64 {
    let off = (brightness / 255.0 - 0.5).abs() * 2.0;
    let clipped = grey.share(|value| value <= 4.0) + grey.share(|value| value >= 251.0);
    let burnt = (clipped - CLIPPED_FREE).max(0.0);
    ((1.0 - off.powi(2)) * (1.0 - burnt)).max(0.0)
}

fn colourfulness(pixels: &image::RgbImage) -> f64 {
    let part = |pixel: image::Rgb<u8>| pixel.0.map(f64::from);
    let (mean_rg, deviation_rg) = Plane::of(pixels, |pixel| part(pixel)[0] - part(pixel)[1]).spread();
    let (mean_yb, deviation_yb) =
        Plane::of(pixels, |pixel| f64::midpoint(part(pixel)[0], part(pixel)[1]) - part(pixel)[2]).spread();
    deviation_rg.hypot(deviation_yb) + 0.3 * mean_rg.hypot(mean_yb)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};
    use proptest::prelude::*;

    use super::*;
    use crate::sample::scene;

    fn score(pixels: RgbImage) -> f64 {
        Picture { pixels }.score().overall_quality_score.expect("a score")
    }

    fn each(pixels: &RgbImage, change: impl Fn(f64) -> f64) -> RgbImage {
        let mut changed = pixels.clone();
        for pixel in changed.pixels_mut() {
            *pixel = Rgb(pixel.0.map(|value| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
                let value = change(f64::from(value)).clamp(0.0, 255.0) as u8;
                value
            }));
        }
        changed
    }

    #[test]
    fn a_good_picture_scores_high_and_an_empty_one_low() {
        assert!(score(scene(640, 480)) > 0.6);
        for level in [0, 255] {
            assert!(score(RgbImage::from_pixel(64, 64, Rgb([level; 3]))) < 0.1);
        }
        assert!((0.0..=1.0).contains(&score(RgbImage::from_pixel(1, 1, Rgb([9, 200, 3])))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn blurred_dark_flat_and_grey_pictures_score_lower(
            width in 200_u32..400, height in 200_u32..400, blur in 2.0_f32..8.0, dark in 0.05_f64..0.35,
            burnt in 120.0_f64..250.0, flat in 0.1_f64..0.5,
        ) {
            let good = scene(width, height);
            let best = score(good.clone());
            prop_assert!(score(image::imageops::blur(&good, blur)) < best);
            prop_assert!(score(each(&good, |value| value * dark)) < best);
            prop_assert!(score(each(&good, |value| value + burnt)) < best);
            prop_assert!(score(each(&good, |value| 128.0 + (value - 128.0) * flat)) < best);
            let grey = image::imageops::grayscale(&good);
            prop_assert!(score(image::DynamicImage::ImageLuma8(grey).into_rgb8()) < best);
        }
    }
}
