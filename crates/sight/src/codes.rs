//! QR and bar codes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use assay_findings::media::{Boundary, Codes};
use image::{
    RgbImage,
    imageops::{self, FilterType},
};
use rxing::{BarcodeFormat, DecodeHints, RXingResult, helpers::detect_multiple_in_luma_with_hints};

use crate::{Picture, page::boundary, plane::luma};

/// Longest sides of the copies that are searched, until something is found: a fine code is lost in a coarse copy, a
/// large one is found sooner there.
const SIDES: [u32; 2] = [1000, 2000];
/// The most codes that are told.
const CODES_MAX: usize = 64;
/// The library tells where a code's own marks are, not where its edges are: its box is larger by this share of its
/// longer side on each side.
const MARGIN: f64 = 0.12;

impl Picture {
    /// All codes that can be read. Their confidence is 1: every one carries its own check, and it held; for those of
    /// bars, whose check is a digit at most, in two copies.
    pub fn codes(&self) -> Vec<Codes> {
        for side in SIDES {
            let (pixels, scale) = self.within(side);
            let mut found = read(&pixels);
            if found.iter().any(is_weak) {
                let (width, height) = pixels.dimensions();
                let second = imageops::resize(
                    &pixels,
                    (width * 4 / 5).max(1),
                    (height * 4 / 5).max(1),
                    FilterType::Triangle,
                );
                let again = read(&second);
                let same = |code: &RXingResult| {
                    again.iter().any(|other| {
                        other.getText() == code.getText()
                            && other.getBarcodeFormat() == code.getBarcodeFormat()
                    })
                };
                found.retain(|code| !is_weak(code) || same(code));
            }
            if !found.is_empty() || scale >= 1.0 {
                return found.iter().take(CODES_MAX).map(|code| self.told(code, scale)).collect();
            }
        }
        Vec::new()
    }

    fn told(&self, code: &RXingResult, scale: f64) -> Codes {
        let kind = match code.getBarcodeFormat() {
            BarcodeFormat::QR_CODE
            | BarcodeFormat::MICRO_QR_CODE
            | BarcodeFormat::RECTANGULAR_MICRO_QR_CODE => "qrcode",
            _ => "barcode",
        };
        Codes {
            boundary: self.around(code, scale),
            confidence: Some(1.0),
            content: Some(code.getText().to_owned()),
            kind: Some(kind.to_owned()),
        }
    }

    fn around(&self, code: &RXingResult, scale: f64) -> Option<Boundary> {
        let points = code.getPoints().iter().filter(|point| point.x.is_finite() && point.y.is_finite());
        let (mut xs, mut ys): (Vec<f64>, Vec<f64>) =
            points.map(|point| (f64::from(point.x) / scale, f64::from(point.y) / scale)).unzip();
        xs.sort_by(f64::total_cmp);
        ys.sort_by(f64::total_cmp);
        let (left, right, top, bottom) = (*xs.first()?, *xs.last()?, *ys.first()?, *ys.last()?);
        let margin = (right - left).max(bottom - top) * MARGIN;
        let (width, height) = self.dimensions();
        #[expect(clippy::cast_possible_truncation, reason = "clamped to the picture")]
        let place = |value: f64, max: u32| value.round().clamp(0.0, f64::from(max)) as i64;
        let (left, top) = (place(left - margin, width), place(top - margin, height));
        let (right, bottom) = (place(right + margin, width), place(bottom + margin, height));
        Some(boundary(left, top, right - left, bottom - top))
    }
}

/// Whether stripes of any kind might look like it: codes of bars have no error correction.
fn is_weak(code: &RXingResult) -> bool {
    !matches!(
        code.getBarcodeFormat(),
        BarcodeFormat::QR_CODE
            | BarcodeFormat::MICRO_QR_CODE
            | BarcodeFormat::RECTANGULAR_MICRO_QR_CODE
            | BarcodeFormat::AZTEC
            | BarcodeFormat::DATA_MATRIX
            | BarcodeFormat::PDF_417
    )
}

