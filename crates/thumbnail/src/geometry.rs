//! How large a resized picture becomes.

use assay_findings::{Fit, SIDE_MAX, Size};

/// Two sizes in pixels: of the scaled picture, and of the frame that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) scaled: (u32, u32),
    pub(crate) frame: (u32, u32),
}

/// What a picture of `from` is scaled to. No side is 0, none is longer than [`SIDE_MAX`] unless it was.
pub(crate) fn target(from: (u32, u32), size: Size, fit: Fit, enlarge: bool) -> Target {
    let ratio = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
    let (width, height) = from;
    let (scale_x, scale_y, frame) = match size {
        Size::Percent(percent) => (f64::from(percent) / 100.0, f64::from(percent) / 100.0, None),
        Size::Longest(side) => uniform(ratio(side, width.max(height))),
        Size::Shortest(side) => uniform(ratio(side, width.min(height))),
        Size::Sides(Some(wide), None) => uniform(ratio(wide, width)),
        Size::Sides(None, Some(high)) => uniform(ratio(high, height)),
        Size::Sides(None, None) => uniform(1.0),
        Size::Sides(Some(wide), Some(high)) => {
            let (x, y) = (ratio(wide, width), ratio(high, height));
            match fit {
                Fit::Exact => (x, y, Some((wide, high))),
                Fit::Around | Fit::Fill => (x.max(y), x.max(y), Some((wide, high))),
                Fit::Within | Fit::Pad => (x.min(y), x.min(y), Some((wide, high))),
            }
        }
    };
    if !enlarge && (scale_x > 1.0 || scale_y > 1.0) {
        return Target { scaled: from, frame: from };
    }
    // However the shape is, the longer side stays within bounds.
    let longest = (f64::from(width) * scale_x).max(f64::from(height) * scale_y);
    let bound = f64::from(SIDE_MAX.max(width).max(height));
    let shrink = if longest > bound { bound / longest } else { 1.0 };
    let scaled = (side(width, scale_x * shrink), side(height, scale_y * shrink));
    Target { scaled, frame: frame.unwrap_or(scaled) }
}

fn uniform(scale: f64) -> (f64, f64, Option<(u32, u32)>) {
    (scale, scale, None)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded and bounded before")]
fn side(from: u32, scale: f64) -> u32 {
    (f64::from(from) * scale).round().clamp(1.0, f64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scaled(from: (u32, u32), size: Size, fit: Fit) -> (u32, u32) {
        target(from, size, fit, true).scaled
    }

    #[test]
    fn sizes_follow_the_proportions() {
        assert_eq!(scaled((400, 200), Size::Sides(Some(100), None), Fit::Within), (100, 50));
        assert_eq!(scaled((400, 200), Size::Sides(Some(100), Some(100)), Fit::Within), (100, 50));
        assert_eq!(scaled((400, 200), Size::Sides(Some(100), Some(100)), Fit::Fill), (200, 100));
        assert_eq!(scaled((400, 200), Size::Sides(Some(100), Some(100)), Fit::Exact), (100, 100));
        assert_eq!(scaled((400, 200), Size::Longest(40), Fit::Within), (40, 20));
        assert_eq!(scaled((400, 200), Size::Shortest(40), Fit::Within), (80, 40));
        assert_eq!(scaled((400, 200), Size::Percent(50), Fit::Within), (200, 100));
        assert_eq!(scaled((4000, 1), Size::Sides(Some(10), None), Fit::Within), (10, 1));
    }

    #[test]
    fn nothing_grows_unless_asked_to() {
        let same = target((40, 20), Size::Sides(Some(100), None), Fit::Within, false);
        assert_eq!(same, Target { scaled: (40, 20), frame: (40, 20) });
    }

    proptest! {
        #[test]
        fn sides_stay_within_bounds(
            width in 1_u32..65_535, height in 1_u32..65_535, side in 1..=SIDE_MAX, percent in 1_u32..=1000,
        ) {
            for size in [
                Size::Sides(Some(side), None), Size::Sides(None, Some(side)), Size::Shortest(side), Size::Percent(percent),
                Size::Sides(Some(side), Some(1)),
            ] {
                for fit in [Fit::Within, Fit::Around, Fit::Fill, Fit::Pad, Fit::Exact] {
                    let (wide, high) = target((width, height), size, fit, true).scaled;
                    let bound = SIDE_MAX.max(width).max(height);
                    prop_assert!((1..=bound).contains(&wide) && (1..=bound).contains(&high));
                }
            }
        }
    }
}
