//! Frames: four bytes of length, little-endian, then that many bytes of JSON.
//!
//! The limit is the reader's, not the sender's, and is checked before a byte of the body is read.

use std::io;

use serde::{Serialize, de::DeserializeOwned};

/// Bytes before a frame's body.
pub const HEADER_BYTES: usize = 4;

/// A message that cannot be framed, or a frame that is no message.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The body is, or would be, longer than the limit.
    #[error("a frame of more than {max_bytes} bytes")]
    TooLong {
        /// The limit.
        max_bytes: u64,
    },
    /// The body is not the JSON of the message expected.
    #[error("a frame that is not the message expected: {0}")]
    Malformed(#[source] serde_json::Error),
}

/// The frame of `message`, header included. Stops at the limit instead of building what is too long.
pub fn encode<T: Serialize>(message: &T, max_bytes: u64) -> Result<Vec<u8>, FrameError> {
    let mut body = Bounded { frame: vec![0; HEADER_BYTES], max_bytes, overflown: false };
    match serde_json::to_writer(&mut body, message) {
        Ok(()) => {}
        Err(_) if body.overflown => return Err(FrameError::TooLong { max_bytes }),
        Err(err) => return Err(FrameError::Malformed(err)),
    }
    let mut frame = body.frame;
    let length = u32::try_from(frame.len().saturating_sub(HEADER_BYTES))
        .map_err(|_| FrameError::TooLong { max_bytes: u64::from(u32::MAX) })?;
    if let Some(header) = frame.first_chunk_mut() {
        *header = length.to_le_bytes();
    }
    Ok(frame)
}

/// The length of the body that follows `header`.
pub fn body_len(header: [u8; HEADER_BYTES], max_bytes: u64) -> Result<usize, FrameError> {
    let length = u32::from_le_bytes(header);
    if u64::from(length) > max_bytes {
        return Err(FrameError::TooLong { max_bytes });
    }
    usize::try_from(length).map_err(|_| FrameError::TooLong { max_bytes })
}

/// The message in a body.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, FrameError> {
    serde_json::from_slice(body).map_err(FrameError::Malformed)
}

/// A frame being written, which refuses to grow past its limit.
struct Bounded {
    frame: Vec<u8>,
    max_bytes: u64,
    overflown: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let after = (self.frame.len() - HEADER_BYTES).saturating_add(bytes.len());
        if u64::try_from(after).unwrap_or(u64::MAX) > self.max_bytes {
            self.overflown = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read<T: DeserializeOwned>(frame: &[u8], max_bytes: u64) -> Result<T, FrameError> {
        let (header, body) = frame.split_first_chunk().expect("a header");
        assert_eq!(body_len(*header, max_bytes)?, body.len());
        decode(body)
    }

    #[test]
    fn the_limit_holds_at_its_edge_on_both_sides() {
        let text = "x".repeat(8); // ten bytes with its quotes
        let frame = encode(&text, 10).expect("fits");
        assert_eq!(read::<String>(&frame, 10).expect("fits"), text);
        assert!(matches!(encode(&text, 9), Err(FrameError::TooLong { max_bytes: 9 })));
        assert!(matches!(read::<String>(&frame, 9), Err(FrameError::TooLong { max_bytes: 9 })));
    }

    #[test]
    fn a_giant_length_is_refused_before_anything_is_read() {
        assert!(matches!(body_len([0xff; 4], 1 << 20), Err(FrameError::TooLong { .. })));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(text in ".*") {
            let frame = encode(&text, 1 << 20).expect("fits");
            prop_assert_eq!(read::<String>(&frame, 1 << 20).expect("a string"), text);
        }

        #[test]
        fn hostile_bodies_are_refused_or_read_but_never_panic(body in prop::collection::vec(any::<u8>(), 0..512)) {
            let _ = decode::<crate::Reply>(&body);
            let _ = decode::<crate::Hello>(&body);
        }
    }
}
