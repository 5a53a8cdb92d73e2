//! The hashes of a whole content.

use std::{
    io::{self, SeekFrom},
    time::Instant,
};

use assay_types::{ContentDigest, ContentHasher};
use crc_fast::{CrcAlgorithm, Digest};

use crate::source::{Input, Stop};

/// How much is read at once.
const PIECE_BYTES: usize = 256 << 10;

/// SHA-256, MD5 and length of a content, and its CRC-64/XZ, in one pass.
pub(crate) fn of(input: &mut dyn Input, size: u64, deadline: Instant) -> Result<(ContentDigest, u64), Stop> {
    let unreadable = |error: io::Error| Stop::Input(error.to_string());
    input.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let mut hasher = ContentHasher::default();
    let mut crc = Digest::new(CrcAlgorithm::Crc64Xz);
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        if Instant::now() >= deadline {
            return Err(Stop::Limit("its time is up"));
        }
        let len = match input.read(&mut piece) {
            Ok(0) => break,
            Ok(len) => len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error)),
        };
        let piece = piece.get(..len).unwrap_or_default();
        hasher.update(piece);
        crc.update(piece);
    }
    if hasher.size_bytes() != size {
        return Err(Stop::Input("its length changed while it was read".to_owned()));
    }
    Ok((hasher.finish(), crc.finalize()))
}

#[cfg(test)]
mod tests {
    use std::{io::Cursor, time::Duration};

    use super::*;

    #[test]
    fn a_content_has_its_hashes() {
        let deadline = Instant::now() + Duration::from_secs(10);
        let (digest, crc64) = of(&mut Cursor::new(b"123456789"), 9, deadline).expect("read");
        assert_eq!(digest, ContentDigest::of(b"123456789"));
        // The check value of CRC-64/XZ.
        assert_eq!(crc64, 0x995d_c9bb_df19_39fa);
        assert!(of(&mut Cursor::new(b"12"), 9, deadline).is_err());
    }
}
