//! Cutting a figure out of a picture for the network that tells figures apart.

use image::{Rgb, RgbImage};

use crate::{
    figures::Found,
    number::{byte, real, whole},
};

/// Where eyes, nose and corners of the mouth are in the 112 by 112 pixels that networks for faces are trained on:
/// the template of InsightFace (ArcFace, Deng et al. 2019).
const TEMPLATE: [[f32; 2]; 5] =
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]];
const TEMPLATE_SIDE: f32 = 112.0;

/// A rotation, scaling and shift of the plane: `(a + ib)(x + iy) + (c + id)`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Similarity {
    turn: [f32; 2],
    shift: [f32; 2],
}

/// The figure, in this size: turned and scaled to the template where its landmarks are known, otherwise its box with
/// a margin.
pub(crate) fn cut(picture: &RgbImage, found: &Found, margin: f32, (width, height): (u32, u32)) -> RgbImage {
    let template = TEMPLATE.map(|[x, y]| [x / TEMPLATE_SIDE * real(width), y / TEMPLATE_SIDE * real(height)]);
    let aligned = found.landmarks.and_then(|landmarks| Similarity::between(&template, &landmarks));
    if let Some(similarity) = aligned {
        return RgbImage::from_fn(width, height, |x, y| {
            // The middle of a pixel is half a pixel beyond its corner.
            let [x, y] = similarity.apply([real(x) + 0.5, real(y) + 0.5]);
            sample(picture, x - 0.5, y - 0.5)
        });
    }
    let [left, top, right, bottom] = found.corners;
    let (more_x, more_y) = ((right - left) * margin, (bottom - top) * margin);
    let (wide, high) = picture.dimensions();
    let pixel = |value: f32, most: u32| u32::try_from(whole(value, 0, most)).unwrap_or(most);
    let (x, y) = (pixel(left - more_x, wide.saturating_sub(1)), pixel(top - more_y, high.saturating_sub(1)));
    let (to_x, to_y) = (pixel(right + more_x, wide), pixel(bottom + more_y, high));
    let size = (to_x.saturating_sub(x).max(1), to_y.saturating_sub(y).max(1));
    let cut = image::imageops::crop_imm(picture, x, y, size.0, size.1).to_image();
    crate::picture::scaled(&cut, (width, height))
}

impl Similarity {
    /// The one that brings `from` nearest to `to`, by least squares: with both about their means and points as complex
    /// numbers, the turn is `sum(conj(from) * to) / sum(|from|^2)`.
    fn between(from: &[[f32; 2]; 5], to: &[[f32; 2]; 5]) -> Option<Self> {
        let mean = |points: &[[f32; 2]; 5]| {
            let sum = points.iter().fold([0.0; 2], |sum, point| [sum[0] + point[0], sum[1] + point[1]]);
            sum.map(|value| value / 5.0)
        };
        let (middle, aim) = (mean(from), mean(to));
        let (mut real, mut imaginary, mut weight) = (0.0, 0.0, 0.0);
        for (p, q) in from.iter().zip(to) {
            let [px, py] = [p[0] - middle[0], p[1] - middle[1]];
            let [qx, qy] = [q[0] - aim[0], q[1] - aim[1]];
            real += px * qx + py * qy;
            imaginary += px * qy - py * qx;
            weight += px * px + py * py;
        }
        let turn = [real / weight, imaginary / weight];
        let shift = [
            aim[0] - (turn[0] * middle[0] - turn[1] * middle[1]),
            aim[1] - (turn[1] * middle[0] + turn[0] * middle[1]),
        ];
        let is_sound = turn.iter().chain(&shift).all(|number| number.is_finite());
        (is_sound && turn[0].hypot(turn[1]) > f32::EPSILON).then_some(Self { turn, shift })
    }

    fn apply(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let ([real, imaginary], [right, down]) = (self.turn, self.shift);
        [real * x - imaginary * y + right, imaginary * x + real * y + down]
    }
}

/// The colour between four pixels; black outside.
fn sample(picture: &RgbImage, x: f32, y: f32) -> Rgb<u8> {
    let (left, top) = (x.floor(), y.floor());
    let (part_x, part_y) = (x - left, y - top);
    let pixel = |x: f32, y: f32| {
        let inside = x >= 0.0 && y >= 0.0 && x < real(picture.width()) && y < real(picture.height());
        if !inside {
            return [0.0; 3];
        }
        let at = |value: f32, most: u32| u32::try_from(whole(value, 0, most - 1)).unwrap_or_default();
        picture.get_pixel(at(x, picture.width()), at(y, picture.height())).0.map(f32::from)
    };
    let upper = [pixel(left, top), pixel(left + 1.0, top)];
    let lower = [pixel(left, top + 1.0), pixel(left + 1.0, top + 1.0)];
    Rgb([0, 1, 2].map(|at: usize| {
        let between = |[one, other]: [[f32; 3]; 2]| one[at] * (1.0 - part_x) + other[at] * part_x;
        byte(between(upper) * (1.0 - part_y) + between(lower) * part_y)
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_face_that_is_turned_comes_out_upright() {
        // Lying on its side: the template turned by a quarter, twice as large.
        let landmarks = TEMPLATE.map(|[x, y]| [300.0 - 2.0 * y, 2.0 * x + 10.0]);
        let mut picture = RgbImage::new(320, 320);
        for [x, y] in &landmarks[..2] {
            for (dx, dy) in (-3..=3).flat_map(|dx| (-3..=3).map(move |dy| (dx, dy))) {
                let at = |value: f32, by: i64| u32::try_from(whole(value, 0, 319) + by).expect("inside");
                picture.put_pixel(at(*x, dx), at(*y, dy), Rgb([255; 3]));
            }
        }
        let found = Found { score: 1.0, corners: [0.0, 0.0, 320.0, 320.0], landmarks: Some(landmarks) };
        let cut = cut(&picture, &found, 0.0, (112, 112));
        assert!(cut.get_pixel(38, 51).0[0] > 200 && cut.get_pixel(73, 51).0[0] > 200, "the eyes");
        assert!(cut.get_pixel(56, 30).0[0] < 50);
    }

    proptest! {
        #[test]
        fn any_box_and_any_landmarks_are_cut(corners: [f32; 4], points: Option<[[f32; 2]; 5]>, margin in 0.0_f32..1.0) {
            let found = Found { score: 1.0, corners, landmarks: points };
            let cut = cut(&RgbImage::new(7, 5), &found, margin, (6, 6));
            prop_assert_eq!(cut.dimensions(), (6, 6));
        }
    }
}
