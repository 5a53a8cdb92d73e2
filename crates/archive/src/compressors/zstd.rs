//! Zstandard (RFC 8878): frames one behind the other, those to be skipped among them.

use ruzstd::decoding::{StreamingDecoder, errors::FrameDecoderError};

use super::WINDOW_MAX_BYTES;
use crate::{
    le,
    source::{Fault, Source, Unpacking},
};

/// Frames that may come to nothing in a row.
const EMPTY_MAX: u32 = 1000;

pub(crate) fn zstd_starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x28\xb5\x2f\xfd")
        || is_skippable(bytes)
            && le::u32(bytes, 4).and_then(|len| usize::try_from(len).ok()?.checked_add(8)).is_some_and(
                |next| bytes.get(next..).is_some_and(|rest| rest.starts_with(b"\x28\xb5\x2f\xfd")),
            )
}

/// Frames to be skipped have any of sixteen signatures.
fn is_skippable(bytes: &[u8]) -> bool {
    le::u32(bytes, 0).is_some_and(|magic| magic & 0xffff_fff0 == 0x184d_2a50)
}

pub(crate) fn zstd(bytes: &[u8]) -> Box<dyn Source + '_> {
    Box::new(Frames { rest: bytes, frame: None, packed_bytes: bytes.len(), unpacked_bytes: 0 })
}

/// What is left of a frame's bytes while it is read.
type Frame<'a> = StreamingDecoder<&'a [u8], ruzstd::decoding::FrameDecoder>;

struct Frames<'a> {
    rest: &'a [u8],
    frame: Option<Box<Unpacking<Frame<'a>>>>,
    packed_bytes: usize,
    unpacked_bytes: u64,
}

impl Frames<'_> {
    /// Begins the next frame; `false` at the end.
    fn begin(&mut self) -> Result<bool, Fault> {
        while is_skippable(self.rest) {
            let len = le::u32(self.rest, 4).ok_or(Fault::Damaged)?;
            let next = usize::try_from(len).unwrap_or(usize::MAX).saturating_add(8);
            self.rest = self.rest.get(next..).ok_or(Fault::Damaged)?;
        }
        if self.rest.is_empty() {
            return Ok(false);
        }
        let frame = StreamingDecoder::new_with_max_window_size(self.rest, u64::from(WINDOW_MAX_BYTES))
            .map_err(|error| match error {
                FrameDecoderError::WindowSizeTooBig { .. } => Fault::Memory,
                FrameDecoderError::DictNotProvided { .. } => Fault::Method,
                _ => Fault::Damaged,
            })?;
        self.frame = Some(Box::new(Unpacking::new(frame, self.packed_bytes)));
        Ok(true)
    }
}

impl Source for Frames<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        for _ in 0..EMPTY_MAX {
            if self.frame.is_none() && !self.begin()? {
                return Ok(0);
            }
            let Some(frame) = &mut self.frame else { return Ok(0) };
            let bytes = frame.read(out, want)?;
            self.unpacked_bytes += bytes as u64;
            if bytes > 0 || want == 0 {
                return Ok(bytes);
            }
            let frame = self.frame.take();
            self.rest = frame.map_or(&[], |frame| frame.into_inner().into_inner());
        }
        Err(Fault::Damaged)
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    fn packed_bytes(&self) -> u64 {
        self.packed_bytes as u64
    }
}
