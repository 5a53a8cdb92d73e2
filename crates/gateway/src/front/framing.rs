//! Where a request's body ends (RFC 9112, sections 6 and 7), so that the next head can be found.
//!
//! Only counted, never decoded: hyper reads the same bytes after the gate and refuses what is wrong with
//! them, which the service sees as a body that failed.

/// How a request's body is delimited, and how much of it is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Framing {
    /// So many bytes.
    Length(u64),
    /// Chunks, up to an empty one and its trailers.
    Chunked(Chunk),
    /// Chunks that make no sense: all that follows belongs to this message, which hyper will refuse.
    Lost,
}

/// Where in a chunked body the next byte is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chunk {
    /// In the hex digits of a size; the value so far, and whether there was a digit.
    Size(u64, bool),
    /// In what follows the digits, up to the line's end.
    SizeRest(u64),
    /// In the data; bytes to come.
    Data(u64),
    /// At the line end after the data.
    DataEnd,
    /// In the trailers; bytes of the current line, not counting line ends.
    Trailer(u64),
    /// After the last line.
    Done,
}

impl Framing {
    pub(super) fn chunked() -> Self {
        Self::Chunked(Chunk::Size(0, false))
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self, Self::Length(0) | Self::Chunked(Chunk::Done))
    }

    /// How many of these bytes, the next on the connection, belong to the body.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::Length(left) => {
                let taken = bytes.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= taken as u64;
                taken
            }
            Self::Chunked(chunk) => {
                if let Some(taken) = chunk.take(bytes) {
                    taken
                } else {
                    *self = Self::Lost;
                    bytes.len()
                }
            }
            Self::Lost => bytes.len(),
        }
    }
}

impl Chunk {
    /// `None` when the bytes are not chunks.
    fn take(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while *self != Self::Done {
            let Some(&byte) = bytes.get(at) else { break };
            if let Self::Data(left) = self {
                let here = (bytes.len() - at).min(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= here as u64;
                at += here;
                if *left == 0 {
                    *self = Self::DataEnd;
                }
                continue;
            }
            self.step(byte)?;
            at += 1;
        }
        Some(at)
    }

    /// One byte outside the data.
    fn step(&mut self, byte: u8) -> Option<()> {
        *self = match (&*self, byte) {
            (Self::Size(size, _), b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                let digit = char::from(byte).to_digit(16)?;
                Self::Size(size.checked_mul(16)?.checked_add(u64::from(digit))?, true)
            }
            (Self::Size(0, true) | Self::SizeRest(0), b'\n') => Self::Trailer(0),
            (Self::Size(size, true) | Self::SizeRest(size), b'\n') => Self::Data(*size),
            (Self::Size(size, true) | Self::SizeRest(size), _) => Self::SizeRest(*size),
            (Self::DataEnd, b'\r') => Self::DataEnd,
            (Self::DataEnd, b'\n') => Self::Size(0, false),
            (Self::Trailer(0), b'\n') => Self::Done,
            (Self::Trailer(_), b'\n') => Self::Trailer(0),
            (Self::Trailer(length), b'\r') => Self::Trailer(*length),
            (Self::Trailer(length), _) => Self::Trailer(length.saturating_add(1)),
            (Self::Size(_, false) | Self::DataEnd | Self::Data(_) | Self::Done, _) => return None,
        };
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Feeds `bytes` in pieces of `size` and answers how many were taken.
    fn feed(mut framing: Framing, bytes: &[u8], size: usize) -> (usize, Framing) {
        let mut taken = 0;
        for piece in bytes.chunks(size) {
            let here = framing.take(piece);
            taken += here;
            if here < piece.len() {
                break;
            }
        }
        (taken, framing)
    }

    #[test]
    fn a_length_takes_just_that_many() {
        let (taken, framing) = feed(Framing::Length(5), b"helloGET / HTTP/1.1", 3);
        assert_eq!((taken, framing.is_done()), (5, true));
        assert!(!feed(Framing::Length(5), b"hell", 3).1.is_done());
    }

    #[test]
    fn chunks_end_after_their_trailers() {
        for body in [
            "0\r\n\r\n",
            "5\r\nhello\r\n0\r\n\r\n",
            "5;a=b\r\nhello\r\nA\r\n0123456789\r\n000\r\nx: y\r\nz: 1\r\n\r\n",
        ] {
            let whole = format!("{body}GET / HTTP/1.1\r\n");
            for size in 1..whole.len() {
                let (taken, framing) = feed(Framing::chunked(), whole.as_bytes(), size);
                assert_eq!((taken, framing), (body.len(), Framing::Chunked(Chunk::Done)), "{body:?}");
            }
        }
    }

    #[test]
    fn what_is_not_chunks_is_passed_on_for_hyper_to_refuse() {
        for body in ["x\r\n", "\r\n", "5\r\nhelloworld", "11111111111111111\r\n"] {
            let (taken, framing) = feed(Framing::chunked(), body.as_bytes(), 100);
            assert_eq!((taken, framing), (body.len(), Framing::Lost), "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn any_chunking_of_any_data_is_followed(
            chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..6),
            rest in prop::collection::vec(any::<u8>(), 0..10),
            size in 1_usize..20,
        ) {
            let mut body = Vec::new();
            for chunk in &chunks {
                body.extend(format!("{:X}\r\n", chunk.len()).bytes());
                body.extend(chunk);
                body.extend(b"\r\n");
            }
            body.extend(b"0\r\n\r\n");
            let length = body.len();
            body.extend(rest);
            let (taken, framing) = feed(Framing::chunked(), &body, size);
            prop_assert_eq!((taken, framing), (length, Framing::Chunked(Chunk::Done)));
        }

        #[test]
        fn the_pieces_do_not_matter(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1_usize..50) {
            prop_assert_eq!(feed(Framing::chunked(), &bytes, size), feed(Framing::chunked(), &bytes, 1));
        }
    }
}
