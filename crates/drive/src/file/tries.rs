//! Trying a change again when it met another one.

use assay_wire::{ApiError, code};

use crate::DriveError;

/// How often one change may meet others before the client is told to come back: more often than a batch has
/// requests under way, of which one gets through each time.
const MOST: u32 = 30;

/// Tries of one change: read, decide, commit; and again where that met another change.
///
/// ```ignore
/// let mut tries = Tries::default();
/// loop {
///     match self.try_it(caller, &request).await {
///         Err(error) => tries.again(error)?,
///         done => return done,
///     }
/// }
/// ```
#[derive(Debug, Default)]
pub(crate) struct Tries(u32);

impl Tries {
    /// Whether to try again after this error.
    ///
    /// # Errors
    /// The error itself where it is no conflict; `SystemBusy` after the last try.
    pub(crate) fn again(&mut self, error: DriveError) -> Result<(), DriveError> {
        if !error.is_conflict() {
            return Err(error);
        }
        self.0 += 1;
        if self.0 < MOST { Ok(()) } else { Err(ApiError::new(code::SYSTEM_BUSY).into()) }
    }
}

#[cfg(test)]
mod tests {
    use assay_store::{Expect, Refused, StoreError};

    use super::*;

    #[test]
    fn only_conflicts_are_tried_again_and_not_for_ever() {
        let conflict = || DriveError::Store(StoreError::Refused(Refused::Unmet(Expect::Tree(1))));
        let mut tries = Tries::default();
        assert!(tries.again(DriveError::not_found("FileId")).is_err());
        let granted = (0..100).take_while(|_| tries.again(conflict()).is_ok()).count();
        assert_eq!(granted, 29);
        assert!(tries.again(conflict()).expect_err("refused").to_string().starts_with("SystemBusy"));
    }
}
