//! Light divided out, noise taken out, strokes and colours kept.

mod base;
mod bridge;
mod color;
mod divide;
mod light;
mod measure;
mod plane;
mod print;
mod sharp;
mod tone;

use assay_findings::PageColor;
use image::RgbImage;

use self::{
    divide::PAPER,
    light::Light,
    measure::Measures,
    sharp::{Luma, Sharpening},
    tone::Tone,
};

/// Cleans a page that lies flat, in place. `cropped` says whether it was cut out of a photo: what was not may be a
/// picture without a paper in it, and is left as it is.
pub(crate) fn clean(page: &mut RgbImage, color: PageColor, cropped: bool) {
    let _ = color;
    if !cropped || page.width() < 8 || page.height() < 8 {
        return;
    }
    let light = Light::of(page);
    let gains = light.paper.each_ref().map(|paper| paper.map(|paper| f32::from(PAPER) / paper.max(12.0)));
    let divided = divide::divide(page, light.cell, &gains);
    let luma = Luma { width: page.width() as usize, height: page.height() as usize, data: &divided };
    let measures = Measures::of(&luma, |x, y| {
        light.print.data[y / light.cell * light.print.width + x / light.cell] > 0.1
    });
    let colored = color::color(page, &measures.noise);
    let tone = Tone {
        ink: black(measures.ink.unwrap_or(0.2)),
        veil: (measures.veil.unwrap_or(0.1) - 0.1).clamp(0.0, 0.2),
        sharpening: Sharpening::of(measures.blur),
    };
    tone::tone(page, luma, &colored, &light.print, light.cell, &measures.noise, tone);
}

/// What of paper's brightness becomes black, by what the cores of most strokes are of it. Small print that a lens has
/// blurred is as pale as pencil is, so that the palest are deepened less.
fn black(ink: f32) -> f32 {
    let becomes = 0.08 + ((ink - 0.35) * 0.7).clamp(0.0, 0.5);
    ((ink - becomes) / (1.0 - becomes)).clamp(0.0, 0.5)
}
