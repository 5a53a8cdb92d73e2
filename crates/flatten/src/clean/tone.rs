//! Noise out, strokes deep and sharp, paper white.

use image::RgbImage;
use rayon::prelude::*;

use super::{
    color::Colored,
    divide::{PAPER, steps},
    measure::Measures,
    plane::Plane,
    sharp::{Luma, Sharpening},
};

/// What paper becomes on the scan.
pub(super) const WHITE: f32 = 252.0;
/// Pixels along the side of a cell of the map of colour.
pub(super) const CELL: usize = 4;

/// Noise that a set of curves is made for, in steps of the divided page.
const NOISES: [f32; 8] = [0.7, 1.3, 2.0, 3.0, 4.5, 6.5, 9.0, 13.0];

/// By how much more thin strokes are coloured than the photo shows them, in 256 parts: cameras store colour at half
/// the size of brightness, and thin strokes lose most by it.
const FAINT: i32 = 102;

/// How brightness is changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tone {
    /// What of paper's brightness becomes black in strokes without colour, 0 to 1.
    pub(super) ink: f32,
    /// The same in coloured ones.
    pub(super) veil: f32,
    /// How detail is added.
    pub(super) sharpening: Sharpening,
}

/// Brightness after, by brightness before.
struct Curves {
    paper: [i16; 256],
    color: [i16; 256],
    print: [i16; 256],
    detail: [i16; 511],
}

impl Curves {
    fn of(tone: Tone, noise: f32) -> Self {
        let paper = f32::from(PAPER);
        // Where paper begins, as a share of it.
        let white = (1.0 - 3.0 * noise / paper).clamp(0.86, 0.965);
        let knee = white - 1.2 * (1.0 - white) - 0.04;
        let curve = |black: f32, value: usize| {
            let share = value as f32 / paper;
            let linear = |share: f32| (share - black) / (1.0 - black);
            let share = if share >= white {
                1.0
            } else if share > knee {
                let along = (share - knee) / (white - knee);
                let slope = (white - knee) / (1.0 - black);
                // A cubic that goes on as the line does and arrives with part of its slope.
                hermite(linear(knee), slope, 1.0, 0.6 * slope, along)
            } else {
                linear(share)
            };
            (share * WHITE).clamp(0.0, 255.0) as i16
        };
        let plain = |value: usize| (value as f32 / paper * WHITE).clamp(0.0, 255.0) as i16;
        let detail = |value: usize| {
            let detail = value as f32 - 255.0;
            let past = (detail.abs() - 1.5 * noise).max(0.0);
            let kept = past + past.min(1.5 * noise);
            let kept = kept.min(detail.abs());
            (detail.signum() * kept * (1.0 + tone.sharpening.gain)) as i16
        };
        Self {
            paper: std::array::from_fn(|value| curve(tone.ink, value)),
            color: std::array::from_fn(|value| curve(tone.veil, value)),
            print: std::array::from_fn(plain),
            detail: std::array::from_fn(detail),
        }
    }
}

fn hermite(from: f32, slope: f32, to: f32, end: f32, along: f32) -> f32 {
    let (one, two, three) = (along, along * along, along * along * along);
    from * (2.0 * three - 3.0 * two + 1.0)
        + slope * (three - 2.0 * two + one)
        + to * (3.0 * two - 2.0 * three)
        + end * (three - two)
}

/// Changes a divided page, whose brightness is `luma`. `color` says for each square of [`CELL`] pixels how far it is
/// coloured, and `print` for each of `cell` pixels how far it lies in a picture, 0 to 1.
/// The noise of paper is given for each square of [`Measures::CELL`] pixels.
pub(super) fn tone(
    page: &mut RgbImage,
    luma: Luma<'_>,
    color: &Colored,
    print: &Plane,
    cell: usize,
    noise: &Plane,
    tone: Tone,
) {
    let (width, spacing) = (page.width() as usize, tone.sharpening.spacing);
    let curves = NOISES.map(|noise| Curves::of(tone, noise));
    let noise_steps = steps(width, Measures::CELL, noise.width);
    let noises =
        noise.map(|noise| NOISES.iter().take_while(|of| **of < noise).count().min(NOISES.len() - 1) as f32);
    // By what a distance from white is to be multiplied to be 1, in 65,536 parts; 0 for what is white.
    let nearness: [i32; 256] = std::array::from_fn(|value| {
        let gap = WHITE as i32 - i32::from(curves[0].print[value]);
        if gap > 12 { 65536 / gap } else { 0 }
    });
    let color_steps = steps(width, CELL, color.any.width);
    let print_steps = steps(width, cell, print.width);
    let plain_chroma = (WHITE / f32::from(PAPER) * 256.0) as i32;
    page.par_chunks_exact_mut(width * 3).enumerate().for_each_init(
        || (Vec::new(), Vec::new(), [const { Vec::new() }; 4]),
        |(sums, means, [colors, wides, prints, levels]), (y, line)| {
            luma.sums(y, spacing, sums);
            luma.smooth(sums, spacing, means);
            let here = luma.row(y);
            color.any.row_at(y, CELL, 256.0, colors);
            color.wide.row_at(y, CELL, 256.0, wides);
            print.row_at(y, cell, 256.0, prints);
            noises.row_at(y, Measures::CELL, 256.0, levels);
            for (x, pixel) in line.chunks_exact_mut(3).enumerate() {
                let smooth = i32::from(means[x]);
                let here = i32::from(here[x]);
                let color = at(colors, color_steps[x]);
                let print = at(prints, print_steps[x]);
                let curves = &curves[((at(levels, noise_steps[x]) + 128) >> 8) as usize];
                let detail = i32::from(curves.detail[(here - smooth + 255) as usize]);
                let sharp = (smooth + detail).clamp(0, 255) as usize;
                let neutral = i32::from(curves.paper[sharp]);
                let keep = color.max(print);
                // Most of most pages: nothing but paper and black.
                if keep == 0 {
                    pixel.fill(neutral.clamp(0, 255) as u8);
                    continue;
                }
                let wide = at(wides, color_steps[x]);
                let paper = neutral + (((i32::from(curves.color[sharp]) - neutral) * wide) >> 8);
                let plain = i32::from(curves.print[sharp]);
                let bright = paper + (((plain - paper) * print) >> 8);
                // What brings a stroke further from the paper's brightness brings it further from its colour.
                let deeper = (((WHITE as i32 - bright) * nearness[here as usize]) >> 8).clamp(256, 640);
                let chroma = (plain_chroma * deeper) >> 8;
                // A marker lets the paper's light through; what does not is ink, and its strokes are thin.
                let through = i32::from(pixel[0].max(pixel[1]).max(pixel[2])) - i32::from(PAPER);
                let ink = (-through * 8).clamp(0, 192).max(256 - wide);
                let chroma = chroma + ((chroma * FAINT * ink) >> 16);
                let chroma = chroma + (((plain_chroma - chroma) * print) >> 8);
                for value in pixel {
                    let apart = ((((i32::from(*value) - here) * chroma) >> 8) * keep) >> 8;
                    *value = (bright + apart).clamp(0, 255) as u8;
                }
            }
        },
    );
}

fn at(row: &[i32], step: (u16, i32)) -> i32 {
    let (from, to) = (row[step.0 as usize], row[step.0 as usize + 1]);
    from + (((to - from) * step.1) >> 8)
}
