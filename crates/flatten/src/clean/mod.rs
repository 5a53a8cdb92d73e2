//! Light divided out, noise taken out, strokes and colours kept.

mod base;
mod bridge;
mod bw;
mod class;
mod color;
mod divide;
mod gray;
mod light;
mod measure;
mod plane;
mod print;
mod sharp;
mod tone;

use assay_findings::PageColor;
use image::RgbImage;

use self::{
    class::{Class, Signs},
    divide::PAPER,
    light::Light,
    measure::Measures,
    plane::Plane,
    sharp::{Luma, Sharpening},
    tone::Tone,
};

/// What a page has that an encoder should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Palette {
    /// Colours.
    Color,
    /// Shades of grey: the three channels are the same.
    Gray,
    /// Black and white.
    Bw,
}

/// Cleans a page that lies flat, in place. `cropped` says whether it was cut out of a photo: what was not may be a
/// picture without a paper in it, or a scan already, and is left as it is then.
pub(crate) fn clean(page: &mut RgbImage, color: PageColor, cropped: bool) -> Palette {
    let colored =
        if page.width() < SIDE_MIN || page.height() < SIDE_MIN { true } else { lighten(page, cropped) };
    match color {
        PageColor::Auto if colored => Palette::Color,
        PageColor::Color => Palette::Color,
        PageColor::Auto | PageColor::Gray => {
            gray::gray(page);
            Palette::Gray
        }
        PageColor::Bw => {
            gray::gray(page);
            bw::bw(page);
            Palette::Bw
        }
    }
}

/// Below this, in pixels, there is nothing to be told of a page.
const SIDE_MIN: u32 = 16;

/// Makes paper white and ink dark; whether there is colour comes back.
fn lighten(page: &mut RgbImage, cropped: bool) -> bool {
    let mut light = Light::of(page);
    let class = Class::of(&Signs::of(&light), page.dimensions(), cropped);
    let gains = match class {
        Class::Leave => return true,
        Class::Paper => white(&light),
        Class::Card => {
            light.print.data.fill(1.0);
            even(&light)
        }
    };
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
    class == Class::Card || colored.is_notable()
}

/// Gains that make paper white; one whose colour no lamp has keeps that.
fn white(light: &Light) -> [Plane; 3] {
    let tint = light.tint();
    [0, 1, 2].map(|channel: usize| {
        let share = f32::from(PAPER) * tint[channel];
        light.paper[channel].map(|paper| share / paper.max(12.0))
    })
}

/// Gains that light a card evenly and leave it its colours, but for half of what a lamp may have changed.
fn even(light: &Light) -> [Plane; 3] {
    /// How bright the ground of a card is of paper's brightness, for want of anything to tell it by.
    const GROUND: f32 = 0.87;
    let logarithms = light.means();
    let lamp = (logarithms[0] - logarithms[2]) / 4.0;
    let lamp = [(-lamp).exp(), 1.0, lamp.exp()];
    let ground = light.luma().map(|luma| f32::from(PAPER) * GROUND / luma.max(12.0));
    lamp.map(|lamp| ground.map(|gain| gain * lamp))
}

/// What of paper's brightness becomes black, by what the cores of most strokes are of it. Small print that a lens has
/// blurred is as pale as pencil is, so that the palest are deepened less.
fn black(ink: f32) -> f32 {
    let becomes = 0.08 + ((ink - 0.35) * 0.7).clamp(0.0, 0.5);
    ((ink - becomes) / (1.0 - becomes)).clamp(0.0, 0.5)
}
