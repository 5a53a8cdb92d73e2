//! Hands out the members of a container, an answer's worth at a time.

use std::{ops::ControlFlow, time::Instant};

use assay_archive::Visit;
use assay_findings::{Decompress, IncompleteReason, UnpackPosition, UnpackTask, Unpacked, UnpackedPiece};

/// Pieces of one answer, so that their names fit beside the bytes.
const PIECES_MAX: usize = 100_000;
/// Bytes that an answer gives to each piece beside its contents, when it is counted.
const PIECE_BYTES: u64 = 64;
/// Bytes of names and pieces when only these are asked for.
const NAMES_MAX_BYTES: u64 = 16 << 20;

/// What of a container fits into one answer.
pub(crate) fn unpack(input: &[u8], task: &UnpackTask, deadline: Instant) -> Unpacked {
    let decompress = Decompress { max_layers: 1, max_files: task.max_files };
    let mut answer = Answer {
        task,
        unpacked: Unpacked::default(),
        at: 0,
        left: if task.max_bytes == 0 { NAMES_MAX_BYTES } else { task.max_bytes },
    };
    let mut visit = |visit: Visit<'_>| answer.take(&visit);
    let walked = assay_archive::walk(input, decompress, &task.limits, deadline, &mut visit);
    let mut unpacked = answer.unpacked;
    unpacked.is_container = walked.is_container;
    // What is about one member is said with it.
    let whole = walked.incomplete.iter().filter(|incomplete| incomplete.path.is_none());
    unpacked.incomplete =
        whole.map(|incomplete| incomplete.reason).filter(|reason| is_lack(*reason)).collect();
    unpacked.incomplete.dedup();
    unpacked
}

/// That a member is not opened itself is what was asked for.
fn is_lack(reason: IncompleteReason) -> bool {
    reason != IncompleteReason::DecompressMaxLayer
}

struct Answer<'t> {
    task: &'t UnpackTask,
    unpacked: Unpacked,
    /// The member that is visited.
    at: u32,
    /// Bytes that still fit.
    left: u64,
}

