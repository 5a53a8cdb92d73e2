//! LZSS with Huffman codes, as LHA, ARJ and zoo have it, by `delharc`.

use delharc::{
    CompressionMethod,
    decode::{Decoder as _, DecoderAny},
};

use crate::source::{Fault, Source};

/// Unpacked at a time: what is lost when damage is met.
const STEP_BYTES: usize = 512;

/// A stream that ends by the length that its header states.
pub(super) struct Lzh<'a> {
    decoder: DecoderAny<&'a [u8]>,
    packed_bytes: usize,
    left: u64,
    unpacked_bytes: u64,
    failed: bool,
}

impl<'a> Lzh<'a> {
    pub(super) fn new(method: CompressionMethod, packed: &'a [u8], unpacked_bytes: u64) -> Self {
        Self {
            decoder: DecoderAny::new_from_compression(method, packed),
            packed_bytes: packed.len(),
            left: unpacked_bytes,
            unpacked_bytes: 0,
            failed: false,
        }
    }
}

impl Source for Lzh<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let before = out.len();
        while out.len() - before < want && self.left > 0 && !self.failed {
            let left = usize::try_from(self.left).unwrap_or(usize::MAX);
            let step = STEP_BYTES.min(want - (out.len() - before)).min(left);
            let at = out.len();
            out.resize(at + step, 0);
            if self.decoder.fill_buffer(out.get_mut(at..).unwrap_or_default()).is_err() {
                out.truncate(at);
                self.failed = true;
            } else {
                self.left -= step as u64;
            }
        }
        let produced = out.len() - before;
        self.unpacked_bytes += produced as u64;
        if produced == 0 && self.failed { Err(Fault::Damaged) } else { Ok(produced) }
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    fn packed_bytes(&self) -> u64 {
        self.packed_bytes as u64
    }
}
