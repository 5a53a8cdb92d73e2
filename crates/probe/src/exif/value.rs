//! A value of EXIF, and how it is written.

/// Byte order of a TIFF block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Little,
    Big,
}

impl Order {
    pub(crate) fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    pub(crate) fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    fn u64(self, bytes: [u8; 8]) -> u64 {
        match self {
            Self::Little => u64::from_le_bytes(bytes),
            Self::Big => u64::from_be_bytes(bytes),
        }
    }
}

/// The types of TIFF 6.0 section 2.
const ASCII: u16 = 2;
const UNDEFINED: u16 = 7;

/// Values that are longer than this, and no text, are only counted.
const SHOWN_BYTES_MAX: usize = 1024;
/// Undefined values that are longer than this are only counted, as the hosted service does with maker notes.
const OPAQUE_BYTES_MAX: usize = 256;

/// How long one value of a type is; `None` for a type that is none.
pub(crate) fn width(kind: u16) -> Option<usize> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 => Some(8),
        _ => None,
    }
}

/// The value of a tag.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) kind: u16,
    pub(crate) order: Order,
    /// As many as were read; `total` says how many there are.
    pub(crate) bytes: Vec<u8>,
    pub(crate) total: u64,
}

impl Value {
    fn each(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.chunks_exact(width(self.kind).unwrap_or(1))
    }

    /// The `at`th number, where it is one without a sign.
    pub(crate) fn unsigned(&self, at: usize) -> Option<u32> {
        let bytes = self.each().nth(at)?;
        match self.kind {
            1 | UNDEFINED => bytes.first().map(|byte| u32::from(*byte)),
            3 => Some(u32::from(self.order.u16(bytes.try_into().ok()?))),
            4 | 13 => Some(self.order.u32(bytes.try_into().ok()?)),
            _ => None,
        }
    }

    /// The `at`th number as a fraction.
    pub(crate) fn rational(&self, at: usize) -> Option<(i64, i64)> {
        let bytes = self.each().nth(at)?;
        let (over, under) = (bytes.get(..4)?.try_into().ok()?, bytes.get(4..8)?.try_into().ok()?);
        let (over, under) = (self.order.u32(over), self.order.u32(under));
        match self.kind {
            5 => Some((i64::from(over), i64::from(under))),
            10 => Some((i64::from(over.cast_signed()), i64::from(under.cast_signed()))),
            _ => None,
        }
    }

    /// The `at`th number; `None` also for a fraction of zero parts.
    #[expect(clippy::cast_precision_loss, reason = "both parts have 32 bits")]
    pub(crate) fn number(&self, at: usize) -> Option<f64> {
        match self.kind {
            5 | 10 => self
                .rational(at)
                .filter(|(_, under)| *under != 0)
                .map(|(over, under)| over as f64 / under as f64),
            _ => self.unsigned(at).map(f64::from),
        }
    }

    /// Text, where it is one.
    pub(crate) fn line(&self) -> Option<String> {
        (self.kind == ASCII || self.kind == 1 || self.kind == UNDEFINED)
            .then(|| crate::bytes::text(&self.bytes))
            .flatten()
    }

    /// As the hosted service writes it: numbers with blanks between them, fractions as `1/100`, text as it is, what is
    /// opaque and long as its length.
    pub(crate) fn shown(&self) -> String {
        let opaque = self.kind == UNDEFINED && self.total > OPAQUE_BYTES_MAX as u64;
        if opaque || self.kind != ASCII && self.total > SHOWN_BYTES_MAX as u64 {
            return format!("{} bytes undefined data", self.total);
        }
        if self.kind == ASCII {
            return crate::bytes::text(&self.bytes).unwrap_or_default();
        }
        let each: Vec<String> = self.each().map(|bytes| self.one(bytes)).collect();
        each.join(" ")
    }

    fn one(&self, bytes: &[u8]) -> String {
        let short = || bytes.try_into().map(|bytes| self.order.u16(bytes)).unwrap_or_default();
        let long = || bytes.try_into().map(|bytes| self.order.u32(bytes)).unwrap_or_default();
        let double = || bytes.try_into().map(|bytes| self.order.u64(bytes)).unwrap_or_default();
        let half = |at: usize| {
            let half: Option<[u8; 4]> = bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
            half.map(|half| self.order.u32(half)).unwrap_or_default()
        };
        match self.kind {
            3 => short().to_string(),
            4 | 13 => long().to_string(),
            5 => format!("{}/{}", half(0), half(4)),
            6 => bytes.first().copied().unwrap_or_default().cast_signed().to_string(),
            8 => short().cast_signed().to_string(),
            9 => long().cast_signed().to_string(),
            10 => format!("{}/{}", half(0).cast_signed(), half(4).cast_signed()),
            11 => f32::from_bits(long()).to_string(),
            12 => f64::from_bits(double()).to_string(),
            _ => bytes.first().copied().unwrap_or_default().to_string(),
        }
    }

    /// Degrees of GPS as the hosted service writes them: `30deg 27' 35.120" `, less the parts that are zero at the end.
    pub(crate) fn degrees_shown(&self) -> String {
        let parts: Option<Vec<(i64, i64)>> = (0..3).map(|at| self.rational(at)).collect();
        let Some(parts) = parts.filter(|parts| parts.iter().all(|(_, under)| *under != 0)) else {
            return self.shown();
        };
        let last = parts.iter().rposition(|(over, _)| *over != 0).unwrap_or(0);
        let mut shown = String::new();
        for (at, ((over, under), (unit, digits))) in
            parts.iter().zip([("deg", 7), ("'", 5), ("\"", 3)]).enumerate()
        {
            if at > last {
                break;
            }
            let digits = if over % under == 0 { 0 } else { digits };
            let number = self.number(at).unwrap_or_default();
            shown.extend([format!("{number:.digits$}"), format!("{unit} ")]);
        }
        shown
    }

    /// Degrees of GPS as a number.
    pub(crate) fn degrees(&self) -> Option<f64> {
        // Seconds, or minutes and seconds, may be missing or of zero parts.
        let part = |at| self.number(at).unwrap_or(0.0);
        Some(self.number(0)? + part(1) / 60.0 + part(2) / 3600.0)
    }

    /// UCS-2 of Windows (`XPTitle` …).
    pub(crate) fn wide(&self) -> Option<String> {
        let text = encoding_rs::UTF_16LE.decode_without_bom_handling(&self.bytes).0;
        let text = text.trim_end_matches('\0').trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// A comment: text behind eight bytes that name its characters (EXIF 2.32, `UserComment`).
    pub(crate) fn comment(&self) -> Option<String> {
        let (charset, text) = self.bytes.split_at_checked(8)?;
        let text = match (charset, self.order) {
            (b"UNICODE\0", Order::Little) => encoding_rs::UTF_16LE.decode(text).0.into_owned(),
            (b"UNICODE\0", Order::Big) => encoding_rs::UTF_16BE.decode(text).0.into_owned(),
            (b"JIS\0\0\0\0\0", _) => encoding_rs::ISO_2022_JP.decode(text).0.into_owned(),
            _ => return crate::bytes::text(text),
        };
        let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace()).to_owned();
        (!text.is_empty()).then_some(text)
    }
}