impl Answer<'_> {
    fn take(&mut self, visit: &Visit<'_>) -> ControlFlow<()> {
        let member = self.at;
        self.at = self.at.saturating_add(1);
        let from = self.task.from;
        if member < from.member || !self.is_selected(visit.path) {
            return ControlFlow::Continue(());
        }
        let mut offset = if member == from.member { from.offset } else { 0 };
        let cost = PIECE_BYTES + visit.path.len() as u64;
        if cost >= self.left || self.unpacked.pieces.len() == PIECES_MAX {
            return self.stop(member, offset);
        }
        self.left -= cost;
        let reasons =
            visit.incomplete.iter().map(|incomplete| incomplete.reason).filter(|reason| is_lack(*reason));
        let incomplete: Vec<_> = reasons.collect();
        let mut bytes = Vec::new();
        if self.task.max_bytes > 0 && incomplete.is_empty() {
            let start = usize::try_from(offset).unwrap_or(usize::MAX);
            let rest = visit.bytes.get(start..).unwrap_or_default();
            let taken = usize::try_from(self.left).unwrap_or(usize::MAX).min(rest.len());
            bytes = rest.get(..taken).unwrap_or_default().to_vec();
        }
        let size_bytes = visit.bytes.len() as u64;
        let length = bytes.len() as u64;
        let is_done = self.task.max_bytes == 0 || !incomplete.is_empty() || offset + length >= size_bytes;
        self.left -= length;
        let path = visit.path.to_owned();
        self.unpacked.pieces.push(UnpackedPiece { path, size_bytes, offset, bytes, incomplete });
        if is_done {
            return ControlFlow::Continue(());
        }
        offset += length;
        self.stop(member, offset)
    }

    fn stop(&mut self, member: u32, offset: u64) -> ControlFlow<()> {
        self.unpacked.next = Some(UnpackPosition { member, offset });
        ControlFlow::Break(())
    }

    fn is_selected(&self, path: &str) -> bool {
        let is_in = |name: &String| {
            let name = name.trim_matches('/');
            path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.task.selected.is_empty() || self.task.selected.iter().any(is_in)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use assay_findings::ExamineLimits;
    use proptest::prelude::*;

    use super::*;

    /// A tar of these members: POSIX.1-2017, pax, "ustar interchange format".
    fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        for (name, content) in members {
            let mut header = [0_u8; 512];
            let mut put = |at: usize, text: &[u8]| {
                header.get_mut(at..at + text.len()).expect("within").copy_from_slice(text);
            };
            put(0, name.as_bytes());
            put(100, b"0000644\0");
            put(124, format!("{:011o}\0", content.len()).as_bytes());
            put(148, b"        ");
            put(156, b"0");
            put(257, b"ustar\x0000");
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header.get_mut(148..156).expect("within").copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            out.extend(header);
            out.extend(*content);
            out.resize(out.len().next_multiple_of(512), 0);
        }
        out.resize(out.len() + 1024, 0);
        out
    }

    fn task(max_bytes: u64, from: UnpackPosition, selected: &[&str]) -> UnpackTask {
        UnpackTask {
            from,
            max_bytes,
            max_files: 1000,
            selected: selected.iter().map(|name| (*name).to_owned()).collect(),
            limits: ExamineLimits::default(),
        }
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_mins(1)
    }

    #[test]
    fn names_alone() {
        let archive = tar(&[("a", b"one"), ("d/b", b"three")]);
        let unpacked = unpack(&archive, &task(0, UnpackPosition::default(), &[]), soon());
        let names: Vec<_> = unpacked
            .pieces
            .iter()
            .map(|piece| (piece.path.as_str(), piece.size_bytes, piece.bytes.len()))
            .collect();
        assert_eq!(names, [("a", 3, 0), ("d/b", 5, 0)]);
        assert!(unpacked.is_container && unpacked.next.is_none() && unpacked.incomplete.is_empty());
        assert!(!unpack(b"plain", &task(0, UnpackPosition::default(), &[]), soon()).is_container);
    }

    #[test]
    fn only_what_is_selected() {
        let archive = tar(&[("a", b"one"), ("d/b", b"two"), ("d/c", b"three"), ("de", b"four")]);
        let unpacked = unpack(&archive, &task(1000, UnpackPosition::default(), &["d/", "a"]), soon());
        let names: Vec<_> = unpacked.pieces.iter().map(|piece| piece.path.as_str()).collect();
        assert_eq!(names, ["a", "d/b", "d/c"]);
    }

    proptest! {
        #[test]
        fn answers_together_are_the_members(
            contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..6),
            max_bytes in 100..400_u64,
        ) {
            let names: Vec<_> = (0..contents.len()).map(|at| format!("m{at}.x")).collect();
            let members: Vec<_> = names.iter().map(String::as_str).zip(contents.iter().map(Vec::as_slice)).collect();
            let archive = tar(&members);
            let mut read: Vec<(String, Vec<u8>)> = Vec::new();
            let mut next = Some(UnpackPosition::default());
            let mut answers = 0;
            while let Some(from) = next {
                let unpacked = unpack(&archive, &task(max_bytes, from, &[]), soon());
                for piece in unpacked.pieces {
                    if piece.offset == 0 {
                        read.push((piece.path, Vec::new()));
                    }
                    let (_, content) = read.last_mut().expect("a member");
                    prop_assert_eq!(piece.offset, content.len() as u64);
                    content.extend(piece.bytes);
                }
                next = unpacked.next;
                answers += 1;
                prop_assert!(answers < 200);
            }
            let expected: Vec<_> = names.into_iter().zip(contents).collect();
            prop_assert_eq!(read, expected);
        }
    }
}
