//! What a picture may cost.

use crate::PixelError;

/// What a picture may cost. Held against its header, before anything is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most pixels.
    pub max_pixels: u64,
    /// The most pixels a side.
    pub max_side: u32,
    /// The most memory that decoding may take, in bytes: the pixels as they are stored, and what the decoder needs
    /// besides as far as it tells.
    pub max_bytes: u64,
}

impl Limits {
    /// 120 megapixels, in 768 MiB.
    pub const LARGE: Self = Self { max_pixels: 120_000_000, max_side: 65_535, max_bytes: 768 << 20 };
    /// 64 megapixels, in 384 MiB.
    pub const MIDDLE: Self = Self { max_pixels: 64_000_000, max_side: 65_535, max_bytes: 384 << 20 };

    pub(crate) fn check(&self, width: u32, height: u32) -> Result<(), PixelError> {
        if width == 0 || height == 0 {
            return Err(PixelError::Damaged("it has no pixels".to_owned()));
        }
        let Self { max_pixels, max_side, .. } = *self;
        if u64::from(width) * u64::from(height) > max_pixels || width.max(height) > max_side {
            return Err(PixelError::TooLarge { width, height, max_pixels, max_side });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_hold_at_their_edges() {
        let limits = Limits { max_pixels: 100, max_side: 50, max_bytes: 1 << 20 };
        assert_eq!(limits.check(10, 10), Ok(()));
        assert_eq!(limits.check(50, 2), Ok(()));
        let refused = |width, height| PixelError::TooLarge { width, height, max_pixels: 100, max_side: 50 };
        assert_eq!(limits.check(101, 1), Err(refused(101, 1)));
        assert_eq!(limits.check(51, 1), Err(refused(51, 1)));
        assert_eq!(limits.check(u32::MAX, u32::MAX), Err(refused(u32::MAX, u32::MAX)));
        assert!(matches!(limits.check(0, 5), Err(PixelError::Damaged(_))));
    }
}
