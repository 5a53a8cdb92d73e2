//! Libraries that may panic on damaged input.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::source::Fault;

/// Runs what may panic; a panic is damage. What `run` was changing is not used afterwards.
///
/// Only for libraries whose code indexes what it has not checked. A stack overflow or a failed allocation ends the
/// process nevertheless, and the job with it: that is what the process is for.
pub(crate) fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| Fault::Damaged)
}
