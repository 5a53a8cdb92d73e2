//! Light divided out, noise taken out, strokes and colours kept.

mod base;
mod bridge;
mod color;
mod divide;
mod light;
mod plane;
mod print;
mod tone;

use assay_findings::PageColor;
use image::RgbImage;

use self::{divide::PAPER, light::Light, tone::Tone};

/// Cleans a page that lies flat, in place. `cropped` says whether it was cut out of a photo: what was not may be a
/// picture without a paper in it, and is left as it is.
pub(crate) fn clean(page: &mut RgbImage, color: PageColor, cropped: bool) {
    let _ = color;
    if !cropped || page.width() < 8 || page.height() < 8 {
        return;
    }
    let light = Light::of(page);
    let gains = light.paper.each_ref().map(|paper| paper.map(|paper| f32::from(PAPER) / paper.max(12.0)));
    let luma = divide::divide(page, light.cell, &gains);
    let colored = color::color(page);
    let tone = Tone { noise: 4.0, ink: 0.1, sharpen: 0.8 };
    tone::tone(page, &luma, &colored, &light.print, light.cell, tone);
}
