//! The fine turn: how far from level the lines of a page run.
//!
//! Ink is summed along lines of a slope; when that is the slope of the text, the sums go up and down the most (Postl,
//! Detection of linear oblique structures and skew scan in digitized documents, 1986).

use rayon::prelude::*;

use super::ink::Ink;

/// The largest skew that is looked for, in degrees.
const MOST: f64 = 5.0;
/// The step of the first search, in degrees; the second is finer by [`FINER`].
const COARSE: f64 = 0.25;
const FINER: f64 = 5.0;
/// Less than this is no skew that anybody sees, in degrees.
const LEAST: f64 = 0.15;
/// How many times the usual ups and downs there must be at the best slope for it to be one of lines.
const CLEAR: f64 = 1.5;
/// How dark a pixel must be to be ink.
const DARK: f32 = 0.8;

/// The turn clockwise, in degrees, after which the lines of a page run level: 0 when it has no clear lines.
pub(super) fn skew(ink: &Ink) -> f64 {
    let marks: Vec<(f32, f32)> = (0..ink.height)
        .flat_map(|y| (0..ink.width).map(move |x| (x, y)))
        .filter(|(x, y)| ink.values[y * ink.width + x] > DARK)
        .map(|(x, y)| (x as f32 - ink.width as f32 / 2.0, y as f32))
        .collect();
    if marks.len() < 300 {
        return 0.0;
    }
    let spread = |slopes: &[f64]| -> Vec<f64> {
        slopes.par_iter().map(|degrees| ups_and_downs(&marks, ink, *degrees)).collect()
    };
    let count = (MOST / COARSE) as i32;
    let slopes: Vec<f64> = (-count..=count).map(|step| f64::from(step) * COARSE).collect();
    let coarse = spread(&slopes);
    let Some(best) = highest(&coarse) else { return 0.0 };
    let mut sorted = coarse.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    if best == 0 || best + 1 == coarse.len() || coarse[best] < CLEAR * sorted[sorted.len() / 2] {
        return 0.0;
    }
    let fine: Vec<f64> = (-6..=6).map(|step| slopes[best] + f64::from(step) * COARSE / FINER).collect();
    let values = spread(&fine);
    let Some(at) = highest(&values) else { return 0.0 };
    let peak = match (at.checked_sub(1).and_then(|before| values.get(before)), values.get(at + 1)) {
        (Some(before), Some(after)) => {
            let bend = before - 2.0 * values[at] + after;
            fine[at] + if bend < 0.0 { (before - after) / (2.0 * bend) * COARSE / FINER } else { 0.0 }
        }
        _ => fine[at],
    };
    // Lines that fall to the right are turned back, against the clock.
    if peak.abs() < LEAST { 0.0 } else { -peak }
}

fn highest(values: &[f64]) -> Option<usize> {
    (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b]))
}

/// How much the ink along lines that fall to the right by so many degrees differs from one to the next.
fn ups_and_downs(marks: &[(f32, f32)], ink: &Ink, degrees: f64) -> f64 {
    let slope = degrees.to_radians().tan() as f32;
    let margin = (ink.width as f32 * 0.05 + 2.0).ceil();
    let mut sums = vec![0.0_f32; ink.height + 2 * margin as usize + 2];
    for (x, y) in marks {
        let place = y - x * slope + margin;
        let (below, share) = (place.floor(), place - place.floor());
        if let Some([first, second]) = sums.get_mut(below as usize..below as usize + 2) {
            *first += 1.0 - share;
            *second += share;
        }
    }
    sums.windows(2).map(|pair| f64::from((pair[1] - pair[0]).powi(2))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of words, turned clockwise by so many degrees.
    fn text(degrees: f64) -> Ink {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (width, height) = (420, 600);
        let values = (0..width * height)
            .map(|at| {
                let (x, y) = ((at % width) as f64 - 210.0, (at / width) as f64 - 300.0);
                let (x, y) = (x * cos + y * sin, y * cos - x * sin);
                let on_line = y.rem_euclid(11.0) < 4.0 && x.abs() < 170.0 && y.abs() < 260.0;
                let word = ((x / 5.0).floor() * 12.9 + (y / 11.0).floor() * 78.2).sin() > -0.4;
                if on_line && word { 2.0 } else { 0.0 }
            })
            .collect();
        Ink { width, height, values }
    }

    #[test]
    fn lines_are_brought_level() {
        for degrees in [-3.3, -0.7, 0.4, 2.05] {
            assert!((skew(&text(degrees)) + degrees).abs() < 0.1, "{degrees}: {}", skew(&text(degrees)));
        }
        assert!(skew(&text(0.0)).abs() < 0.01);
    }

    #[test]
    fn what_has_no_lines_is_left_alone() {
        // Specks by a permuted congruential generator, since those of a plain one lie on lines.
        let specks = |at: u32| {
            let state = at.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
            let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
            if ((word >> 22) ^ word).is_multiple_of(16) { 2.0 } else { 0.0 }
        };
        let values = (0..400 * 400).map(specks);
        assert!(skew(&Ink { width: 400, height: 400, values: values.collect() }).abs() < 1e-9);
    }
}
