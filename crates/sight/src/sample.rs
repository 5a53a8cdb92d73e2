//! Pictures for tests.

use image::{Rgb, RgbImage};

/// Something like a photograph: a sky that grows lighter, a ground with fine grain, and colourful things with edges.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares and colours")]
pub(crate) fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        let grain = f64::from((x.wrapping_mul(73) ^ y.wrapping_mul(151)).wrapping_mul(2_654_435_761) >> 27);
        let stripe = if (x / 7 + y / 5) % 2 == 0 { 60.0 } else { 0.0 };
        let (red, green, blue) = match ((across * 6.0) as u32 % 3, down > 0.5) {
            (0, true) => (190.0 - stripe, 60.0 + grain, 40.0 + grain),
            (1, true) => (50.0 + grain, 150.0 - stripe, 60.0),
            (_, true) => (90.0 + stripe, 70.0 + grain * 2.0, 50.0 + stripe),
            (_, false) => (70.0 + down * 120.0, 110.0 + down * 120.0 + grain, 180.0 + across * 60.0),
        };
        Rgb([red, green, blue].map(|value: f64| value.clamp(0.0, 255.0) as u8))
    })
}
