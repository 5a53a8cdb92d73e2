//! How many pixels a scan has.

use assay_findings::{FlattenTask, Sheet};

/// The most pixels that a scan has: A4 at 600 dots per inch has 34.8 million.
const PIXELS_MAX: f64 = 36e6;

/// How many pixels a scan has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Dots per inch, where the page is a sheet of a standard and a resolution was asked for.
    pub(crate) dpi: Option<f64>,
}

/// The size of the scan of a page that has this many of the photo's pixels.
pub(crate) fn size(width: f64, height: f64, task: &FlattenTask) -> Size {
    let (mut wide, mut high, mut dpi) = (width, height, None);
    if let (Some(asked), Some(sheet)) = (task.dpi, Sheet::of(width, height)) {
        let asked = f64::from(asked);
        let inches = sheet.inches(width, height);
        (wide, high, dpi) = (inches.0 * asked, inches.1 * asked, Some(asked));
    }
    let max = task.max_pixels.map_or(PIXELS_MAX, |max| f64::from(max.max(1)).min(PIXELS_MAX));
    // Rounded down, so that there are no more than were asked for.
    let shrink = (max / (wide * high).max(1.0)).sqrt();
    let side =
        |side: f64| if shrink < 1.0 { (side * shrink).floor() } else { side.round() }.clamp(1.0, max) as u32;
    Size { width: side(wide), height: side(high), dpi: dpi.map(|dpi| dpi * shrink.min(1.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(dpi: Option<u16>, max_pixels: Option<u32>) -> FlattenTask {
        FlattenTask { dpi, max_pixels, ..FlattenTask::default() }
    }

    #[test]
    fn a_sheet_of_a_standard_gets_the_pixels_that_it_has_at_a_resolution() {
        let asked = task(Some(300), None);
        let sized = |width, height| {
            let size = size(width, height, &asked);
            (size.width, size.height, size.dpi)
        };
        assert_eq!(sized(1000.0, 1420.0), (2480, 3508, Some(300.0)));
        assert_eq!(sized(1420.0, 1000.0), (3508, 2480, Some(300.0)));
        assert_eq!(sized(850.0, 1100.0), (2550, 3300, Some(300.0)));
        assert_eq!(sized(159.0, 100.0), (1011, 638, Some(300.0)));
        assert_eq!(sized(1000.0, 4000.0), (1000, 4000, None), "a receipt keeps the photo's own density");
    }

    #[test]
    fn a_scan_has_no_more_pixels_than_asked_for() {
        let size = size(3000.0, 4000.0, &task(None, Some(1_000_000)));
        assert!(size.width * size.height <= 1_000_000 && size.width > 850, "{size:?}");
        let fine = super::size(1000.0, 1414.0, &task(Some(1200), None));
        assert!(f64::from(fine.width) * f64::from(fine.height) <= PIXELS_MAX);
        assert!(fine.dpi.expect("a resolution") < 620.0);
        for (width, height) in [(0.0, 0.0), (1.0, 65_000.0), (1e9, 1e9)] {
            for max in [None, Some(0), Some(1), Some(u32::MAX)] {
                let size = super::size(width, height, &task(Some(50), max));
                assert!(size.width >= 1 && size.height >= 1);
                assert!(
                    f64::from(size.width) * f64::from(size.height) <= PIXELS_MAX.max(f64::from(size.height))
                );
            }
        }
    }
}
