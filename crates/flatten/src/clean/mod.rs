//! Light divided out, noise taken out, strokes and colours kept.

mod base;
mod bridge;
mod color;
mod divide;
mod light;
mod measure;
mod plane;
mod print;
mod tone;

use assay_findings::PageColor;
use image::RgbImage;

use self::{divide::PAPER, light::Light, measure::Measures, tone::Tone};

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
    let print =
        |x: usize, y: usize| light.print.data[y / light.cell * light.print.width + x / light.cell] > 0.1;
    let measures = Measures::of(&luma, page.width() as usize, |x, y| {
        print(x.min(page.width() as usize - 1), y.min(page.height() as usize - 1))
    });
    let colored = color::color(page, &measures.noise);
    let tone = Tone { ink: black(measures.ink.unwrap_or(0.2)), sharpen: 0.8 };
    tone::tone(page, &luma, &colored, &light.print, light.cell, &measures.noise, tone);
}

/// What of paper's brightness becomes black, by what the cores of strokes are of it. Small print that a lens has
/// blurred is as pale as pencil: the paler the strokes, the less they are deepened.
fn black(ink: f32) -> f32 {
    let full = ((ink - 0.1) / 0.9).clamp(0.0, 0.3);
    let sure = ((0.65 - ink) / 0.3).clamp(0.2, 1.0);
    full * sure
}
