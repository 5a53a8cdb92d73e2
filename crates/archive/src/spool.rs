//! Where libraries put what they unpack when they push instead of being pulled.

use std::{
    cell::RefCell,
    io::{self, Write},
    rc::Rc,
    time::Instant,
};

use assay_findings::IncompleteReason;

use crate::budget::Allowance;

/// A bounded buffer: it refuses what is beyond the allowance, and everything once time is up, which makes the
/// library stop. Its clones share it, so that one can be given away.
#[derive(Debug, Clone)]
pub(crate) struct Spool(Rc<RefCell<State>>);

#[derive(Debug)]
struct State {
    allowance: Allowance,
    bytes: Vec<u8>,
    met: Option<IncompleteReason>,
}

impl Spool {
    pub(crate) fn new(allowance: Allowance) -> Self {
        Self(Rc::new(RefCell::new(State { allowance, bytes: Vec::new(), met: None })))
    }

    /// The most bytes that it takes.
    pub(crate) fn max_bytes(&self) -> u64 {
        self.0.borrow().allowance.max_bytes
    }

    /// The limit that is met beyond those.
    pub(crate) fn reason(&self) -> IncompleteReason {
        self.0.borrow().allowance.reason
    }

    /// Whether a limit was met.
    pub(crate) fn is_met(&self) -> bool {
        self.0.borrow().met.is_some()
    }

    /// Its content, and the limit that was met if one was.
    pub(crate) fn take(&self) -> (Vec<u8>, Option<IncompleteReason>) {
        let mut state = self.0.borrow_mut();
        (std::mem::take(&mut state.bytes), state.met)
    }
}

impl Write for Spool {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let mut state = self.0.borrow_mut();
        if buf.is_empty() {
            return Ok(0);
        }
        let allowance = state.allowance;
        let left = allowance.max_bytes.saturating_sub(state.bytes.len() as u64);
        let met = if Instant::now() >= allowance.deadline {
            IncompleteReason::Time
        } else if left == 0 {
            allowance.reason
        } else {
            let taken = buf.get(..usize::try_from(left).unwrap_or(usize::MAX)).unwrap_or(buf);
            state.bytes.extend_from_slice(taken);
            return Ok(taken.len());
        };
        state.met = Some(met);
        Err(io::Error::other("the limit is met"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
