//! Papers and cards of a standard.

/// A paper or card of a standard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// Its longer side, in millimetres.
    pub longer_mm: f64,
    /// Its shorter side, in millimetres.
    pub shorter_mm: f64,
}

/// How far a page's proportions may be from a sheet's, as a share.
const TOLERANCE: f64 = 0.02;

impl Sheet {
    /// A4 of ISO 216. A3 and A5 have its proportions.
    pub const A4: Self = Self { longer_mm: 297.0, shorter_mm: 210.0 };
    /// Letter of ANSI Y14.1.
    pub const LETTER: Self = Self { longer_mm: 279.4, shorter_mm: 215.9 };
    /// Legal, as it is used in the United States.
    pub const LEGAL: Self = Self { longer_mm: 355.6, shorter_mm: 215.9 };
    /// ID-1 of ISO/IEC 7810: identity and bank cards.
    pub const CARD: Self = Self { longer_mm: 85.6, shorter_mm: 53.98 };

    /// The sheet whose proportions a page has, if it is within two percent of any.
    pub fn of(width: f64, height: f64) -> Option<Self> {
        let proportions = width.max(height) / width.min(height);
        [Self::A4, Self::LETTER, Self::LEGAL, Self::CARD]
            .into_iter()
            .map(|sheet| (sheet, (proportions / (sheet.longer_mm / sheet.shorter_mm) - 1.0).abs()))
            .filter(|(_, off)| *off <= TOLERANCE)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(sheet, _)| sheet)
    }

    /// Its width and height in inches, lying or standing as a page of this size does.
    pub fn inches(self, width: f64, height: f64) -> (f64, f64) {
        let (longer, shorter) = (self.longer_mm / 25.4, self.shorter_mm / 25.4);
        if width > height { (longer, shorter) } else { (shorter, longer) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_the_sheet_that_it_is_nearest_to() {
        assert_eq!(Sheet::of(1000.0, 1420.0), Some(Sheet::A4));
        assert_eq!(Sheet::of(1100.0, 850.0), Some(Sheet::LETTER));
        assert_eq!(Sheet::of(14.0, 8.5), Some(Sheet::LEGAL));
        assert_eq!(Sheet::of(1011.0, 638.0), Some(Sheet::CARD));
        for (width, height) in
            [(4000.0, 3000.0), (100.0, 900.0), (0.0, 0.0), (f64::INFINITY, 1.0), (0.0, 1.0)]
        {
            assert_eq!(Sheet::of(width, height), None);
        }
        let (width, height) = Sheet::A4.inches(1420.0, 1000.0);
        assert!(width > height && (width - 11.69).abs() < 0.01);
    }
}
