//! The best crops of given shapes.
//!
//! Every place of a small copy has an importance, in the manner of Wagenaar's smartcrop (2014): edges, saturated
//! colour, the colours of skin, and a little for being near the centre. A window is worth the share of all importance
//! that it holds, less [`SPREAD_COST`] times its share of the area: so it shrinks around something that stands out, and
//! stays as large as it can where nothing does.

use assay_findings::media::{Boundary, CroppingSuggestion};
use image::Rgb;

use crate::{
    Picture,
    page::boundary,
    plane::{Plane, Sums, count_of, luma},
};

/// The longest side of the copy that is measured.
const SIDE: u32 = 160;
/// Sides of windows that are tried, as shares of the largest that fits.
const SCALES: [f64; 4] = [1.0, 0.9, 0.8, 0.7];
/// Places that are tried along a side.
const STEPS: u32 = 24;
/// What area costs.
const SPREAD_COST: f64 = 0.5;
/// The most shapes that are looked at in one picture.
const RATIOS_MAX: usize = 16;
/// The largest number in a ratio.
const PART_MAX: u32 = 10_000;

impl Picture {
    /// The best crop of each shape, `WIDTH:HEIGHT` (whole numbers), in their order. What is no shape, or so narrow that
    /// no pixel is left, has none.
    pub fn croppings(&self, ratios: &[String]) -> Vec<CroppingSuggestion> {
        let (small, _) = self.within(SIDE);
        let map = importance(&small);
        let sums = map.sums();
        let (width, height) = self.dimensions();
        let suggest = |ratio: &String| {
            let shape = parse(ratio)?;
            let (window, share) = best(&sums, &map, (width, height), shape)?;
            Some(CroppingSuggestion {
                aspect_ratio: Some(ratio.clone()),
                boundary: Some(window.boundary()),
                confidence: Some((share.clamp(0.0, 1.0) * 1000.0).round() / 1000.0),
            })
        };
        ratios.iter().take(RATIOS_MAX).filter_map(suggest).collect()
    }
}

