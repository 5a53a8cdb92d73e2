//! The light that lies on a page: how bright, and of which colour, bare paper is or would be at each place.
//!
//! Strokes are closed away on a small copy (a grey-scale closing keeps the hard edge of a shadow where it is, which no
//! blur does). What is left is paper, lit or in shadow, and areas of print that are too wide to be closed: photographs,
//! coloured boxes, highlighter, dark headers. A shadow takes from all channels and has no texture; print is told from
//! it by colour, by texture and by shape, taken out, and bridged from the paper around it by push and pull (Gortler,
//! Grzeszczuk, Szeliski and Cohen, "The Lumigraph", 1996).

use image::RgbImage;

use super::{
    base::base,
    bridge::bridge,
    plane::{Plane, cells},
    print::print,
};

/// Cells along the longer side of the small copy.
const SIDE: usize = 480;

/// The light on a page.
#[derive(Debug)]
pub(super) struct Light {
    /// Pixels along the side of a cell.
    pub(super) cell: usize,
    /// What paper would be in each cell: red, green, blue, 1 to 255.
    pub(super) paper: [Plane; 3],
    /// How far each cell lies in a picture, a coloured area or a dark one, 0 to 1.
    pub(super) print: Plane,
    /// How bright the brightest of the page would be in each cell, as a smooth surface.
    pub(super) base: Plane,
    /// The small copy.
    pub(super) small: [Plane; 3],
}

impl Light {
    pub(super) fn of(page: &RgbImage) -> Self {
        let longer = page.width().max(page.height()) as usize;
        let cell = ((longer as f64 / SIDE as f64).round() as usize).max(1);
        let small = cells(page, cell);
        let (width, height) = (small[0].width, small[0].height);
        let radius = (width.max(height) / 80).max(1);
        let closed =
            [0, 1, 2].map(|channel: usize| small[channel].close(radius).map(|value| value.max(1.0).ln()));
        let base = base(&closed);
        let mask = print(&closed, &base);
        let weight = mask.map(|print| 1.0 - print);
        let mut paper = closed.each_ref().map(|plane| bridge(plane, &weight).blur(1));
        settle(&small, &mut paper, &weight);
        let paper = paper.map(|plane| plane.map(|value| value.exp().clamp(1.0, 255.0)));
        let print = mask.erode(2).dilate(3).blur(1);
        Self { cell, paper, print, base: luma(&base.map(|plane| plane.map(f32::exp))), small }
    }
}

impl Light {
    /// The mean of the paper's logarithms, less that of its channels: its colour.
    pub(super) fn means(&self) -> [f32; 3] {
        let mean = |plane: &Plane| {
            plane.data.iter().map(|value| value.ln()).sum::<f32>() / plane.data.len().max(1) as f32
        };
        let means = self.paper.each_ref().map(mean);
        let all = means.iter().sum::<f32>() / 3.0;
        means.map(|mean| mean - all)
    }

    /// What is left of the paper's colour when what a lamp and a camera may make of white is taken from it: lamps differ
    /// between blue and yellow much, between green and pink hardly.
    pub(super) fn tint(&self) -> [f32; 3] {
        let past = |value: f32, free: f32| value.signum() * (value.abs() - free).max(0.0);
        let [red, green, blue] = self.means();
        let warm = past((red - blue) / 2.0, 0.3);
        let pale = past(green, 0.07);
        let kept = [warm - pale / 2.0, pale, -warm - pale / 2.0];
        let most = kept[0].max(kept[1]).max(kept[2]);
        kept.map(|kept| (kept - most).exp())
    }
}

fn luma([red, green, blue]: &[Plane; 3]) -> Plane {
    let data = (red.data.iter().zip(&green.data).zip(&blue.data))
        .map(|((red, green), blue)| 0.3 * red + 0.59 * green + 0.11 * blue)
        .collect();
    Plane { data, ..*red }
}

/// A closing is an upper bound of the paper, further above it where there is more noise: the level is set from what
/// lies close below.
fn settle(small: &[Plane; 3], paper: &mut [Plane; 3], weight: &Plane) {
    let luma =
        |at: usize, of: &dyn Fn(usize, usize) -> f32| 0.3 * of(0, at) + 0.6 * of(1, at) + 0.1 * of(2, at);
    let near: Vec<f32> = (0..weight.data.len())
        .map(|at| {
            let fall =
                luma(at, &|channel, at| paper[channel].data[at] - small[channel].data[at].max(1.0).ln());
            if fall < 0.08 { weight.data[at] } else { 0.0 }
        })
        .collect();
    let near = Plane { data: near, ..*weight };
    let radius = weight.width.max(weight.height) / 40;
    let total = near.blur(radius);
    for (small, paper) in small.iter().zip(paper.iter_mut()) {
        let data = (near.data.iter().zip(&small.data).zip(&paper.data))
            .map(|((near, small), paper)| near * (small.max(1.0).ln() - paper))
            .collect();
        let falls = Plane { data, ..*weight }.blur(radius);
        for ((paper, fall), total) in paper.data.iter_mut().zip(&falls.data).zip(&total.data) {
            *paper += fall / total.max(0.02);
        }
    }
}