/// What the library reads. A picture that makes it panic holds no code for us: it has no state that could be left
/// broken.
fn read(pixels: &RgbImage) -> Vec<RXingResult> {
    let (width, height) = pixels.dimensions();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    let grey: Vec<u8> = pixels.pixels().map(|pixel| luma(*pixel).round() as u8).collect();
    let mut hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let search =
        AssertUnwindSafe(|| detect_multiple_in_luma_with_hints(grey, width, height, &mut hints).ok());
    catch_unwind(search).ok().flatten().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::prelude::*;
    use rxing::{MultiFormatWriter, Writer as _};

    use super::*;
    use crate::sample::scene;

    /// A code on white.
    fn code(content: &str, format: BarcodeFormat, width: i32, height: i32) -> RgbImage {
        let bits = MultiFormatWriter.encode(content, &format, width, height).expect("encoded");
        RgbImage::from_fn(bits.getWidth(), bits.getHeight(), |x, y| {
            if bits.get(x, y) { Rgb([10; 3]) } else { Rgb([245; 3]) }
        })
    }

    /// A picture with a code at a place.
    fn with(code: &RgbImage, left: u32, top: u32) -> Picture {
        let mut pixels = scene(700, 600);
        imageops::overlay(&mut pixels, code, left.into(), top.into());
        Picture { pixels }
    }

    fn contents(picture: &Picture) -> Vec<(String, String)> {
        let told = |code: Codes| (code.kind.unwrap_or_default(), code.content.unwrap_or_default());
        let mut all: Vec<_> = picture.codes().into_iter().map(told).collect();
        all.sort();
        all
    }

    fn one(kind: &str, content: &str) -> Vec<(String, String)> {
        vec![(kind.to_owned(), content.to_owned())]
    }

    #[test]
    fn codes_of_all_kinds_are_read() {
        for (format, content, kind) in [
            (BarcodeFormat::QR_CODE, "https://example.com/你好", "qrcode"),
            (BarcodeFormat::CODE_128, "ASSAY-2026", "barcode"),
            (BarcodeFormat::EAN_13, "4006381333931", "barcode"),
            (BarcodeFormat::DATA_MATRIX, "matrix", "barcode"),
            (BarcodeFormat::PDF_417, "four hundred and seventeen", "barcode"),
        ] {
            let code = code(content, format, 320, 200);
            let picture = with(&code, 150, 180);
            assert_eq!(contents(&picture), one(kind, content), "{format}");
        }
    }

    #[test]
    fn several_codes_are_all_read() {
        let mut pixels = RgbImage::from_pixel(900, 400, Rgb([255; 3]));
        imageops::overlay(&mut pixels, &code("first", BarcodeFormat::QR_CODE, 240, 240), 40, 60);
        imageops::overlay(&mut pixels, &code("second", BarcodeFormat::QR_CODE, 240, 240), 560, 80);
        let found = contents(&Picture { pixels });
        assert_eq!(found, [one("qrcode", "first"), one("qrcode", "second")].concat());
    }

    #[test]
    fn a_picture_without_codes_has_none() {
        assert!(Picture { pixels: scene(300, 200) }.codes().is_empty());
        assert!(Picture { pixels: scene(1, 1) }.codes().is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10))]

        #[test]
        fn a_code_is_read_turned_scaled_and_anywhere(
            content in "[a-zA-Z0-9]{1,30}", turns in 0_u8..4, side in 180_i32..380, left in 0_u32..300, top in 0_u32..200,
        ) {
            let upright = code(&content, BarcodeFormat::QR_CODE, side, side);
            let turned = match turns {
                0 => upright,
                1 => imageops::rotate90(&upright),
                2 => imageops::rotate180(&upright),
                _ => imageops::rotate270(&upright),
            };
            let picture = with(&turned, left, top);
            prop_assert_eq!(contents(&picture), one("qrcode", &content));
            let found = picture.codes();
            let boundary = found[0].boundary.clone().expect("a place");
            let middle = |from: Option<i64>, size: Option<i64>| from.expect("set") + size.expect("set") / 2;
            let off_x = middle(boundary.left, boundary.width) - i64::from(left) - i64::from(side) / 2;
            let off_y = middle(boundary.top, boundary.height) - i64::from(top) - i64::from(side) / 2;
            prop_assert!(off_x.abs() < 30 && off_y.abs() < 30, "{boundary:?}");
        }
    }
}
