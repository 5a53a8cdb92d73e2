//! The detail that a lens has taken, in part given back: unsharp masking at the scale of the blur.

/// The brightness of each pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Luma<'a> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) data: &'a [u8],
}

/// How a page is sharpened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sharpening {
    /// Pixels between the five taps, on each axis, of the mean that detail is told from.
    pub(super) spacing: usize,
    /// How many times detail is added once more.
    pub(super) gain: f32,
}

/// Weights of the taps, in 16 parts.
const TAPS: [u16; 5] = [1, 4, 6, 4, 1];

impl Sharpening {
    /// For strokes blurred by a Gaussian of this standard deviation in pixels. Five binomial taps make one of 1 for
    /// each pixel between them.
    pub(super) fn of(blur: f32) -> Self {
        let spacing = (blur.round() as usize).clamp(1, 4);
        Self { spacing, gain: (0.6 * blur).clamp(0.3, 1.5) }
    }
}

impl<'a> Luma<'a> {
    pub(super) fn row(&self, y: usize) -> &'a [u8] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    /// The mean down the rows around one, in 16 parts, with `2 * spacing` more places at either end.
    pub(super) fn sums(&self, y: usize, spacing: usize, sums: &mut Vec<u16>) {
        let rows: [&[u8]; 5] = std::array::from_fn(|tap| {
            self.row((y + tap * spacing).saturating_sub(2 * spacing).min(self.height - 1))
        });
        let pad = 2 * spacing;
        sums.clear();
        sums.resize(self.width + 2 * pad, 0);
        let [one, two, three, four, five] = rows.map(|row| &row[..self.width]);
        for (x, sum) in sums[pad..pad + self.width].iter_mut().enumerate() {
            let of = |row: &[u8]| u16::from(row[x]);
            *sum = of(one) + of(five) + 4 * (of(two) + of(four)) + 6 * of(three);
        }
        let (first, last) = (sums[pad], sums[pad + self.width - 1]);
        sums[..pad].fill(first);
        sums[pad + self.width..].fill(last);
    }

    /// The means around the places of a row, of its `sums`.
    pub(super) fn smooth(&self, sums: &[u16], spacing: usize, means: &mut Vec<u8>) {
        let taps: [&[u16]; 5] = std::array::from_fn(|tap| &sums[tap * spacing..][..self.width]);
        let [one, two, three, four, five] = taps;
        means.clear();
        means.resize(self.width, 0);
        for (x, mean) in means.iter_mut().enumerate() {
            // At most 256 times 255: sixteen bits hold it, and half of 256 with it.
            let of = |tap: &[u16]| tap[x];
            *mean = ((of(one) + of(five) + 4 * (of(two) + of(four)) + 6 * of(three) + 128) >> 8) as u8;
        }
    }

    /// The brightness of one pixel once it is sharpened.
    pub(super) fn sharp(&self, x: usize, y: usize, sharpening: Sharpening) -> f32 {
        let spacing = sharpening.spacing;
        let tap = |place: usize, tap: usize, side: usize| {
            (place + tap * spacing).saturating_sub(2 * spacing).min(side - 1)
        };
        let mut sum = 0;
        for (down, weight) in TAPS.iter().enumerate() {
            let row = self.row(tap(y, down, self.height));
            for (across, share) in TAPS.iter().enumerate() {
                sum += u32::from(row[tap(x, across, self.width)]) * u32::from(weight * share);
            }
        }
        let here = f32::from(self.row(y)[x]);
        (here + (here - sum as f32 / 256.0) * sharpening.gain).max(0.0)
    }
}