/// A part of the picture, in its pixels.
#[derive(Debug, Clone, Copy)]
struct Window {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Window {
    fn boundary(self) -> Boundary {
        boundary(self.left.into(), self.top.into(), self.width.into(), self.height.into())
    }
}

fn parse(ratio: &str) -> Option<(u32, u32)> {
    let (width, height) = ratio.split_once(':')?;
    let part = |text: &str| text.trim().parse().ok().filter(|part| (1..=PART_MAX).contains(part));
    Some((part(width)?, part(height)?))
}

/// The window of a shape that is worth most, and the share of importance that it holds.
fn best(sums: &Sums, map: &Plane, picture: (u32, u32), shape: (u32, u32)) -> Option<(Window, f64)> {
    let mut best: Option<(f64, Window, f64)> = None;
    for scale in SCALES {
        let Some((width, height)) = largest(picture, shape, scale) else { continue };
        let (spare_x, spare_y) = (picture.0.saturating_sub(width), picture.1.saturating_sub(height));
        for down in 0..=STEPS.min(spare_y) {
            for across in 0..=STEPS.min(spare_x) {
                let left = part_of(spare_x, across, STEPS.min(spare_x));
                let top = part_of(spare_y, down, STEPS.min(spare_y));
                let window = Window { left, top, width, height };
                let share = held(sums, map, picture, window);
                let area =
                    f64::from(width) * f64::from(height) / (f64::from(picture.0) * f64::from(picture.1));
                let worth = share - SPREAD_COST * area;
                if best.is_none_or(|(most, _, _)| worth > most + 1e-9) {
                    best = Some((worth, window, share));
                }
            }
        }
    }
    best.map(|(_, window, share)| (window, share))
}

/// The size of a window of a shape, `scale` times the largest that fits; `None` when a side would be less than half a
/// pixel.
fn largest(picture: (u32, u32), shape: (u32, u32), scale: f64) -> Option<(u32, u32)> {
    let (width, height) = (f64::from(picture.0), f64::from(picture.1));
    let ratio = f64::from(shape.0) / f64::from(shape.1);
    let (wide, high) = if width / height <= ratio {
        let wide = (width * scale).floor();
        (wide, (wide / ratio).round())
    } else {
        let high = (height * scale).floor();
        ((high * ratio).round(), high)
    };
    let (wide, high) = (whole(wide), whole(high));
    (wide > 0 && high > 0).then(|| (wide.min(picture.0), high.min(picture.1)))
}

fn part_of(spare: u32, step: u32, steps: u32) -> u32 {
    if steps == 0 { 0 } else { whole(f64::from(spare) * f64::from(step) / f64::from(steps)) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a picture's sides")]
fn whole(value: f64) -> u32 {
    value.round().max(0.0) as u32
}

fn held(sums: &Sums, map: &Plane, picture: (u32, u32), window: Window) -> f64 {
    let total = sums.total();
    if total <= 0.0 {
        return 0.0;
    }
    let cell =
        |at: u32, of: u32, cells: usize| whole(f64::from(at) / f64::from(of) * count_of(cells)) as usize;
    let left = cell(window.left, picture.0, map.width);
    let right = cell(window.left + window.width, picture.0, map.width);
    let top = cell(window.top, picture.1, map.height);
    let bottom = cell(window.top + window.height, picture.1, map.height);
    sums.between(left, top, right, bottom) / total
}

fn importance(pixels: &image::RgbImage) -> Plane {
    let grey = Plane::of(pixels, luma);
    let saturation = Plane::of(pixels, saturation);
    let skin = Plane::of(pixels, skin);
    let (middle_x, middle_y) = (count_of(grey.width) / 2.0, count_of(grey.height) / 2.0);
    grey.map(|x, y| {
        let (before, above) = (x.saturating_sub(1), y.saturating_sub(1));
        let edge =
            (grey.at(x + 1, y) - grey.at(before, y)).hypot(grey.at(x, y + 1) - grey.at(x, above)) / 255.0;
        let (off_x, off_y) =
            ((count_of(x) + 0.5 - middle_x) / middle_x, (count_of(y) + 0.5 - middle_y) / middle_y);
        let centre = (1.0 - off_x.hypot(off_y) / 2.0_f64.sqrt()).max(0.0);
        edge + 0.3 * saturation.at(x, y) + 0.5 * skin.at(x, y) + 0.02 * centre
    })
}

/// Saturation of what is neither dark nor glaring.
fn saturation(pixel: Rgb<u8>) -> f64 {
    let (most, least) = (pixel.0.iter().max(), pixel.0.iter().min());
    let (most, least) = (f64::from(*most.unwrap_or(&0)), f64::from(*least.unwrap_or(&0)));
    let light = luma(pixel);
    if most <= 0.0 || !(13.0..=230.0).contains(&light) { 0.0 } else { ((most - least) / most - 0.4).max(0.0) }
}

/// How near a colour is to that of skin, whatever its brightness.
fn skin(pixel: Rgb<u8>) -> f64 {
    const SKIN: [f64; 3] = [0.78, 0.57, 0.44];
    let [red, green, blue] = pixel.0.map(f64::from);
    let length = (red * red + green * green + blue * blue).sqrt();
    let norm = SKIN.iter().map(|part| part * part).sum::<f64>().sqrt();
    if !(50.0..=245.0).contains(&luma(pixel)) || length <= 0.0 {
        return 0.0;
    }
    let off = SKIN
        .iter()
        .zip([red, green, blue])
        .map(|(skin, part)| (skin / norm - part / length).powi(2))
        .sum::<f64>()
        .sqrt();
    (1.0 - off / 0.1).max(0.0)
}

#[cfg(test)]
mod tests {
    use image::RgbImage;
    use proptest::prelude::*;

    use super::*;
    use crate::sample::scene;

    fn window(suggestion: &CroppingSuggestion) -> (i64, i64, i64, i64) {
        let Some(Boundary {
            left: Some(left), top: Some(top), width: Some(width), height: Some(height), ..
        }) = suggestion.boundary.clone()
        else {
            panic!("no window: {suggestion:?}")
        };
        (left, top, width, height)
    }

    #[test]
    fn the_window_holds_what_stands_out() {
        // Grey, but for a colourful patch at the right.
        let pixels = RgbImage::from_fn(600, 300, |x, y| {
            let patch = (430..530).contains(&x) && (100..200).contains(&y);
            if patch && (x / 9 + y / 9) % 2 == 0 { Rgb([230, 40, 30]) } else { Rgb([128; 3]) }
        });
        let found = Picture { pixels }.croppings(&["1:1".to_owned()]);
        let (left, top, width, height) = window(&found[0]);
        assert!(left <= 430 && left + width >= 530 && top <= 100 && top + height >= 200, "{found:?}");
        assert!(width < 300, "it did not shrink around the patch: {found:?}");
        assert!(found[0].confidence > Some(0.5));
    }

    #[test]
    fn what_is_no_shape_has_no_crop() {
        let picture = Picture { pixels: scene(40, 30) };
        for ratio in ["", "1", "0:1", "1:0", "a:b", "-1:2", "1:2:3", "10001:1", "1:10000"] {
            assert!(picture.croppings(&[ratio.to_owned()]).is_empty(), "{ratio}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn windows_lie_inside_and_have_their_shape(
            width in 1_u32..500, height in 1_u32..500, wide in 1_u32..40, high in 1_u32..40,
        ) {
            let picture = Picture { pixels: scene(width, height) };
            for found in picture.croppings(&[format!("{wide}:{high}")]) {
                let (left, top, across, down) = window(&found);
                prop_assert!(left >= 0 && top >= 0 && across >= 1 && down >= 1);
                prop_assert!(left + across <= i64::from(width) && top + down <= i64::from(height));
                let ratio = f64::from(wide) / f64::from(high);
                let real = |side: i64| f64::from(u32::try_from(side).expect("a side"));
                let (across, down) = (real(across), real(down));
                prop_assert!((across - down * ratio).abs() <= ratio.max(1.0) && (down - across / ratio).abs() <= (1.0 / ratio).max(1.0));
                prop_assert!(found.confidence.is_some_and(|share| (0.0..=1.0).contains(&share)));
            }
        }
    }
}
