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
    let colored = page.width() < SIDE_MIN || page.height() < SIDE_MIN || lighten(page, cropped);
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
    const GROUND: f32 = 0.82;
    let logarithms = light.means();
    let lamp = (logarithms[0] - logarithms[2]) / 4.0;
    let lamp = [(-lamp).exp(), 1.0, lamp.exp()];
    let ground = light.base.map(|luma| f32::from(PAPER) * GROUND / luma.max(12.0));
    lamp.map(|lamp| ground.map(|gain| gain * lamp))
}

/// What of paper's brightness becomes black, by what the cores of most strokes are of it. Small print that a lens has
/// blurred is as pale as pencil is, so that the palest are deepened less.
fn black(ink: f32) -> f32 {
    let becomes = 0.08 + ((ink - 0.4) * 0.5).clamp(0.0, 0.5);
    ((ink - becomes) / (1.0 - becomes)).clamp(0.0, 0.55)
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::prelude::*;

    use super::*;

    /// A page of lines of strokes, lit from one side, half of it in a hard shadow.
    fn page(light: impl Fn(f32, f32) -> [f32; 3]) -> RgbImage {
        RgbImage::from_fn(600, 800, |x, y| {
            let stroke = y % 24 < 10 && (x / 3) % 3 == 0 && (60..540).contains(&x) && (60..740).contains(&y);
            let ink = if stroke { 0.15 } else { 1.0 };
            Rgb(light(x as f32 / 600.0, y as f32 / 800.0).map(|light| (light * ink * 255.0) as u8))
        })
    }

    fn at(page: &RgbImage, x: u32, y: u32) -> [u8; 3] {
        page.get_pixel(x, y).0
    }

    #[test]
    fn shadow_goes_and_strokes_stay() {
        let mut page = page(|x, y| {
            let shade = if x + y > 1.0 { 0.5 } else { 1.0 };
            [0.9, 0.8, 0.65].map(|lamp| lamp * shade * (0.7 + 0.3 * x))
        });
        assert_eq!(clean(&mut page, PageColor::Auto, true), Palette::Gray);
        for (x, y) in [(20, 20), (580, 20), (20, 780), (580, 780), (300, 90), (300, 690)] {
            assert!(at(&page, x, y)[0] >= 248, "{x} {y}: {:?}", at(&page, x, y));
        }
        for (x, y) in [(91, 77), (451, 701)] {
            assert!(at(&page, x, y)[0] < 90, "{x} {y}: {:?}", at(&page, x, y));
        }
    }

    #[test]
    fn color_is_kept_in_boxes_and_in_strokes() {
        let mut page = page(|_, _| [0.7; 3]);
        for (left, top, wide, high, color) in [
            (100, 300, 300, 150, [178, 160, 70]),
            (100, 600, 300, 4, [150, 40, 40]),
            (450, 350, 80, 200, [60, 80, 150]),
        ] {
            for y in top..top + high {
                for x in left..left + wide {
                    page.put_pixel(x, y, Rgb(color));
                }
            }
        }
        assert_eq!(clean(&mut page, PageColor::Auto, true), Palette::Color);
        let [red, _, blue] = at(&page, 250, 375);
        assert!(red > 240 && blue < 125, "{red} {blue}");
        let [red, green, _] = at(&page, 250, 601);
        assert!(red > green + 80, "{red} {green}");
        let [red, _, blue] = at(&page, 490, 450);
        assert!(blue > red + 80, "{red} {blue}");
    }

    #[test]
    fn what_is_no_photo_of_a_paper_is_left() {
        let scan = page(|_, _| [0.98; 3]);
        let picture = RgbImage::from_fn(640, 480, |x, y| {
            Rgb([(x / 3) as u8, ((x * y) / 1300) as u8, if (x / 16 + y / 16) % 2 == 0 { 200 } else { 30 }])
        });
        for before in [scan, picture] {
            let mut after = before.clone();
            clean(&mut after, PageColor::Auto, false);
            assert_eq!(after, before);
        }
    }

    #[test]
    fn black_and_white_is_nothing_between() {
        let mut page = page(|x, _| [0.4 + 0.5 * x; 3]);
        assert_eq!(clean(&mut page, PageColor::Bw, true), Palette::Bw);
        assert!(page.pixels().all(|pixel| pixel.0 == [0; 3] || pixel.0 == [255; 3]));
        assert_eq!(at(&page, 91, 77), [0; 3]);
        assert_eq!(at(&page, 300, 20), [255; 3]);
    }

    proptest! {
        #[test]
        fn any_page_is_taken(
            width in 1_u32..90, height in 1_u32..90, seed in any::<u32>(), flat in any::<bool>(), cropped in any::<bool>(),
            color in prop_oneof![Just(PageColor::Auto), Just(PageColor::Color), Just(PageColor::Gray), Just(PageColor::Bw)],
        ) {
            let mut state = seed;
            let mut page = RgbImage::from_fn(width, height, |_, _| {
                if !flat {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                }
                let [red, green, blue, _] = state.to_be_bytes();
                Rgb([red, green, blue])
            });
            clean(&mut page, color, cropped);
            prop_assert_eq!(page.dimensions(), (width, height));
        }
    }
}
