//! What kind of a page it is, as far as cleaning it goes.

use super::{light::Light, plane::Plane};

/// What is done with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Paper with something on it: the paper becomes white.
    Paper,
    /// A card, printed all over: lit evenly, its colours kept.
    Card,
    /// No paper, or an even and bright one already: nothing.
    Leave,
}

/// What is told of a page.
#[derive(Debug)]
pub(super) struct Signs {
    /// The share of cells that are no print.
    pub(super) share: f32,
    /// The share of cells that are bare paper, within a few hundredths.
    pub(super) bare: f32,
    /// The share of cells that are no print and have strokes in them.
    pub(super) written: f32,
    /// The brightness of its paper: of the darkest twentieth of it, of the middle, and of the brightest, 0 to 255.
    pub(super) levels: [f32; 3],
    /// How far its paper's strongest channel is above its weakest, as a ratio.
    pub(super) tint: f32,
}

impl Signs {
    pub(super) fn of(light: &Light) -> Self {
        let [red, green, blue] = &light.paper;
        let luma = |planes: &[Plane; 3], at: usize| {
            0.3 * planes[0].data[at] + 0.59 * planes[1].data[at] + 0.11 * planes[2].data[at]
        };
        let count = red.data.len().max(1) as f32;
        let (mut bare, mut written, mut paper) = (0.0, 0.0, Vec::new());
        let (mut low, mut high) = (0.0, 0.0);
        for at in 0..red.data.len() {
            if light.print.data[at] > 0.5 {
                continue;
            }
            let level = luma(&light.paper, at);
            let share = luma(&light.small, at) / level;
            bare += f32::from(u8::from((0.96..1.05).contains(&share)));
            written += f32::from(u8::from(share < 0.9));
            paper.push(level);
            high += red.data[at].max(green.data[at]).max(blue.data[at]);
            low += red.data[at].min(green.data[at]).min(blue.data[at]);
        }
        paper.sort_by(f32::total_cmp);
        let level = |share: f32| paper.get((paper.len() as f32 * share) as usize).copied().unwrap_or(0.0);
        Self {
            share: paper.len() as f32 / count,
            bare: bare / count,
            written: written / count,
            levels: [level(0.05), level(0.5), level(0.95)],
            tint: high / f32::max(low, 1.0),
        }
    }
}

/// How much brighter the brightest paper of a page that is to be left as it is may be than its darkest.
const EVEN: f32 = 1.1;
/// The share of a card that may look like bare paper.
const BARE: f32 = 0.6;
/// The longer side of a card over its shorter one (ISO/IEC 7810, ID-1), and how far from that a cut may be.
const CARD: (f64, f64) = (85.60 / 53.98, 0.02);

impl Class {
    /// What is to be done with a page by its signs. What was not cut out of a photo may be no page at all, or a scan.
    pub(super) fn of(signs: &Signs, size: (u32, u32), cropped: bool) -> Self {
        let [darkest, middle, brightest] = signs.levels;
        if !cropped {
            let scanned = middle >= 225.0 && brightest < EVEN * darkest && signs.tint < 1.12;
            let page = signs.share > 0.5
                && signs.bare > 0.45
                && (0.015..0.4).contains(&signs.written)
                && signs.tint < 1.6
                && middle > 80.0;
            return if page && !scanned { Self::Paper } else { Self::Leave };
        }
        let sides = (f64::from(size.0.max(size.1)), f64::from(size.0.min(size.1).max(1)));
        let card = (sides.0 / sides.1 / CARD.0 - 1.0).abs() < CARD.1;
        // A sheet in coloured light has bare paper, of one colour; a card is patterned all over.
        let tinted = signs.tint > 1.25 && signs.bare < BARE;
        if signs.share < 0.2 || (card && (signs.share < 0.9 || tinted)) {
            return Self::Card;
        }
        Self::Paper
    }
}
